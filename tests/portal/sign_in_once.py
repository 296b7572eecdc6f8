"""What a process does in tests/portal/test_sign_in_processes.py."""

from allauth.core import context
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from partners.models import User
from tests.portal.members import PASSWORD


def use(user_id: int, code: str) -> bool:
    """Whether the code is good, and is now used up."""
    return bool(Authenticator.objects.get(user_id=user_id, type="totp").wrap().validate_code(code))


def sign_in(email: str, code: str) -> tuple[int, int]:
    """With the password, then the code: the status of the form with the code, and of the portal afterwards."""
    client = Client(SERVER_NAME="localhost")
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    form = client.post("/accounts/2fa/authenticate/", {"code": code})
    return form.status_code, client.get("/portal/").status_code


def may_try(user_id: int) -> bool:
    """Whether django-allauth lets somebody try a code."""
    with context.request_context(RequestFactory().post("/accounts/2fa/authenticate/")):
        try:
            check_rate_limit(User.objects.get(pk=user_id))
        except ValidationError:
            return False
    return True


def add(key: str) -> bool:
    return cache.add(key, "y", 60)
