"""Refusals that repeat share a row, which counts them; what went well, was written or failed has a row in any case."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from api.ids import new_id, time_of
from partners import request_log
from partners.models import LoggedRequest
from tests.calls import Api
from tests.factories import make_key, make_partner
from tests.lifecycle.fault import failing
from tests.lifecycle.shop import Shop, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute that doesn't end in the middle of a test."""
    middle = timezone.now().replace(second=30)
    moments = iter(middle + datetime.timedelta(milliseconds=number) for number in range(10_000))
    monkeypatch.setattr(timezone, "now", lambda: next(moments))


def counts() -> list[tuple[str, int, int]]:
    """Method, status and count of each row, in their order."""
    request_log.flush()
    return list(LoggedRequest.objects.order_by("created_at").values_list("method", "status", "count"))


def refused(shop: Shop, times: int) -> list[str]:
    """The ids of requests with a key whose limit is used up."""
    return [shop.api.get("/account").headers["X-Request-Id"] for _ in range(times)]


@pytest.mark.usefixtures("one_minute")
def test_repeats_of_a_used_up_key_are_one_row_over_all_that_write() -> None:
    shop = make_shop(requests_per_minute=1)
    assert shop.api.get("/account").status_code == 200
    first, *_ = refused(shop, 5)
    assert counts() == [("GET", 200, 1), ("GET", 429, 5)]
    refused(shop, 7)
    assert counts() == [("GET", 200, 1), ("GET", 429, 12)]
    row = LoggedRequest.objects.get(status=429)
    assert (row.request_id, row.code) == (first, "RATE_LIMITED")
    assert row.last_at is not None
    assert row.created_at < row.last_at


@pytest.mark.usefixtures("one_minute")
def test_refusals_of_other_endpoints_codes_and_keys_have_their_own_rows() -> None:
    shop = make_shop()
    reader = Api(make_key(shop.seller.account, scopes=["plans:read"]))
    for _ in range(2):
        shop.api.get("/customers/pc_none")
        shop.api.delete("/customers/pc_none")
        shop.api.get("/plans/none")
        reader.get("/account")
        Api(make_key(shop.seller.account, scopes=["plans:read"])).get("/account")
    found = [("GET", 404, 2), ("DELETE", 404, 2), ("GET", 404, 2), ("GET", 403, 2), ("GET", 403, 1), ("GET", 403, 1)]
    assert counts() == found


@pytest.mark.usefixtures("one_minute")
def test_successes_other_refusals_and_failures_are_never_merged() -> None:
    shop = make_shop(balance=0)
    body = {"email": "one@example.com", "planId": shop.seller.plan.slug, "sendWelcomeEmail": False}
    api = Api(shop.seller.key, crashes_are_answered=True)
    for _ in range(2):
        api.get("/account")
        api.post("/customers", {})
        api.post("/customers", body)
        with failing("customers_customer"):
            api.get("/customers")
    statuses = [row[1:] for row in counts()]
    assert statuses == [(200, 1), (400, 1), (400, 1), (statuses[3][0], 1)] * 2


def test_a_minute_later_repeats_have_another_row(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop()
    began = timezone.now().replace(second=59)
    for seconds in (0, 0, 1, 1, 1):
        monkeypatch.setattr(timezone, "now", lambda at=seconds: began + datetime.timedelta(seconds=at))
        shop.api.get("/plans/none")
    assert counts() == [("GET", 404, 2), ("GET", 404, 3)]


def test_a_batch_that_is_written_again_counts_its_first_requests_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop()
    shop.api.get("/plans/none")
    shop.api.get("/account")
    batch = list(request_log._waiting)
    request_log.flush()
    request_log._waiting.extend(batch)
    assert counts() == [("GET", 404, 1), ("GET", 200, 1)]


def test_the_look_up_of_a_merged_id_is_its_row_and_totals_count_all() -> None:
    shop = make_shop(requests_per_minute=3)
    ids = refused(shop, 9)
    request_log.flush()
    rows = LoggedRequest.objects.filter(status=429)
    assert sum(rows.values_list("count", flat=True)) == 6
    LoggedRequest.objects.filter(status=429).update(created_at=time_of(ids[3]), last_at=timezone.now())
    key = Api(make_key(shop.seller.account))
    window = connection.cursor()
    window.execute("DELETE FROM partners_ratewindow")
    found = key.get(f"/requests/{ids[7]}").json()["data"]
    assert (found["requestId"], found["count"], found["code"]) == (ids[3], 6, "RATE_LIMITED")
    assert found["lastAt"] is not None
    assert key.get(f"/requests/{ids[0]}").json()["data"]["count"] == 1
    assert Api(make_key(make_partner())).get(f"/requests/{ids[7]}").status_code == 404


def test_an_id_tells_when_it_was_made() -> None:
    before = timezone.now() - datetime.timedelta(milliseconds=1)
    assert before <= time_of(new_id("req")) <= timezone.now()
