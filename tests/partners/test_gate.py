"""How a key is presented, who it turns out to be, and what is refused before an endpoint's own code runs."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from errors_docs.surfaces import PARTNER
from partners.key_format import new_secret
from partners.keys import revoke_key, rotate_key
from partners.models import AccountStatus, ApiKey, RateWindow
from partners.modes import TEST
from tests.calls import BASE, Api, code, details, without_request_id
from tests.factories import give_credits, make_key, make_partner

pytestmark = pytest.mark.django_db

ACCOUNT = f"{BASE}/account"
HOUR = datetime.timedelta(hours=1)
CHALLENGE = 'Bearer realm="Partner API"'


def get(**headers: str) -> tuple[int, str | None]:
    """Status and code of GET /account with these headers; _ stands for - in a name."""
    answer = Client().get(ACCOUNT, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return answer.status_code, None if answer.status_code == 200 else code(answer)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", " Bearer "])
def test_a_key_is_taken_from_authorization_in_any_case_of_the_scheme(scheme: str) -> None:
    assert get(Authorization=f"{scheme} {make_key(make_partner())}") == (200, None)


def test_a_key_is_taken_from_x_api_key() -> None:
    assert get(X_API_Key=make_key(make_partner())) == (200, None)


def test_the_same_key_in_both_headers_is_one_key() -> None:
    key = make_key(make_partner())
    assert get(Authorization=f"Bearer {key}", X_API_Key=key) == (200, None)


def test_two_different_keys_are_refused_though_both_are_good() -> None:
    account = make_partner()
    headers = {"Authorization": f"Bearer {make_key(account)}", "X_API_Key": make_key(account)}
    assert get(**headers) == (400, "CONFLICTING_API_KEYS")
    assert RateWindow.objects.count() == 0


def test_another_scheme_beside_x_api_key_is_none_of_ours() -> None:
    assert get(Authorization="Basic dTpw", X_API_Key=make_key(make_partner())) == (200, None)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer  "},
        {"Authorization": "Basic dTpw"},
        {"Authorization": "sk_live_0000000000000000000000000000000000"},
        {"X_API_Key": " "},
    ],
)
def test_without_a_key_the_request_is_unauthenticated(
    headers: dict[str, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert get(**headers) == (401, "UNAUTHENTICATED")


def test_a_key_in_the_query_string_is_not_read() -> None:
    answer = Api().get("/account", api_key=make_key(make_partner()), key="x")
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


def test_a_mistyped_key_is_refused_without_a_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    key = make_key(make_partner())
    mistyped = key[:-1] + ("A" if key[-1] != "A" else "B")
    with django_assert_num_queries(0):
        assert get(Authorization=f"Bearer {mistyped}") == (401, "INVALID_API_KEY")


def test_the_account_is_one_query_gate_and_all(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    api = Api(make_key(make_partner()))
    with django_assert_num_queries(1):
        assert api.get("/account").status_code == 200


def unusable_keys() -> dict[str, str]:
    """A key of each kind that is refused after a look into the database, by why."""
    inactive = make_partner()
    keys = {
        "unknown": new_secret(PARTNER, "live"),
        "revoked": make_key(make_partner()),
        "expired": make_key(make_partner(), expires_at=timezone.now() - HOUR),
        "of an inactive account": make_key(inactive),
    }
    revoke_key(key=ApiKey.objects.get(hint=keys["revoked"][-4:]), reason="lost")
    inactive.status = AccountStatus.INACTIVE
    inactive.save(update_fields=["status"])
    return keys


def test_every_unusable_key_gets_the_same_answer_but_for_the_request_id() -> None:
    answers = {why: without_request_id(Api(key).get("/account")) for why, key in unusable_keys().items()}
    status, body, headers = answers["unknown"]
    assert status == 401
    assert b'"code":"INVALID_API_KEY"' in body
    assert b'"details":{"reason":"unusable"}' in body
    assert headers["WWW-Authenticate"] == CHALLENGE
    assert [why for why, answer in answers.items() if answer != answers["unknown"]] == []


def test_a_refused_key_counts_no_request_and_is_not_noted_as_used() -> None:
    for key in unusable_keys().values():
        Api(key).get("/account")
    assert [window.key for window in RateWindow.objects.all()] == ["refused:127.0.0.1"]
    assert ApiKey.objects.filter(last_used_at__isnull=False).count() == 0


def test_every_401_says_how_to_authenticate() -> None:
    for answer in (
        Api().get("/account"),
        Api("sk_live_x").get("/account"),
        Api(new_secret(PARTNER, "live")).get("/plans"),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == CHALLENGE


@pytest.mark.django_db(transaction=True)
def test_a_key_rotated_without_overlap_is_refused_at_once_and_its_successor_works() -> None:
    secret = make_key(make_partner())
    successor = rotate_key(key=ApiKey.objects.get(), overlap=datetime.timedelta(0)).secret
    assert get(Authorization=f"Bearer {secret}") == (401, "INVALID_API_KEY")
    assert get(Authorization=f"Bearer {successor}") == (200, None)


@pytest.mark.django_db(transaction=True)
def test_a_key_rotated_with_overlap_works_beside_its_successor() -> None:
    secret = make_key(make_partner())
    successor = rotate_key(key=ApiKey.objects.get(), overlap=HOUR).secret
    assert get(Authorization=f"Bearer {secret}") == (200, None)
    assert get(Authorization=f"Bearer {successor}") == (200, None)


def test_an_account_that_is_active_again_has_its_keys_again() -> None:
    account = make_partner()
    key = make_key(account)
    for status, answer in ((AccountStatus.INACTIVE, (401, "INVALID_API_KEY")), (AccountStatus.ACTIVE, (200, None))):
        account.status = status
        account.save(update_fields=["status"])
        assert get(Authorization=f"Bearer {key}") == answer


def test_a_missing_scope_is_named_beside_those_that_the_key_has() -> None:
    key = make_key(make_partner(), scopes=["plans:read", "account:read"])
    answer = Api(key).get("/customers")
    assert (answer.status_code, code(answer)) == (403, "INSUFFICIENT_SCOPE")
    assert details(answer) == {"requiredScope": "customers:read", "grantedScopes": ["plans:read", "account:read"]}
    assert Api(key).get("/account").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("get", "/account", "account:read"),
        ("get", "/account/credits/history", "account:read"),
        ("get", "/plans", "plans:read"),
        ("get", "/plans/basic", "plans:read"),
        ("get", "/customers", "customers:read"),
        ("get", "/customers/pc_1", "customers:read"),
        ("post", "/customers/quote", "customers:read"),
        ("post", "/customers", "customers:write"),
    ],
)
def test_each_endpoint_asks_for_its_scope(method: str, path: str, scope: str) -> None:
    others = [name for name in ("account:read", "plans:read", "customers:read", "customers:write") if name != scope]
    client = Api(make_key(make_partner(), scopes=others)).client
    answer = getattr(client, method)(BASE + path, {}, content_type="application/json")
    assert (answer.status_code, code(answer)) == (403, "INSUFFICIENT_SCOPE")
    assert details(answer)["requiredScope"] == scope


def test_a_test_key_sees_the_test_wallet_and_a_live_key_the_live_one() -> None:
    account = make_partner()
    give_credits(account, 1000_00)
    give_credits(account, 7_25, TEST)
    live, test = Api(make_key(account)), Api(make_key(account, TEST))
    assert [api.get("/account").json()["data"]["mode"] for api in (live, test)] == ["live", "test"]
    assert [api.get("/account").json()["data"]["credits"]["balance"] for api in (live, test)] == [1000, 7.25]
    amounts = [api.get("/account/credits/history").json()["data"]["entries"][0]["amount"] for api in (live, test)]
    assert amounts == [1000, 7.25]
