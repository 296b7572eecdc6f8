"""Each list of both surfaces, read on by cursor: whole, once, in its order, while rows are added, by its owner."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.openapi.document import built
from api.openapi.endpoints import endpoints
from api.openapi.naming import operation_id
from api.paging import CURSOR_AND_PAGE, NO_CURSOR
from errors_docs.surfaces import SURFACES, WORKSPACE
from partners.modes import TEST
from tests.calls import Api
from tests.factories import give_credits, make_key, make_partner, make_workspace
from tests.imaging.clinic import Clinic
from tests.paging.lists import ASCENDING, EVERY, FIXED, OF_A_CLINIC, PLAIN, Listed, customers
from tests.webhooks.sending import listen

pytestmark = pytest.mark.django_db


@pytest.fixture(params=EVERY, ids=[f"{surface} {path}" for surface, path in EVERY])
def listed(request: pytest.FixtureRequest) -> Listed:
    """Each list in turn, with nothing in it."""
    if request.param in PLAIN:
        return PLAIN[request.param]()
    clinic: Clinic = request.getfixturevalue("clinic")
    return OF_A_CLINIC[request.param](clinic)


def problem(answer: Any) -> tuple[str, str, str]:
    """Field, code and message of the one problem of a refused query."""
    assert answer.status_code == 400, answer.content
    (only,) = answer.json()["error"]["details"]
    return only["field"], only["code"], only["message"]


def in_order(listed: Listed, added: list[str]) -> list[str]:
    """As the list shows what was added one after the other."""
    return added if listed.path in ASCENDING else added[::-1]


def test_each_list_of_the_document_is_tried_here() -> None:
    lists = [
        (surface.name, found.path)
        for surface in SURFACES.values()
        for found in endpoints(surface)
        if operation_id(found.path, found.method, found.operation).endswith("List")
    ]
    assert sorted(lists) == sorted([*EVERY, *FIXED])


def test_each_list_takes_page_limit_and_cursor_and_answers_where_to_read_on() -> None:
    for surface_name, path in (*EVERY, *FIXED):
        document = built(SURFACES[surface_name])
        found = document["paths"][path]["get"]
        names = [parameter["name"] for parameter in found["parameters"] if parameter["in"] == "query"]
        assert names[:3] == ["page", "limit", "cursor"], path
        schemas = document["components"]["schemas"]
        envelope = schemas[found["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]]
        data = schemas[envelope["properties"]["data"]["$ref"].split("/")[-1]]
        shape = schemas[data["properties"]["pagination"]["$ref"].split("/")[-1]]
        assert list(shape["properties"])[:5] == ["page", "limit", "total", "totalPages", "nextCursor"], path


def test_a_cursor_leads_through_the_list_once_while_rows_are_added(listed: Listed) -> None:
    added = [listed.add() for _ in range(5)]
    expected = in_order(listed, added)
    first, pagination = listed.read(limit=2)
    assert first == expected[:2]
    assert {name: pagination[name] for name in ("page", "limit", "total", "totalPages")} == {
        "page": 1,
        "limit": 2,
        "total": 5,
        "totalPages": 3,
    }
    later = listed.add()
    second, following = listed.read(limit=2, cursor=pagination["nextCursor"])
    assert second == expected[2:4]
    rest = listed.walk(limit=2, cursor=following["nextCursor"])
    seen = [*first, *second, *(name for part in rest for name in part)]
    assert seen == ([*expected, later] if listed.path in ASCENDING else expected)
    # The same page now begins one row later.
    by_page, _ = listed.read(limit=2, page=2)
    assert by_page == in_order(listed, [*added, later])[2:4]


def test_the_last_part_has_no_cursor_and_an_empty_list_none_either(listed: Listed) -> None:
    names, pagination = listed.read()
    assert (names, pagination["total"], pagination["totalPages"], pagination["nextCursor"]) == ([], 0, 0, None)
    listed.add()
    listed.add()
    assert listed.read(limit=2)[1]["nextCursor"] is None
    assert len(listed.walk(limit=1)) == 2
    assert listed.read(limit=1, page=2)[1]["nextCursor"] is None
    assert listed.read(limit=1, page=9)[0] == []


def test_a_page_leads_on_to_a_cursor_of_another_size(listed: Listed) -> None:
    expected = in_order(listed, [listed.add() for _ in range(5)])
    _, pagination = listed.read(limit=1, page=2)
    assert listed.walk(limit=2, cursor=pagination["nextCursor"]) == [expected[2:4], expected[4:]]


def test_the_same_part_has_the_same_cursor_and_so_the_same_etag(listed: Listed) -> None:
    for _ in range(3):
        listed.add()
    first, again = listed.get(limit=1), listed.get(limit=1)
    assert first.json()["data"]["pagination"]["nextCursor"] == again.json()["data"]["pagination"]["nextCursor"]
    assert first.headers["ETag"] == again.headers["ETag"]


def test_a_cursor_is_refused_next_to_a_page(listed: Listed) -> None:
    for _ in range(3):
        listed.add()
    cursor = listed.read(limit=1)[1]["nextCursor"]
    for page in (1, 2):
        refused = problem(listed.get(limit=1, cursor=cursor, page=page))
        assert refused == ("cursor", "cursor_and_page", CURSOR_AND_PAGE)


def test_a_cursor_of_another_list_another_account_or_the_other_mode_is_refused(listed: Listed) -> None:
    for _ in range(2):
        listed.add()
    cursor = listed.read(limit=1)[1]["nextCursor"]
    other = make_workspace() if listed.surface is WORKSPACE else make_partner()
    wrong = [other_list_cursor(listed), f"{cursor}A", cursor[:-1], cursor[1:], cursor.swapcase(), "A", "=", "é", " x"]
    for sent in wrong:
        assert problem(listed.get(limit=1, cursor=sent)) == ("cursor", "invalid_cursor", NO_CURSOR), sent
    if listed.path in [path for _, path in EVERY]:
        for key in (make_key(other), make_key(listed.account, TEST)):
            assert problem(listed.get(key, limit=1, cursor=cursor)) == ("cursor", "invalid_cursor", NO_CURSOR)


def other_list_cursor(listed: Listed) -> str:
    """A good cursor of the same account, of another list; of a workspace, of its only list with a filter."""
    if listed.surface is WORKSPACE:
        other = {"method": "GET"} if listed.path == "/requests" else {"tool": "research"}
        return str(listed.read(limit=1, **other)[1]["nextCursor"])
    for _ in range(2):
        give_credits(listed.account, 1_00)
        listen(listed.account, "https://hooks.example.com/")
    path, rows = ("/account/credits/history", "entries") if listed.path == "/webhooks" else ("/webhooks", "webhooks")
    data = Listed(listed.surface, path, rows, "createdAt", listed.key, listed.account, listed.add).read(limit=1)
    return str(data[1]["nextCursor"])


def test_a_part_by_cursor_costs_no_query_more_wherever_it_lies_and_counts_nothing(listed: Listed) -> None:
    for _ in range(4):
        listed.add()
    by_page = queries_of(lambda: listed.get(limit=1))
    cursor = listed.read(limit=1)[1]["nextCursor"]
    far = listed.read(limit=1, page=3)[1]["nextCursor"]
    near_by_cursor = queries_of(lambda: listed.get(limit=1, cursor=cursor))
    assert len(near_by_cursor) == len(queries_of(lambda: listed.get(limit=1, cursor=far))) <= len(by_page)
    assert [sql for sql in near_by_cursor if "COUNT(*)" in sql] == []


def queries_of(call: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code == 200
    return [query["sql"] for query in queries]


def test_a_cursor_belongs_to_the_filters_that_it_was_read_with() -> None:
    one = customers()
    for _ in range(3):
        one.add()
    cursor = one.read(limit=1, status="active")[1]["nextCursor"]
    assert len(one.read(limit=1, status="active", cursor=cursor)[0]) == 1
    for filters in ({}, {"status": "suspended"}, {"status": "active", "search": "example"}):
        refused = problem(one.get(limit=1, cursor=cursor, **filters))
        assert refused == ("cursor", "invalid_cursor", NO_CURSOR)


def test_a_row_that_is_gone_does_not_end_the_walk(clinic: Clinic) -> None:
    one = OF_A_CLINIC["partner", "/customers/{customerId}/agents"](clinic)
    first, second, third = (one.add() for _ in range(3))
    names, pagination = one.read(limit=1)
    assert names == [third]
    for agent in (second, third):
        assert Api(one.key).delete(f"{one.path}/{agent}").status_code == 200
    assert one.walk(limit=1, cursor=pagination["nextCursor"]) == [[first]]


def test_a_list_that_came_whole_still_does_unless_a_limit_is_sent() -> None:
    one = PLAIN["partner", "/plans"]()
    added = [one.add() for _ in range(103)]
    names, pagination = one.read()
    assert names == added
    assert pagination == {"page": 1, "limit": 1000, "total": 103, "totalPages": 1, "nextCursor": None}
    assert [len(part) for part in one.walk(limit=100)] == [100, 3]
    assert problem(one.get(limit=101))[:2] == ("limit", "max_value")
