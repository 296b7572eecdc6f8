"""The base of every endpoint that takes a key."""

from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from api.views import ApiView
from errors_docs.surfaces import PARTNER
from partners.admission import ADMISSION
from partners.caller import Caller, PartnerTerms
from partners.gate import Ask, admit
from partners.idempotency import Claim, answer_once, claim_of
from partners.simulation import simulate


class KeyedView(ApiView):
    """Asks the gate for the scope that the method declares; ``self.caller`` is who came through."""

    #: The principal that the gate admitted; not there for a method that takes no key.
    caller: Caller

    #: SQL expressions over ``called`` that the gate reads in the same round trip, found in ``self.caller.columns``.
    gate_columns: ClassVar[tuple[str, ...]] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The gate, unless it was asked before the body was read, then the error that a test key asks for."""
        super().initial(request, *args, **kwargs)
        scope = self.operation.scope
        if scope is None:
            return
        early = request._request.META.get(ADMISSION)
        if early is None:
            self.caller = admit(request._request, Ask(self.surface, scope, self.gate_columns))
        else:
            self.caller = early.enter(request._request)
        simulate(request._request, self.surface, self.caller)

    @property
    def list_name(self) -> tuple[Any, ...]:
        """Return what ApiView does, and the caller that owns the list."""
        return (*super().list_name, self.caller.account_id, self.caller.mode)

    def serve(self) -> HttpResponse:
        """A request with an Idempotency-Key is executed once; its refusals are answers to keep, too.

        A dry run does nothing that must not be done twice, and leaves the key for the request that does.
        """
        claim = claim_of(self.request._request, self.surface, self.caller) if self.operation.scope is not None else None
        return super().serve() if claim is None or self.is_dry_run else self.serve_once(claim)

    def serve_once(self, claim: Claim) -> HttpResponse:
        """The answer to a claim, in one transaction with what it did. One that takes long has another way."""
        return answer_once(claim, self._serve_or_refuse, sealed=self.operation.answers_secret)

    def _serve_or_refuse(self) -> HttpResponse:
        try:
            return super().serve()
        except Exception as error:  # as in dispatch: the handler tells refusals from crashes
            return self.handle_exception(error)

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # DRF takes any HttpResponse
        """Every answer to a caller who was counted says how much is left of the limit."""
        window = getattr(request._request, "rate_window", None)
        if window is not None:
            for name, value in window.headers().items():
                response.headers[name] = value
        return super().finalize_response(request, response, *args, **kwargs)


class PartnerView(KeyedView):
    """An endpoint of the Partner API."""

    surface = PARTNER

    @property
    def terms(self) -> PartnerTerms:
        """What the caller's tier and trial allow; every account of this surface has them."""
        assert self.caller.partner is not None
        return self.caller.partner
