"""GET /requests of both surfaces: one's own requests, filtered, and never more of the log than is bounded."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from api.ids import new_id
from errors_docs.surfaces import PARTNER, WORKSPACE
from partners import logged_requests, request_log
from partners.models import ApiKey
from partners.modes import TEST
from tests.calls import Api, code, problems
from tests.factories import Seller, make_key, make_seller
from tests.generation.workspace import make_shop as make_workspace_shop
from tests.lifecycle.shop import make_shop
from tests.paging.lists import logged

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)
CUSTOMERS = "api/partner/v1/customers"
CUSTOMER = f"{CUSTOMERS}/<str:customer_id>"
#: Method, route, status and code of requests an hour apart, the first at noon.
ROWS = [
    ("GET", "api/partner/v1/account", 200, ""),
    ("POST", CUSTOMERS, 201, ""),
    ("POST", CUSTOMERS, 409, "CUSTOMER_EXISTS"),
    ("GET", CUSTOMER, 404, "CUSTOMER_NOT_FOUND"),
    ("GET", CUSTOMER, 304, ""),
    ("DELETE", CUSTOMER, 500, "INTERNAL_ERROR"),
    ("POST", CUSTOMERS, 409, "CUSTOMER_EXISTS"),
    ("GET", "api/partner/v1/account", 200, ""),
]


@pytest.fixture
def seller() -> Seller:
    """Has made the requests of ROWS with one key, but for the last, which another key made."""
    made = make_seller(requests_per_minute=10_000)
    other = ApiKey.objects.get(account=made.account, hint=make_key(made.account)[-4:])
    first = ApiKey.objects.exclude(pk=other.pk).get(account=made.account)
    for number, (method, route, status, error) in enumerate(ROWS):
        logged(
            made.account,
            PARTNER,
            key=other if number == len(ROWS) - 1 else first,
            request_id=f"req_{number}",
            method=method,
            route=route,
            status=status,
            code=error,
            created_at=NOON + datetime.timedelta(hours=number),
        )
    return made


def read(seller: Seller, **query: Any) -> Any:
    answer = Api(seller.key).get("/requests", **query)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def numbers(data: Any) -> list[int]:
    return [int(row["id"].removeprefix("req_")) for row in data["requests"]]


def test_a_row_is_what_a_look_up_answers() -> None:
    shop = make_shop()
    refused = shop.api.get("/customers/pc_06h09fn4qcjvhdha5t37n2kbqq")
    request_log.flush()
    row = shop.api.get("/requests").json()["data"]["requests"][0]
    assert row == shop.api.get(f"/requests/{refused.headers['X-Request-Id']}").json()["data"]
    assert (row["id"], row["requestId"]) == (refused.headers["X-Request-Id"], refused.headers["X-Request-Id"])
    assert (row["status"], row["code"]) == (404, "CUSTOMER_NOT_FOUND")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, [7, 6, 5, 4, 3, 2, 1, 0]),
        ({"status": "2xx"}, [7, 1, 0]),
        ({"status": "3xx"}, [4]),
        ({"status": "4xx"}, [6, 3, 2]),
        ({"status": "5xx"}, [5]),
        ({"status": "1xx"}, []),
        ({"status": "200"}, [7, 0]),
        ({"status": "409"}, [6, 2]),
        ({"status": "499"}, []),
        ({"code": "CUSTOMER_EXISTS"}, [6, 2]),
        ({"code": "CUSTOMER_EXISTS", "status": "2xx"}, []),
        ({"method": "DELETE"}, [5]),
        ({"method": "PUT"}, []),
        ({"route": "/customers"}, [6, 2, 1]),
        ({"route": "/customers/{customerId}"}, [5, 4, 3]),
        ({"route": "/api/partner/v1/customers/<str:customer_id>"}, [5, 4, 3]),
        ({"route": "/customers/{customerId}", "method": "GET"}, [4, 3]),
        ({"from": "2026-11-01T15:00:00Z"}, [7, 6, 5, 4, 3]),
        ({"to": "2026-11-01T15:00:00Z"}, [2, 1, 0]),
        ({"from": "2026-11-01T13:00:00Z", "to": "2026-11-01T15:00:00Z"}, [2, 1]),
        ({"from": "2026-11-01T13:00:00Z", "to": "2026-11-01T13:00:00Z"}, []),
        ({"from": "2026-11-01T13:00:00Z", "method": "POST", "status": "4xx"}, [6, 2]),
    ],
)
def test_filters_leave_what_all_of_them_mean(seller: Seller, query: dict[str, Any], shown: list[int]) -> None:
    data = read(seller, **query)
    assert numbers(data) == shown
    assert data["pagination"] == {
        "page": 1,
        "limit": 50,
        "total": len(shown),
        "totalPages": min(1, len(shown)),
        "nextCursor": None,
        "totalIsExact": True,
    }


def test_a_key_is_named_by_its_id(seller: Seller) -> None:
    first, second = ApiKey.objects.filter(account=seller.account).order_by("pk")
    assert numbers(read(seller, keyId=first.public_id)) == [6, 5, 4, 3, 2, 1, 0]
    assert numbers(read(seller, keyId=second.public_id)) == [7]
    assert numbers(read(seller, keyId=second.public_id, status="4xx")) == []


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"status": "4"}, ("status", "invalid")),
        ({"status": "6xx"}, ("status", "invalid")),
        ({"status": "4XX"}, ("status", "invalid")),
        ({"status": "٤٠٤"}, ("status", "invalid")),
        ({"status": "\0"}, ("status", "invalid")),
        ({"code": "NO_SUCH_CODE"}, ("code", "invalid_choice")),
        ({"code": "customer_exists"}, ("code", "invalid_choice")),
        ({"method": "get"}, ("method", "invalid_choice")),
        ({"route": "/custmers"}, ("route", "unknown_route")),
        ({"route": "/mcp"}, ("route", "unknown_route")),
        ({"route": "r" * 201}, ("route", "max_length")),
        ({"keyId": ""}, ("keyId", "blank")),
        ({"keyId": "\0"}, ("keyId", "null_characters_not_allowed")),
        ({"from": "2026-11-02T00:00:00Z", "to": "2026-11-01T00:00:00Z"}, ("to", "range")),
        ({"cursor": "x"}, ("cursor", "invalid_cursor")),
    ],
)
def test_a_query_that_does_not_fit_is_refused(seller: Seller, query: dict[str, Any], problem: tuple[str, str]) -> None:
    refused = problems(Api(seller.key).get("/requests", **query))
    assert {field for field, _ in refused} == {problem[0]}
    assert problem in refused


def test_a_misspelt_route_is_answered_with_the_one_that_was_meant(seller: Seller) -> None:
    (problem,) = Api(seller.key).get("/requests", route="/custmers").json()["error"]["details"]
    assert problem["suggestion"] == "/customers"
    assert problem["message"] == "There is no such endpoint. Did you mean /customers?"


def test_a_stranger_sees_nothing_of_it_and_names_none_of_its_keys(seller: Seller) -> None:
    stranger = make_seller()
    key = ApiKey.objects.filter(account=seller.account).first()
    assert key is not None
    assert numbers(read(stranger)) == []
    assert numbers(read(stranger, keyId=key.public_id)) == []
    in_test_mode = Api(make_key(seller.account, TEST)).get("/requests").json()["data"]
    assert (in_test_mode["requests"], in_test_mode["pagination"]["total"]) == ([], 0)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_requests_of_one_moment_are_read_once(limit: int) -> None:
    made = make_seller(requests_per_minute=10_000)
    expected = [logged(made.account, PARTNER, created_at=NOON, request_id=f"req_{n}").pk for n in range(7)]
    seen, query = [], {"limit": limit}
    while query:
        data = read(made, **query)
        seen += numbers(data)
        following = data["pagination"]["nextCursor"]
        query = {"limit": limit, "cursor": following} if following else {}
    assert seen == list(range(len(expected)))[::-1]


@pytest.fixture
def short_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """A filter looks at three requests at a time."""
    monkeypatch.setattr(logged_requests, "SCANNED", 3)


def parts(seller: Seller, **query: Any) -> Iterator[tuple[list[int], bool]]:
    """The rows of each part of a walk, and whether its total is exact."""
    following = None
    while True:
        data = read(seller, **query, **({"cursor": following} if following else {}))
        following = data["pagination"]["nextCursor"]
        yield numbers(data), data["pagination"]["totalIsExact"]
        if following is None:
            return


def test_a_filter_looks_at_so_many_requests_and_says_where_to_look_on(seller: Seller, short_sight: None) -> None:
    assert list(parts(seller, method="POST")) == [([6], False), ([2], False), ([1], False)]
    assert list(parts(seller, method="PUT")) == [([], False)] * 3
    of_a_customer = parts(seller, route="/customers/{customerId}", limit=1)
    assert list(of_a_customer) == [([5], False), ([4], False), ([3], False), ([], False)]


def test_what_an_index_answers_is_not_looked_at(seller: Seller, short_sight: None) -> None:
    assert list(parts(seller, **{"from": "2026-11-01T12:00:00Z"})) == [([7, 6, 5, 4, 3, 2, 1, 0], True)]
    # Of what was refused there are four: the first three, then the rest.
    assert list(parts(seller, code="CUSTOMER_EXISTS")) == [([6], False), ([2], False)]


def test_a_page_beyond_what_was_looked_at_is_refused(seller: Seller, short_sight: None) -> None:
    assert numbers(read(seller, method="POST", limit=1, page=1)) == [6]
    refused = problems(Api(seller.key).get("/requests", method="POST", limit=1, page=2))
    assert refused == [("page", "too_deep")]
    assert numbers(read(seller, page=9)) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [({}, 3), ({"status": "4xx"}, 4), ({"keyId": "key_x"}, 4), ({"from": "2026-01-01T00:00:00Z"}, 3)],
)
def test_a_list_costs_a_few_queries_whatever_its_filters(
    seller: Seller, query: dict[str, Any], count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    api = Api(seller.key)
    with django_assert_max_num_queries(count):
        assert api.get("/requests", **query).status_code == 200


def test_the_list_needs_the_accounts_scope(seller: Seller) -> None:
    reader = Api(make_key(seller.account, scopes=["customers:read"]))
    assert code(reader.get("/requests")) == "INSUFFICIENT_SCOPE"


def test_a_workspace_has_its_requests_too_with_those_over_mcp() -> None:
    shop = make_workspace_shop()
    refused = shop.get(f"/mcp/generations/{new_id('gen')}")
    request_log.flush()
    logged(shop.account, WORKSPACE, method="POST", route="mcp", code="plan_gate", request_id="req_mcp")
    listed = shop.get("/requests").json()
    assert [row["id"] for row in listed["data"]["requests"]] == ["req_mcp", refused.headers["X-Request-Id"]]
    assert listed["meta"]["tool"] == "requests"
    assert listed["data"]["requests"][1]["docs"].endswith("/docs/workspace/errors/generation_not_found")
    assert [row["id"] for row in shop.get("/requests", route="/mcp").json()["data"]["requests"]] == ["req_mcp"]
    one = shop.get(f"/requests/{refused.headers['X-Request-Id']}").json()["data"]
    assert one == listed["data"]["requests"][1]


def test_anothers_request_is_missing_on_the_workspace_api(seller: Seller) -> None:
    shop, other = make_workspace_shop(), make_workspace_shop()
    theirs = other.get("/mcp/credits").headers["X-Request-Id"]
    request_log.flush()
    for request_id in (theirs, "req_0", new_id("req"), "%00", "x" * 300):
        refused = shop.get(f"/requests/{request_id}")
        assert (refused.status_code, code(refused)) == (404, "request_not_found")


#: Filters, and the index that finds what they leave.
PLANS = [
    ({"status": "404"}, "logged_request_refused"),
    ({"code": "INTERNAL_ERROR"}, "logged_request_refused"),
    ({"key": True}, "logged_request_of_key"),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("filters", "index"), PLANS)
def test_a_long_log_is_read_by_an_index(seller: Seller, filters: dict[str, Any], index: str) -> None:
    key = ApiKey.objects.filter(account=seller.account).order_by("pk").last()
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO partners_loggedrequest (
                request_id, account_id, key_id, mode, surface, method, route, status, code, message, duration_ms,
                created_at
            )
            SELECT 'req_long_' || n, r.account_id, r.key_id, r.mode, r.surface, r.method, r.route, 200, '', '', 1,
                r.created_at - n * interval '1 second'
            FROM partners_loggedrequest r, generate_series(1, 20000) n
            WHERE r.request_id = 'req_0'
            """
        )
        cursor.execute("ANALYZE partners_loggedrequest")
        # The account has all of this table, which is small enough to be read whole.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    asked: dict[str, Any] = {name: key.public_id if value is True else value for name, value in filters.items()}
    looked = logged_requests.scan(seller.account.pk, "live", logged_requests.LogFilter(**asked))
    assert index in looked.found[:51].explain()
