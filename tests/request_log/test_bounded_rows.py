"""A day's rows of refusals are bounded for each account; what shares a row is counted, and is found by its id."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from api.ids import new_id
from partners import merged_requests, request_log
from partners.merged_requests import MARK_BYTES
from partners.models import LoggedRequest
from tests.calls import Api
from tests.factories import make_key, make_partner
from tests.lifecycle.fault import failing
from tests.lifecycle.shop import Shop, make_shop

pytestmark = pytest.mark.django_db

#: Rows of refusals in a day, here.
BOUND = 5


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows a day, at a time of day that doesn't end in the middle of a test."""
    monkeypatch.setattr(merged_requests, "REFUSED_ROWS_PER_DAY", BOUND)
    middle = timezone.now().replace(minute=30, second=30)
    moments = iter(middle + datetime.timedelta(milliseconds=number) for number in range(20_000))
    monkeypatch.setattr(timezone, "now", lambda: next(moments))


def refused(api: Api, times: int) -> list[str]:
    """The ids of requests whose body has a field that is unknown."""
    return [api.post("/customers/quote", {f"x{number}": 1}).headers["X-Request-Id"] for number in range(times)]


def rows() -> list[tuple[str, str, int, int]]:
    """Method, code, status and count of each row, in their order."""
    request_log.flush()
    return list(LoggedRequest.objects.order_by("created_at").values_list("method", "code", "status", "count"))


ONE = ("POST", "VALIDATION_FAILED", 400, 1)


def test_refusals_beyond_the_daily_number_share_a_row_of_their_hour_in_one_batch_and_over_several() -> None:
    api = make_shop().api
    refused(api, BOUND + 3)
    assert rows() == [ONE] * BOUND + [("", "VALIDATION_FAILED", 400, 3)]
    refused(api, 4)
    api.get("/plans/none")
    api.delete("/customers/pc_none")
    assert rows() == [ONE] * BOUND + [
        ("", "VALIDATION_FAILED", 400, 7),
        ("", "INVALID_PLAN", 404, 1),
        ("", "CUSTOMER_NOT_FOUND", 404, 1),
    ]


def test_ten_thousand_refusals_add_few_rows_and_totals_are_exact() -> None:
    shop = make_shop()
    refused(shop.api, 1)
    (noted,) = request_log._waiting
    for _ in range(10_000 - 1):
        request_log._waiting.append({**noted, "request_id": new_id("req"), "created_at": timezone.now()})
    found = rows()
    assert len(found) == BOUND + 1
    assert sum(count for *_, count in found) == 10_000
    assert len(bytes(LoggedRequest.objects.get(method="").marks or b"")) == 500 * MARK_BYTES


def test_what_went_well_was_changed_or_failed_has_a_row_in_any_case() -> None:
    shop = make_shop()
    refused(shop.api, BOUND + 1)
    api = Api(shop.seller.key, crashes_are_answered=True)
    shop.create()
    shop.api.get("/account")
    with failing("customers_customer"):
        api.post("/customers", {"email": "two@example.com", "planId": shop.seller.plan.slug})
    assert [row[:3] for row in rows()[BOUND + 1 :]] == [
        ("POST", "", 201),
        ("GET", "", 200),
        ("POST", "INTERNAL_ERROR", 500),
    ]


def test_another_account_another_key_and_the_next_day_have_their_own_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop()
    refused(shop.api, BOUND + 2)
    refused(Api(make_key(shop.seller.account)), 2)
    refused(make_shop(slug="other").api, 1)
    assert rows() == [
        *[ONE] * BOUND,
        ("", "VALIDATION_FAILED", 400, 2),
        ("", "VALIDATION_FAILED", 400, 2),
        ONE,
    ]
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    refused(shop.api, 1)
    assert rows()[-1] == ONE


def test_refusals_over_mcp_are_bounded_though_their_status_is_200() -> None:
    shop = make_shop()
    refused(shop.api, BOUND)
    noted: dict[str, Any] = dict(request_log._waiting[-1])
    over_mcp = {"surface": "workspace", "status": 200, "route": "mcp"}
    for code in ("insufficient_credits", "insufficient_credits", "generation_failed", "generation_failed", ""):
        moment = {"request_id": new_id("req"), "created_at": timezone.now()}
        request_log._waiting.append({**noted, **over_mcp, **moment, "code": code})
    assert rows()[BOUND:] == [
        ("", "insufficient_credits", 200, 2),
        ("POST", "generation_failed", 200, 1),
        ("POST", "generation_failed", 200, 1),
        ("POST", "", 200, 1),
    ]


def look_up(shop: Shop, request_id: str) -> Any:
    """The look-up of a request with a key of the account that has no limit on it yet."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM partners_ratewindow")
    return Api(make_key(shop.seller.account)).get(f"/requests/{request_id}")


def test_each_request_of_a_shared_row_is_found_and_an_id_that_never_was_is_not() -> None:
    shop = make_shop()
    ids = refused(shop.api, BOUND + 3)
    request_log.flush()
    shared = LoggedRequest.objects.get(method="")
    # The tests' clock isn't that of the ids.
    hour = datetime.timedelta(hours=1)
    made = datetime.datetime.now(datetime.UTC)
    LoggedRequest.objects.filter(pk=shared.pk).update(created_at=made - hour, last_at=made + hour)
    for one in ids[BOUND:]:
        found = look_up(shop, one).json()["data"]
        assert (found["requestId"], found["count"], found["method"], found["route"]) == (ids[BOUND], 3, "", "/")
    assert look_up(shop, ids[0]).json()["data"]["count"] == 1
    for never in (new_id("req"), ids[-1][:-1] + ("0" if ids[-1][-1] != "0" else "1")):
        assert look_up(shop, never).status_code == 404
    assert Api(make_key(make_partner())).get(f"/requests/{ids[-1]}").status_code == 404


def test_a_row_of_more_than_it_has_marks_for_is_found_by_the_time_of_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_requests, "MOST_MARKS", 2)
    shop = make_shop()
    ids = refused(shop.api, BOUND + 3)
    request_log.flush()
    hour = datetime.timedelta(hours=1)
    made = datetime.datetime.now(datetime.UTC)
    LoggedRequest.objects.filter(method="").update(created_at=made - hour, last_at=made + hour)
    assert look_up(shop, ids[-1]).json()["data"]["count"] == 3
    assert look_up(shop, new_id("req")).json()["data"]["count"] == 3
