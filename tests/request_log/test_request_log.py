"""The request log: every request of a known key, written a moment later, and shown to its own account alone."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import DataError, OperationalError, connection
from django.utils import timezone

from api.ids import new_id
from partners import request_log
from partners.models import ApiKey, LoggedRequest
from partners.modes import TEST
from tests.calls import Api, code, without_request_id
from tests.factories import give_credits, make_key, make_partner
from tests.lifecycle.fault import failing
from tests.lifecycle.shop import Shop, make_shop

pytestmark = pytest.mark.django_db


def logged(answer: Any) -> LoggedRequest:
    """The log's row of an answer, after all that waits was written."""
    request_log.flush()
    return LoggedRequest.objects.get(request_id=answer.headers["X-Request-Id"])


def body(shop: Shop, **fields: Any) -> dict[str, Any]:
    return {"email": "one@example.com", "planId": shop.seller.plan.slug, "sendWelcomeEmail": False, **fields}


def test_nothing_is_written_before_the_answer_and_everything_a_moment_later() -> None:
    shop = make_shop()
    answer = shop.api.post("/customers", body(shop))
    assert LoggedRequest.objects.count() == 0
    row = logged(answer)
    key = ApiKey.objects.get()
    assert (row.account, row.key, row.mode, row.surface) == (shop.seller.account, key, "live", "partner")
    assert (row.method, row.route, row.status, row.code) == ("POST", "api/partner/v1/customers", 201, "")
    assert 0 < row.duration_ms < 60_000
    assert abs(row.created_at - timezone.now()) < datetime.timedelta(minutes=1)


def test_a_request_takes_no_query_more_for_being_logged(django_assert_num_queries: Any) -> None:
    shop = make_shop()
    shop.api.get("/account")
    with django_assert_num_queries(1):
        shop.api.get("/account")


REFUSED: list[tuple[str, str, str, int]] = [
    ("get", "/customers/pc_06h09fn4qcjvhdha5t37n2kbqq", "CUSTOMER_NOT_FOUND", 404),
    ("get", "/customers?limit=0", "VALIDATION_FAILED", 400),
    ("get", "/requests/req_none", "REQUEST_NOT_FOUND", 404),
    ("post", "/customers", "VALIDATION_FAILED", 400),
]


@pytest.mark.parametrize(("method", "path", "expected", "status"), REFUSED, ids=[row[1] for row in REFUSED])
def test_a_refusal_is_logged_with_its_code(method: str, path: str, expected: str, status: int) -> None:
    shop = make_shop()
    row = logged(getattr(shop.api, method)(path))
    assert (row.status, row.code, row.method) == (status, expected, method.upper())


def test_a_replayed_refusal_is_logged_with_its_code_too() -> None:
    shop = make_shop(balance=0)
    for _ in range(2):
        answer = shop.api.post("/customers", body(shop), headers={"Idempotency-Key": "order-1"})
    assert answer.headers["Idempotent-Replayed"] == "true"
    assert (logged(answer).status, logged(answer).code) == (400, "INSUFFICIENT_CREDITS")


def test_an_original_request_is_found_in_the_log_and_in_what_it_moved() -> None:
    shop, key = make_shop(), {"Idempotency-Key": "order-1"}
    shop.api.post("/customers", body(shop), headers=key)
    original = shop.api.post("/customers", body(shop), headers=key).headers["Original-Request-Id"]
    request_log.flush()
    assert shop.api.get(f"/requests/{original}").json()["data"]["status"] == 201
    moved_by_it = shop.api.get("/account/credits/history", requestId=original).json()["data"]["entries"]
    assert [(entry["type"], entry["amount"]) for entry in moved_by_it] == [("charge", 100)]


def test_what_the_gate_refuses_a_known_key_is_logged() -> None:
    shop = make_shop(requests_per_minute=1)
    reader = Api(make_key(shop.seller.account, scopes=["plans:read"]))
    away = Api(make_key(shop.seller.account, allowed_networks=["192.0.2.0/24"]))
    shop.api.get("/account")
    answers = [reader.get("/account"), away.get("/account"), shop.api.get("/account")]
    assert [logged(answer).code for answer in answers] == ["INSUFFICIENT_SCOPE", "IP_NOT_ALLOWED", "RATE_LIMITED"]


def test_a_simulated_error_is_logged_as_what_it_pretends_to_be() -> None:
    shop = make_shop()
    api = Api(make_key(shop.seller.account, TEST))
    row = logged(api.get("/account", headers={"X-Simulate-Error": "STORAGE_FULL"}))
    assert (row.code, row.status, row.mode) == ("STORAGE_FULL", 402, "test")


def test_a_crash_is_logged() -> None:
    shop = make_shop()
    with failing("credits_entry"):
        answer = Api(shop.seller.key, crashes_are_answered=True).post("/customers", body(shop))
    row = logged(answer)
    assert (row.code, row.status) == ("INTERNAL_ERROR", 500)


def test_requests_without_a_known_key_are_not_in_it() -> None:
    make_shop()
    ApiKey.objects.update(revoked_at=timezone.now())
    for api in (Api(), Api("sk_live_wrong"), Api(make_key(make_partner()) + "x")):
        assert api.get("/account").status_code == 401
        assert api.get("/errors").status_code == 200
    request_log.flush()
    assert LoggedRequest.objects.count() == 0


def test_neither_keys_nor_bodies_nor_queries_nor_ids_of_paths_are_kept() -> None:
    shop = make_shop()
    customer = shop.create(email="secret.person@example.com", name="Patient Zero", phone="+49 30 1234567")
    shop.api.get("/customers", search="Patient Zero", email="secret.person@example.com")
    shop.change(customer, name="Patient One")
    shop.api.get("/customers/Patient%20Zero/dicom-studies/1.2.840.113619?patientId=4711")
    request_log.flush()
    with connection.cursor() as cursor:
        cursor.execute("SELECT partners_loggedrequest::text FROM partners_loggedrequest")
        rows = " ".join(text for (text,) in cursor.fetchall())
    kept = [word for word in ("Patient", "secret", "1234567", customer.public_id, "4711", "113619") if word in rows]
    assert (kept, shop.seller.key in rows) == ([], False)
    assert "api/partner/v1/customers/<str:customer_id>" in rows


def test_the_caller_can_look_its_own_request_up() -> None:
    shop = make_shop()
    refused = shop.api.post("/customers", {**body(shop), "planId": "none"})
    row = logged(refused)
    key = ApiKey.objects.get()
    found = shop.api.get(f"/requests/{refused.headers['X-Request-Id']}")
    assert found.status_code == 200
    created_at = row.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert found.json()["data"] == {
        "id": refused.headers["X-Request-Id"],
        "requestId": refused.headers["X-Request-Id"],
        "method": "POST",
        "route": "/api/partner/v1/customers",
        "status": 404,
        "code": "INVALID_PLAN",
        "docs": f"{settings.BASE_URL}/docs/partner/errors/INVALID_PLAN",
        "durationMs": row.duration_ms,
        "keyId": key.public_id,
        "keyHint": shop.seller.key[-4:],
        "createdAt": created_at,
        "count": 1,
        "lastAt": None,
    }


def test_a_success_has_neither_code_nor_page() -> None:
    shop = make_shop()
    answer = shop.api.get("/account")
    request_log.flush()
    data = shop.api.get(f"/requests/{answer.headers['X-Request-Id']}").json()["data"]
    assert (data["status"], data["code"], data["docs"]) == (200, None, None)


def test_another_key_of_the_account_sees_it_and_says_which_key_it_was() -> None:
    shop = make_shop()
    answer = shop.api.get("/account")
    request_log.flush()
    other = Api(make_key(shop.seller.account))
    assert other.get(f"/requests/{answer.headers['X-Request-Id']}").json()["data"]["keyHint"] == shop.seller.key[-4:]


def test_anybody_elses_request_is_the_same_as_one_that_never_was() -> None:
    shop, other = make_shop(), make_shop()
    give_credits(shop.seller.account, 1, TEST)
    in_test_mode = Api(make_key(shop.seller.account, TEST))
    request_id = shop.api.get("/account").headers["X-Request-Id"]
    request_log.flush()
    for api in (other.api, in_test_mode):
        missing = comparable(api.get(f"/requests/{new_id('req')}"))
        assert missing[0] == 404
        assert b'"code":"REQUEST_NOT_FOUND"' in missing[1]
        for asked in (request_id, "nothing", "%00", "req_" + "0" * 200):
            assert comparable(api.get(f"/requests/{asked}")) == missing


def comparable(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    """An answer without the request's id and how much of the caller's limit is left."""
    status, content, headers = without_request_id(answer)
    return status, content, {name: value for name, value in headers.items() if name != "RateLimit"}


def test_looking_up_needs_the_accounts_scope() -> None:
    shop = make_shop()
    request_id = shop.api.get("/account").headers["X-Request-Id"]
    reader = Api(make_key(shop.seller.account, scopes=["customers:read"]))
    assert code(reader.get(f"/requests/{request_id}")) == "INSUFFICIENT_SCOPE"


def test_a_request_is_kept_for_thirty_days() -> None:
    shop = make_shop()
    now = timezone.now()
    ages = (29, 30, 31)
    ids = [shop.api.get("/account").headers["X-Request-Id"] for _ in ages]
    request_log.flush()
    for request_id, days in zip(ids, ages, strict=True):
        created_at = now - datetime.timedelta(days=days, seconds=-30 if days == 30 else 0)
        LoggedRequest.objects.filter(request_id=request_id).update(created_at=created_at)
    assert request_log.forget_old_requests() == 1
    assert [shop.api.get(f"/requests/{request_id}").status_code for request_id in ids] == [200, 200, 404]


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_the_log_waits_and_keeps_its_order() -> None:
    shop = make_shop()
    ids = [shop.api.get("/account").headers["X-Request-Id"] for _ in range(3)]
    with failing("partners_loggedrequest", "57P03"), pytest.raises(OperationalError):
        request_log.flush()
    assert LoggedRequest.objects.count() == 0
    request_log.flush()
    assert list(LoggedRequest.objects.order_by("id").values_list("request_id", flat=True)) == ids


@pytest.mark.django_db(transaction=True)
def test_rows_that_the_database_refuses_do_not_hold_up_those_that_follow() -> None:
    shop = make_shop()
    shop.api.get("/account")
    with failing("partners_loggedrequest", "data_exception"), pytest.raises(DataError):
        request_log.flush()
    answer = shop.api.get("/account")
    assert logged(answer).status == 200
    assert LoggedRequest.objects.count() == 1


def test_a_thousand_requests_are_written_at_once(django_assert_num_queries: Any) -> None:
    shop = make_shop()
    shop.api.get("/account")
    waiting = request_log._waiting
    (note,) = waiting
    waiting.extend({**note, "request_id": new_id("req")} for _ in range(1500))
    with django_assert_num_queries(2):
        request_log.flush()
    assert LoggedRequest.objects.filter(account=shop.seller.account).count() == 1501
