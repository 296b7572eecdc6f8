"""The code that sets an authenticator app up is a used one, as any other."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest


def use_up(request: HttpRequest, authenticator: Authenticator, **signal: Any) -> None:
    """Receives allauth's ``authenticator_added``: allauth itself marks only codes of a sign-in."""
    if authenticator.type == Authenticator.Type.TOTP:
        authenticator.wrap().validate_code(request.POST["code"])  # type: ignore[no-untyped-call]  # allauth has no types here
