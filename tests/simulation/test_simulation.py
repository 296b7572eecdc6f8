"""X-Simulate-Error: each code of the Partner API on demand, as it comes live, and nothing done."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from errors_docs.catalogue import Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.example import example_answer
from errors_docs.surfaces import PARTNER
from partners.models import IdempotentAnswer, Partner
from partners.modes import TEST
from tests.calls import Api, code, details, problems
from tests.factories import enable_plan, give_credits, make_key, make_plan
from tests.lifecycle.books import everything
from tests.lifecycle.fault import failing
from tests.lifecycle.shop import Shop, make_shop, path_of

pytestmark = pytest.mark.django_db

ENTRIES = list(catalogue_for(PARTNER))
by_code = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.code for entry in ENTRIES])
#: Live these come before a request is counted, so nothing is said of the limit.
SILENT_ABOUT_THE_LIMIT = {
    "UNAUTHENTICATED",
    "INVALID_API_KEY",
    "CONFLICTING_API_KEYS",
    "ENDPOINT_NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "INVALID_HOST",
    "REQUEST_TIMEOUT",
    "REQUEST_TOO_LARGE",
    "SERVICE_UNAVAILABLE",
}


def make_test_shop() -> tuple[Shop, Api]:
    """A shop, and a caller with its test key; the test wallet has 1,000.00."""
    shop = make_shop()
    give_credits(shop.seller.account, 1000_00, TEST)
    return shop, Api(make_key(shop.seller.account, TEST))


def order(shop: Shop) -> dict[str, Any]:
    """A body that would be accepted."""
    return {"email": "one@example.com", "planId": shop.seller.plan.slug}


def simulated(api: Api, shop: Shop, wanted: str, **headers: str) -> Any:
    return api.post("/customers", order(shop), headers={"X-Simulate-Error": wanted, **headers})


@by_code
def test_a_code_is_answered_as_its_page_shows_it_and_nothing_is_done(entry: Entry) -> None:
    shop, api = make_test_shop()
    before = everything()
    answer = simulated(api, shop, entry.code)
    shown = example_answer(PARTNER, entry)
    assert answer.status_code == entry.status == shown.status
    request_id = answer.headers["X-Request-Id"]
    page, _, _ = shown.envelope["error"]["docs"].partition("?")
    own_words = {"docs": f"{page}?request={request_id}", "requestId": request_id}
    assert answer.json() == {**shown.envelope, "error": {**shown.envelope["error"], **own_words}}
    always = {"RateLimit", "RateLimit-Policy"} if entry.code not in SILENT_ABOUT_THE_LIMIT else set()
    own = {name: value for name, value in shown.headers.items() if name != "X-Request-Id"}
    assert {name: answer.headers.get(name) for name in own} == own
    assert set(answer.headers) >= {*own, *always, "X-Request-Id"}
    assert {"RateLimit", "RateLimit-Policy"} & set(answer.headers) == always
    assert everything() == before


@by_code
def test_a_live_key_gets_no_simulation_and_does_nothing_either(entry: Entry) -> None:
    shop = make_shop()
    before = everything()
    refused = simulated(shop.api, shop, entry.code)
    assert problems(refused) == [("X-Simulate-Error", "test_key_required")]
    assert everything() == before


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("NO_SUCH_CODE", None),
        ("insufficient_credits", "INSUFFICIENT_CREDITS"),
        ("missing_api_key", "UNAUTHENTICATED"),
        ("", None),
        (" ", None),
    ],
)
def test_an_unknown_code_is_refused_with_the_one_that_was_meant_and_nothing_is_done(
    wanted: str, meant: str | None
) -> None:
    shop, api = make_test_shop()
    before = everything()
    refused = simulated(api, shop, wanted)
    assert problems(refused) == [("X-Simulate-Error", "unknown_code")]
    assert details(refused)[0].get("suggestion") == meant
    assert details(refused)[0]["message"].endswith("such code." if meant is None else f"Did you mean {meant}?")
    assert everything() == before


def test_every_endpoint_with_a_key_simulates_whatever_else_is_sent() -> None:
    _shop, api = make_test_shop()
    wanted = {"X-Simulate-Error": "STORAGE_FULL"}
    answers = [
        api.get("/account", headers=wanted),
        api.get("/customers/pc_none", headers=wanted),
        api.get("/plans?limit=nonsense", headers=wanted),
        api.post("/customers", b"no JSON", headers=wanted),
        api.patch("/customers/pc_none", {}, headers=wanted),
        api.delete("/customers/pc_none", headers=wanted),
    ]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(402, "STORAGE_FULL")] * 6
    assert Api().get("/errors", headers=wanted).status_code == 200


def test_a_simulation_is_no_answer_to_keep() -> None:
    shop, api = make_test_shop()
    key = {"Idempotency-Key": "order-1"}
    assert code(simulated(api, shop, "INSUFFICIENT_CREDITS", **key)) == "INSUFFICIENT_CREDITS"
    assert IdempotentAnswer.objects.count() == 0
    assert api.post("/customers", order(shop), headers=key).status_code == 201
    assert code(simulated(api, shop, "CUSTOMER_EXISTS", **key)) == "CUSTOMER_EXISTS"


def test_a_thousand_simulations_of_a_code_weigh_no_more_than_one() -> None:
    shop, api = make_test_shop()
    for _ in range(3):
        simulated(api, shop, "CANNOT_SELL")
    example = next(entry.example for entry in ENTRIES if entry.code == "CANNOT_SELL")
    assert example.__traceback__ is None


def test_a_simulated_limit_looks_like_a_limit_that_is_reached() -> None:
    shop, api = make_test_shop()
    answer = simulated(api, shop, "RATE_LIMITED")
    seconds = details(answer)["retryAfter"]
    assert answer.headers["Retry-After"] == str(seconds)
    assert answer.headers["RateLimit"] == f'"requests";r=0;t={seconds}'
    assert answer.headers["RateLimit-Policy"] == f'"requests";q={details(answer)["limit"]};w=60'


def unauthenticated(shop: Shop) -> Any:
    return Api().post("/customers", order(shop))


def invalid_key(shop: Shop) -> Any:
    return Api("sk_live_wrong").post("/customers", order(shop))


def insufficient_scope(shop: Shop) -> Any:
    return Api(make_key(shop.seller.account, scopes=["plans:read"])).post("/customers", order(shop))


def address_refused(shop: Shop) -> Any:
    return Api(make_key(shop.seller.account, allowed_networks=["192.0.2.0/24"])).post("/customers", order(shop))


def rate_limited(shop: Shop) -> Any:
    limited = make_shop(requests_per_minute=1)
    limited.api.get("/account")
    return limited.api.post("/customers", order(limited))


def trial_expired(shop: Shop) -> Any:
    Partner.objects.update(trial_ends_at=timezone.now() - datetime.timedelta(days=1))
    return shop.api.post("/customers", order(shop))


def cannot_sell(shop: Shop) -> Any:
    other = make_shop(may_sell=False)
    return other.api.post("/customers", order(other))


def validation_failed(shop: Shop) -> Any:
    return shop.api.post("/customers", {})


def insufficient_credits(shop: Shop) -> Any:
    return shop.api.post("/customers", {**order(shop), "seats": 1000})


def customer_not_found(shop: Shop) -> Any:
    return shop.api.get("/customers/pc_none")


def customer_exists(shop: Shop) -> Any:
    shop.create()
    return shop.api.post("/customers", order(shop))


def invalid_plan(shop: Shop) -> Any:
    return shop.api.post("/customers", {**order(shop), "planId": f"{shop.seller.plan.slug}s"})


def plan_not_enabled(shop: Shop) -> Any:
    enable_plan(shop.seller.account, make_plan("closed"), is_enabled=False)
    return shop.api.post("/customers", {**order(shop), "planId": "closed"})


def forbidden(shop: Shop) -> Any:
    return shop.api.post(f"{path_of(shop.create())}/reactivate")


def key_cap_reached(shop: Shop) -> Any:
    return Api(make_key(shop.seller.account, monthly_cap=1)).post("/customers", order(shop))


def key_reused(shop: Shop) -> Any:
    key = {"Idempotency-Key": "order-1"}
    shop.api.post("/customers", order(shop), headers=key)
    return shop.api.post("/customers", {**order(shop), "seats": 2}, headers=key)


def request_not_found(shop: Shop) -> Any:
    return shop.api.get("/requests/req_none")


def endpoint_not_found(shop: Shop) -> Any:
    return shop.api.get("/customer")


def method_not_allowed(shop: Shop) -> Any:
    return shop.api.delete("/customers")


def unsupported_media_type(shop: Shop) -> Any:
    return shop.api.client.post("/api/partner/v1/customers", "a=1", content_type="application/x-www-form-urlencoded")


def internal_error(shop: Shop) -> Any:
    with failing("credits_entry"):
        return Api(shop.seller.key, crashes_are_answered=True).post("/customers", order(shop))


#: A real request for each code that a test can reach without a server, a report or a file.
LIVE_REFUSALS: dict[str, Callable[[Shop], Any]] = {
    "UNAUTHENTICATED": unauthenticated,
    "INVALID_API_KEY": invalid_key,
    "INSUFFICIENT_SCOPE": insufficient_scope,
    "IP_NOT_ALLOWED": address_refused,
    "RATE_LIMITED": rate_limited,
    "TRIAL_EXPIRED": trial_expired,
    "CANNOT_SELL": cannot_sell,
    "VALIDATION_FAILED": validation_failed,
    "INSUFFICIENT_CREDITS": insufficient_credits,
    "CUSTOMER_NOT_FOUND": customer_not_found,
    "CUSTOMER_EXISTS": customer_exists,
    "INVALID_PLAN": invalid_plan,
    "PLAN_NOT_ENABLED": plan_not_enabled,
    "FORBIDDEN": forbidden,
    "KEY_CAP_REACHED": key_cap_reached,
    "IDEMPOTENCY_KEY_REUSED": key_reused,
    "REQUEST_NOT_FOUND": request_not_found,
    "ENDPOINT_NOT_FOUND": endpoint_not_found,
    "METHOD_NOT_ALLOWED": method_not_allowed,
    "UNSUPPORTED_MEDIA_TYPE": unsupported_media_type,
    "INTERNAL_ERROR": internal_error,
}


def form(value: Any) -> Any:
    """The shape of a JSON value: names and types, without what stands in it."""
    if isinstance(value, dict):
        return {name: form(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return form(value[0]) if value else None
    return "number" if isinstance(value, int | float) else type(value).__name__


def page_of(answer: Any) -> str:
    """The page that a refusal leads to, without the request that came from there."""
    return str(answer.json()["error"]["docs"]).removesuffix(f"?request={answer.headers['X-Request-Id']}")


@pytest.mark.parametrize("wanted", LIVE_REFUSALS)
def test_a_simulated_refusal_has_the_form_of_the_live_one(wanted: str) -> None:
    shop, api = make_test_shop()
    pretended = simulated(api, shop, wanted)
    live = LIVE_REFUSALS[wanted](shop)
    assert (live.status_code, code(live)) == (pretended.status_code, code(pretended)) == (pretended.status_code, wanted)
    assert set(live.headers) == set(pretended.headers)
    assert form(live.json()) == form(pretended.json())
    assert page_of(live) == page_of(pretended)
