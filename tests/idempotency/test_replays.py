"""An Idempotency-Key over HTTP: the first answer again, whatever it was, and nothing done again."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from errors_docs.envelope import with_request_id
from errors_docs.surfaces import PARTNER, WORKSPACE
from partners import idempotency
from partners.models import ApiKey, IdempotentAnswer
from partners.modes import TEST
from tests.calls import Api, code, problems, replayed_body
from tests.factories import give_credits, make_key
from tests.lifecycle.books import everything, moved
from tests.lifecycle.shop import BALANCE, Shop, make_shop, path_of

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "order-1"}
#: What belongs to the moment and not to the answer.
OF_THE_MOMENT = {"X-Request-Id", "RateLimit", "Idempotent-Replayed", "Original-Request-Id"}


def body(shop: Shop, **fields: Any) -> dict[str, Any]:
    return {"email": "one@example.com", "planId": shop.seller.plan.slug, "sendWelcomeEmail": False, **fields}


def kept(answer: Any) -> tuple[int, dict[str, str]]:
    """Status and headers that a replay repeats."""
    return answer.status_code, {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}


def assert_replayed(first: Any, second: Any) -> None:
    own_id, first_id = second.headers["X-Request-Id"], first.headers["X-Request-Id"]
    assert own_id != first_id
    assert {"Idempotent-Replayed", "Original-Request-Id"}.isdisjoint(first.headers)
    assert (second.headers["Idempotent-Replayed"], second.headers["Original-Request-Id"]) == ("true", first_id)
    assert kept(second) == kept(first)
    assert second.json() == replayed_body(first.json(), own_id)
    assert list(second.json()) == list(first.json())


def test_a_creation_is_done_once_and_answered_twice() -> None:
    shop = make_shop()
    first = shop.api.post("/customers", body(shop), headers=KEY)
    assert first.status_code == 201
    before = everything()
    assert_replayed(first, shop.api.post("/customers", body(shop), headers=KEY))
    assert everything() == before
    assert moved(shop.seller) == [("charge", 100_00)]


def test_every_way_to_change_a_customer_is_done_once_and_answered_twice() -> None:
    shop = make_shop()
    customer = shop.create()
    path = path_of(customer)
    for number, (method, suffix, sent) in enumerate(
        [
            ("patch", "", {"seats": 2}),
            ("post", "/resend-welcome", b""),
            ("post", "/suspend", b""),
            ("post", "/reactivate", b""),
            ("post", "/customers/quote", {"planId": shop.seller.plan.slug}),
            ("delete", "", None),
        ]
    ):
        key = {"Idempotency-Key": f"step-{number}"}
        target = suffix if suffix.startswith("/customers") else path + suffix
        arguments = (target,) if sent is None else (target, sent)
        first = getattr(shop.api, method)(*arguments, headers=key)
        assert first.status_code in (200, 202)
        before = everything()
        assert_replayed(first, getattr(shop.api, method)(*arguments, headers=key))
        assert everything() == before


def test_a_refusal_is_replayed_even_when_its_cause_is_gone() -> None:
    shop = make_shop(balance=99_99)
    first = shop.api.post("/customers", body(shop), headers=KEY)
    assert (first.status_code, code(first)) == (400, "INSUFFICIENT_CREDITS")
    shop.top_up(1000_00)
    before = everything()
    second = shop.api.post("/customers", body(shop), headers=KEY)
    assert_replayed(first, second)
    assert everything() == before
    # The first request stays the original of every replay.
    assert_replayed(first, shop.api.post("/customers", body(shop), headers=KEY))
    assert shop.api.post("/customers", body(shop), headers={"Idempotency-Key": "order-2"}).status_code == 201


def test_only_the_envelope_gets_the_id_of_the_request_that_a_replay_answers() -> None:
    """Data and details may name the first request: what they say about it stays true."""
    told = {"requestId": "req_1", "note": "caused by req_1", "error": {"requestId": "req_1"}, "meta": None}
    assert with_request_id(PARTNER, {"success": True, "data": told}, "req_2") == {"success": True, "data": told}
    meta = {"tool": "research", "requestId": "req_1", "projectId": "req_1"}
    assert with_request_id(WORKSPACE, {"data": told, "meta": meta}, "req_2") == {
        "data": told,
        "meta": {"tool": "research", "requestId": "req_2", "projectId": "req_1"},
    }
    error = {"code": "STORAGE_FULL", "message": "req_1", "details": told, "docs": "x", "requestId": "req_1"}
    docs = "http://localhost:8000/docs/partner/errors/STORAGE_FULL?request=req_2"
    assert with_request_id(PARTNER, {"success": False, "error": error}, "req_2") == {
        "success": False,
        "error": {**error, "docs": docs, "requestId": "req_2"},
    }


REFUSALS: list[tuple[str, str, Any, str]] = [
    ("post", "/customers", {"planId": "x"}, "VALIDATION_FAILED"),
    ("post", "/customers", b"{", "VALIDATION_FAILED"),
    ("post", "/customers", {"email": "two@example.com", "planId": "none"}, "INVALID_PLAN"),
    ("patch", "/customers/pc_06h09fn4qcjvhdha5t37n2kbqq", {"seats": 2}, "CUSTOMER_NOT_FOUND"),
]


@pytest.mark.parametrize(("method", "path", "sent", "expected"), REFUSALS, ids=[row[3] for row in REFUSALS])
def test_a_refusal_of_any_kind_is_the_first_answer(method: str, path: str, sent: Any, expected: str) -> None:
    shop = make_shop()
    first = getattr(shop.api, method)(path, sent, headers=KEY)
    assert code(first) == expected
    assert_replayed(first, getattr(shop.api, method)(path, sent, headers=KEY))


def test_a_state_that_has_changed_since_makes_no_difference() -> None:
    shop = make_shop()
    customer = shop.create()
    first = shop.api.post(f"{path_of(customer)}/reactivate", headers=KEY)
    assert code(first) == "FORBIDDEN"
    shop.post(customer, "suspend")
    assert_replayed(first, shop.api.post(f"{path_of(customer)}/reactivate", headers=KEY))
    customer.refresh_from_db()
    assert customer.status == "suspended"


def test_another_key_of_the_same_account_and_mode_gets_the_replay() -> None:
    shop = make_shop()
    first = shop.api.post("/customers", body(shop), headers=KEY)
    other = Api(make_key(shop.seller.account))
    assert_replayed(first, other.post("/customers", body(shop), headers=KEY))


def test_what_the_gate_refuses_is_neither_kept_nor_replayed() -> None:
    shop = make_shop()
    reader = Api(make_key(shop.seller.account, scopes=["customers:read"]))
    assert code(reader.post("/customers", body(shop), headers=KEY)) == "INSUFFICIENT_SCOPE"
    assert IdempotentAnswer.objects.count() == 0
    assert shop.api.post("/customers", body(shop), headers=KEY).status_code == 201
    assert code(reader.post("/customers", body(shop), headers=KEY)) == "INSUFFICIENT_SCOPE"
    ApiKey.objects.update(revoked_at=timezone.now())
    assert code(shop.api.post("/customers", body(shop), headers=KEY)) == "INVALID_API_KEY"


def test_a_replay_counts_against_the_rate_limit_like_any_request() -> None:
    shop = make_shop(requests_per_minute=2)
    first = shop.api.post("/customers", body(shop), headers=KEY)
    second = shop.api.post("/customers", body(shop), headers=KEY)
    assert_replayed(first, second)
    assert [answer.headers["RateLimit"].partition(";t")[0] for answer in (first, second)] == [
        '"requests";r=1',
        '"requests";r=0',
    ]
    assert code(shop.api.post("/customers", body(shop), headers=KEY)) == "RATE_LIMITED"


def test_live_and_test_mode_and_other_accounts_have_keys_of_their_own() -> None:
    shop, other = make_shop(), make_shop()
    give_credits(shop.seller.account, 100_00, TEST)
    in_test_mode = Api(make_key(shop.seller.account, TEST))
    answers = [
        shop.api.post("/customers", body(shop), headers=KEY),
        in_test_mode.post("/customers", body(shop), headers=KEY),
        other.api.post("/customers", body(other), headers=KEY),
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["data"]["id"] for answer in answers}) == 3
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None, None, None]
    assert (shop.balance, shop.seller.balance(TEST), other.balance) == (BALANCE - 100_00, 0, BALANCE - 100_00)


def test_after_a_day_the_key_is_free_again() -> None:
    shop = make_shop()
    customer = shop.create()
    first = shop.api.patch(path_of(customer), {"seats": 2}, headers=KEY)
    now = timezone.now()
    IdempotentAnswer.objects.update(created_at=now - datetime.timedelta(hours=23, minutes=59))
    assert_replayed(first, shop.api.patch(path_of(customer), {"seats": 2}, headers=KEY))
    IdempotentAnswer.objects.update(created_at=now - datetime.timedelta(hours=24, minutes=5))
    anew = shop.api.patch(path_of(customer), {"seats": 3}, headers=KEY)
    assert anew.status_code == 200
    assert "Idempotent-Replayed" not in anew.headers
    assert_replayed(anew, shop.api.patch(path_of(customer), {"seats": 3}, headers=KEY))
    assert IdempotentAnswer.objects.count() == 1


def test_only_answers_older_than_a_day_are_forgotten() -> None:
    shop = make_shop()
    for number, hours in enumerate((23, 25, 48)):
        shop.api.post("/customers", body(shop), headers={"Idempotency-Key": f"order-{number}"})
        created_at = timezone.now() - datetime.timedelta(hours=hours)
        IdempotentAnswer.objects.filter(key=f"order-{number}").update(created_at=created_at)
    assert idempotency.forget_old_answers() == 2
    assert [answer.key for answer in IdempotentAnswer.objects.all()] == ["order-0"]


def test_a_get_ignores_the_header_whatever_it_says() -> None:
    shop = make_shop()
    for value in ("order-1", "", "x" * 300):
        answers = [shop.api.get("/account", headers={"Idempotency-Key": value}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert "Idempotent-Replayed" not in answers[1].headers
    assert IdempotentAnswer.objects.count() == 0


@pytest.mark.parametrize("value", ["", "x" * 256, "schlüssel", "tab\tin it", "\x7f"])
def test_a_key_that_is_none_is_refused_and_nothing_is_done(value: str) -> None:
    shop = make_shop()
    before = everything()
    refused = shop.api.post("/customers", body(shop), headers={"Idempotency-Key": value})
    assert problems(refused) == [("Idempotency-Key", "invalid")]
    assert everything() == before
    assert IdempotentAnswer.objects.count() == 0


@pytest.mark.parametrize("value", ["x", "x" * 255, "with spaces, and ~!@#$%^&*()'\" signs"])
def test_any_printable_text_of_up_to_255_characters_is_a_key(value: str) -> None:
    shop = make_shop()
    key = {"Idempotency-Key": value}
    first = shop.api.post("/customers", body(shop), headers=key)
    assert_replayed(first, shop.api.post("/customers", body(shop), headers=key))


def test_a_key_of_another_request_is_refused_and_nothing_is_done() -> None:
    shop = make_shop()
    customer, second = shop.create(), shop.create(email="two@example.com")
    first = shop.api.patch(path_of(customer), {"seats": 2}, headers=KEY)
    before = everything()
    others = [
        shop.api.patch(path_of(customer), {"seats": 3}, headers=KEY),
        shop.api.patch(path_of(customer), b'{"seats":  2}', headers=KEY),
        shop.api.patch(path_of(second), {"seats": 2}, headers=KEY),
        shop.api.delete(path_of(customer), headers=KEY),
        shop.api.post(f"{path_of(customer)}/suspend", headers=KEY),
        shop.api.post("/customers", body(shop, email="three@example.com"), headers=KEY),
    ]
    assert [(answer.status_code, code(answer)) for answer in others] == [(422, "IDEMPOTENCY_KEY_REUSED")] * 6
    assert everything() == before
    assert_replayed(first, shop.api.patch(path_of(customer), {"seats": 2}, headers=KEY))
    assert IdempotentAnswer.objects.count() == 1


def test_a_dry_run_neither_uses_up_a_key_nor_meets_one_that_is_used() -> None:
    shop = make_shop()
    customer = shop.create()
    for _ in range(2):
        dry = shop.api.patch(f"{path_of(customer)}?dryRun=true", {"seats": 2}, headers=KEY)
        assert (dry.status_code, dry.json()["data"]["dryRun"]) == (200, True)
        assert "Idempotent-Replayed" not in dry.headers
    assert IdempotentAnswer.objects.count() == 0
    first = shop.api.patch(path_of(customer), {"seats": 2}, headers=KEY)
    assert first.json()["data"]["dryRun"] is False
    dry = shop.api.delete(f"{path_of(customer)}?dryRun=true", headers=KEY)
    assert (dry.status_code, dry.json()["data"]["dryRun"]) == (200, True)
    assert_replayed(first, shop.api.patch(path_of(customer), {"seats": 2}, headers=KEY))


def test_what_is_kept_holds_no_key_and_no_request_body() -> None:
    shop = make_shop()
    created = shop.api.post("/customers", body(shop, phone="+49 30 1234567"), headers=KEY)
    (row,) = IdempotentAnswer.objects.values()
    assert len(bytes(row["fingerprint"])) == 32
    assert shop.seller.key not in str(row)
    assert row["headers"] == {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Original-Request-Id": created.headers["X-Request-Id"],
    }
    assert (row["mode"], row["status"]) == ("live", 201)
