"""What makes two requests with one key the same, what is kept of a response, and what a fault of ours leaves behind."""

import datetime
from dataclasses import replace
from typing import Any

import orjson
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from api.request_id import current_request_id
from credits import ledger
from credits.ledger import Charge
from errors_docs.exceptions import IdempotencyInProgress, IdempotencyKeyReused
from errors_docs.surfaces import PARTNER
from partners.gate import Ask, admit
from partners.idempotency import (
    KEPT_HEADERS,
    LIFETIME,
    METHODS,
    Claim,
    answer_once,
    claim_of,
    forget_answer,
    forget_old_answers,
    keep_answer,
    kept_answer,
)
from partners.models import IdempotentAnswer
from partners.modes import TEST
from tests.credits.clock import stopped_at
from tests.factories import Seller, make_seller
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return make_seller()


def claim(
    seller: Seller, method: str = "POST", path: str = "/a", body: bytes = b"{}", if_match: str | None = None
) -> Claim | None:
    """What a request with the key order-1 claims."""
    caller = admit(RequestFactory().get("/", headers={"X-API-Key": seller.key}), Ask(PARTNER, "account:read"))
    named = {"Idempotency-Key": "order-1", **({} if if_match is None else {"If-Match": if_match})}
    return claim_of(RequestFactory().generic(method, path, body, "application/json", headers=named), PARTNER, caller)


def claimed(seller: Seller, *request: Any) -> Claim:
    """As ``claim``, of a request that has one."""
    made = claim(seller, *request)
    assert made is not None
    return made


def charge(seller: Seller, reference: str = "order-1") -> None:
    """An effect of a request."""
    ledger.charge(Charge(wallet_id=seller.wallet().pk, amount=1_00, reference=reference, description="Used"))


def success(status: int = 201, **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(orjson.dumps({"success": True, "data": {"id": "pc_1"}}), status=status, headers=named)


def never() -> HttpResponse:
    raise AssertionError("executed again")


def age(microseconds: int) -> None:
    """Let the one stored response be a day old, less some microseconds, by the clock of this transaction."""
    with connection.cursor() as cursor:
        aged = "now() - interval '24 hours' + %s * interval '1 microsecond'"
        cursor.execute(f"UPDATE partners_idempotentanswer SET created_at = {aged}", [microseconds])


def test_only_the_four_methods_that_change_something_claim_a_key(seller: Seller) -> None:
    assert {"POST", "PATCH", "PUT", "DELETE"} == METHODS
    for method in METHODS:
        assert claimed(seller, method).key == "order-1"
    for method in ("GET", "HEAD", "OPTIONS"):
        assert claim(seller, method) is None


def test_the_fingerprint_is_of_method_path_query_body_and_condition(seller: Seller) -> None:
    first = claimed(seller)
    assert claimed(seller) == first
    others = [
        claimed(seller, "PATCH"),
        claimed(seller, "PUT"),
        claimed(seller, "DELETE"),
        claimed(seller, "POST", "/b"),
        claimed(seller, "POST", "/a?b=1"),
        claimed(seller, "POST", "/a", b"{} "),
        claimed(seller, "POST", "/a", b"{}", '"one"'),
        claimed(seller, "POST", "/a", b"{}", '"two"'),
    ]
    assert len({first.fingerprint, *(other.fingerprint for other in others)}) == 9
    assert {len(other.fingerprint) for other in others} == {32}


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
def test_the_same_path_and_body_by_another_method_is_another_request(seller: Seller, method: str) -> None:
    """Without the method a deletion was answered as the change before it, and nothing was deleted."""
    answer_once(claimed(seller, "POST"), success)
    with nothing_moves(), pytest.raises(IdempotencyKeyReused) as refused:
        answer_once(claimed(seller, method), never)
    assert refused.value.idempotency_key == "order-1"


def test_a_body_that_was_streamed_is_known_by_its_digest(seller: Seller) -> None:
    caller = admit(RequestFactory().get("/", headers={"X-API-Key": seller.key}), Ask(PARTNER, "account:read"))
    made = []
    for digest in (b"one", b"two", b"one"):
        request = RequestFactory().post("/a", headers={"Idempotency-Key": "order-1"})
        request.body_digest = digest  # type: ignore[attr-defined]  # set where a report's upload is read
        made.append(claim_of(request, PARTNER, caller))
    assert made[0] == made[2] != made[1]


def test_accounts_modes_and_keys_have_locks_of_their_own(seller: Seller) -> None:
    """Without the mode a request in test mode was told to wait for one in live mode."""
    first = claimed(seller)
    others = [replace(first, mode=TEST), replace(first, key="order-2"), replace(first, account_id=first.account_id + 1)]
    assert len({first.lock, *(other.lock for other in others)}) == 4
    assert {-(2**63) <= one.lock < 2**63 for one in (first, *others)} == {True}
    assert first.lock == replace(first, fingerprint=bytes(32)).lock


@pytest.mark.parametrize("status", [500, 503, 599])
def test_a_fault_of_ours_leaves_no_effect_and_frees_the_key(seller: Seller, status: int) -> None:
    def execute() -> HttpResponse:
        charge(seller)
        return HttpResponse(b'{"success": false}', status=status)

    one = claimed(seller)
    with nothing_moves():
        assert answer_once(one, execute).status_code == status
    assert IdempotentAnswer.objects.count() == 0
    assert answer_once(one, success).status_code == 201


def test_a_crash_leaves_no_effect_and_frees_the_key(seller: Seller) -> None:
    def execute() -> HttpResponse:
        charge(seller)
        raise RuntimeError("a fault")

    with nothing_moves(), pytest.raises(RuntimeError, match="a fault"):
        answer_once(claimed(seller), execute)
    assert IdempotentAnswer.objects.count() == 0


@pytest.mark.parametrize("status", [200, 299, 400, 499])
def test_any_other_response_is_kept_with_its_effect(seller: Seller, status: int) -> None:
    body = {"success": False, "error": {"code": "FORBIDDEN", "message": "m", "docs": "d", "requestId": "r"}}

    def execute() -> HttpResponse:
        charge(seller)
        return success(status) if status < 400 else HttpResponse(orjson.dumps(body), status=status)

    answer_once(claimed(seller), execute)
    assert seller.balance() == 999_00
    with nothing_moves():
        replayed = answer_once(claimed(seller), never)
    assert (replayed.status_code, replayed.headers["Idempotent-Replayed"]) == (status, "true")
    assert getattr(replayed, "error_code", None) == (None if status < 400 else "FORBIDDEN")


def test_a_replay_repeats_these_headers_location_among_them_and_no_others(seller: Seller) -> None:
    sent = {
        "Content-Type": "application/json",
        "Content-Language": "de",
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
        "ETag": '"abc"',
        "Location": "https://tollgate.example/partner/v1/customers/pc_1",
        "Preference-Applied": "respond-async",
        "Retry-After": "2",
    }
    assert tuple(sent) == KEPT_HEADERS
    current_request_id.set("req_1")
    answer_once(claimed(seller), lambda: success(202, X_Request_Id="req_1", **sent))
    current_request_id.set("req_2")
    replayed = answer_once(claimed(seller), never)
    current_request_id.set("")
    assert dict(replayed.headers) == {**sent, "Idempotent-Replayed": "true", "Original-Request-Id": "req_1"}
    kept = kept_answer(claimed(seller))
    assert kept is not None
    assert dict(kept.headers) == dict(replayed.headers)


def test_a_sealed_response_is_stored_unreadably_and_replayed_in_full(seller: Seller) -> None:
    answer_once(claimed(seller), success, sealed=True)
    row = IdempotentAnswer.objects.get()
    assert row.sealed
    assert b"pc_1" not in bytes(row.body)
    for replayed in (answer_once(claimed(seller), never), kept_answer(claimed(seller))):
        assert replayed is not None
        assert orjson.loads(replayed.content) == {"success": True, "data": {"id": "pc_1"}}


def test_a_response_that_was_stored_meanwhile_undoes_the_second_execution(seller: Seller) -> None:
    one = claimed(seller)

    def execute() -> HttpResponse:
        charge(seller)
        assert keep_answer(one, success(200))
        return success()

    with nothing_moves(), pytest.raises(IdempotencyInProgress) as refused:
        answer_once(one, execute)
    assert refused.value.idempotency_key == "order-1"
    assert keep_answer(one, success(200))
    assert not keep_answer(one, success(201))
    assert answer_once(one, never).status_code == 200


def test_a_key_is_free_again_after_exactly_a_day(seller: Seller) -> None:
    answer_once(claimed(seller), success)
    age(1)
    assert answer_once(claimed(seller), never).status_code == 201
    age(0)
    answer_once(claimed(seller, "PATCH"), lambda: success(200))
    assert IdempotentAnswer.objects.get().status == 200
    assert IdempotentAnswer.objects.get().created_at > timezone.now() - LIFETIME / 2
    assert answer_once(claimed(seller, "PATCH"), never).status_code == 200


def test_a_look_at_a_kept_response_and_its_removal_count_the_same_day(seller: Seller) -> None:
    one = claimed(seller)
    assert kept_answer(one) is None
    answer_once(one, success)
    with pytest.raises(IdempotencyKeyReused):
        kept_answer(claimed(seller, "PATCH"))
    created_at = IdempotentAnswer.objects.get().created_at
    with stopped_at(created_at + LIFETIME):
        assert kept_answer(one) is None
        assert forget_old_answers() == 0
    with stopped_at(created_at + LIFETIME - datetime.timedelta(microseconds=1)):
        assert kept_answer(one) is not None
    with stopped_at(created_at + LIFETIME + datetime.timedelta(microseconds=1)):
        assert forget_old_answers() == 1
    assert IdempotentAnswer.objects.count() == 0


def test_forgetting_one_key_leaves_the_others(seller: Seller) -> None:
    one = claimed(seller)
    others = [replace(one, key="order-2"), replace(one, mode=TEST)]
    for each in (one, *others):
        answer_once(each, success)
    forget_answer(one.account_id, one.mode, one.key)
    assert kept_answer(one) is None
    assert [kept_answer(other) is not None for other in others] == [True, True]
