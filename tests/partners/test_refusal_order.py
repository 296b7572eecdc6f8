"""The order of refusals: of everything that is wrong with a request, the answer names what is looked at first."""

import pytest
from django.test import Client

from errors_docs.surfaces import PARTNER
from partners.key_format import new_secret
from partners.models import RateWindow
from tests.calls import BASE, Api, code
from tests.factories import make_key, make_partner

pytestmark = pytest.mark.django_db

CUSTOMERS = f"{BASE}/customers"
ELSEWHERE = ["192.0.2.0/24"]


def send(method: str, *keys: str) -> str:
    """The code of a request with a body that is wrong too."""
    names = ("Authorization", "X-API-Key")
    headers = {
        name: f"Bearer {key}" if name == "Authorization" else key for name, key in zip(names, keys, strict=False)
    }
    answer = Client(headers=headers).generic(method, CUSTOMERS, b"{", content_type="application/json")
    return code(answer)


def test_the_method_comes_before_the_key() -> None:
    assert send("PUT") == "METHOD_NOT_ALLOWED"


def test_a_missing_key_comes_before_the_body() -> None:
    assert send("POST") == "UNAUTHENTICATED"


def test_a_conflict_comes_before_the_look_at_either_key() -> None:
    assert send("POST", "nonsense", "other nonsense") == "CONFLICTING_API_KEYS"


def test_an_unknown_key_comes_before_address_and_scope() -> None:
    assert send("POST", new_secret(PARTNER, "live")) == "INVALID_API_KEY"


def test_the_address_comes_before_the_scope() -> None:
    key = make_key(make_partner(), scopes=["plans:read"], allowed_networks=ELSEWHERE)
    assert send("POST", key) == "IP_NOT_ALLOWED"


def test_the_scope_comes_before_the_rate_limit() -> None:
    account = make_partner(requests_per_minute=1)
    Api(make_key(account)).get("/account")
    assert send("POST", make_key(account, scopes=["plans:read"])) == "INSUFFICIENT_SCOPE"


def test_the_rate_limit_comes_before_the_body() -> None:
    key = make_key(make_partner(requests_per_minute=1))
    Api(key).get("/account")
    assert send("POST", key) == "RATE_LIMITED"


def test_the_body_comes_before_what_the_partner_may_do() -> None:
    assert send("POST", make_key(make_partner(may_sell=False))) == "VALIDATION_FAILED"


def test_what_is_refused_before_the_limit_is_not_counted() -> None:
    account = make_partner()
    send("POST", make_key(account, allowed_networks=ELSEWHERE))
    send("POST", make_key(account, scopes=["plans:read"]))
    send("PUT", make_key(account))
    assert RateWindow.objects.count() == 0


def test_what_is_refused_after_the_limit_is_counted() -> None:
    account = make_partner()
    send("POST", make_key(account))
    window = RateWindow.objects.get()
    assert (window.key, window.quota, len(window.hits)) == (f"account:{account.pk}", 120, 1)
