"""The gate as DRF asks for it: an authentication class, so that ``request.user`` is the caller."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from errors_docs.envelope import challenge
from partners.admission import ADMISSION
from partners.caller import Caller
from partners.gate import Ask, admit


class KeyAuthentication(BaseAuthentication):
    """Made by a keyed view for the scope that its method declares."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def authenticate(self, request: Request) -> tuple[Caller, str]:
        """Returns (caller, the key's public id); raises the gate's refusals."""
        early = request._request.META.get(ADMISSION)
        caller = admit(request._request, self.ask) if early is None else early.enter(request._request)
        return caller, caller.key_public_id

    def authenticate_header(self, request: Request) -> str:
        """DRF would turn a 401 into a 403 without it; the envelope sets the header itself."""
        return challenge(self.ask.surface)
