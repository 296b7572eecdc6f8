"""What is read has an ETag, and a client that has it already gets 304: at every GET of both surfaces."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from api.ids import has_shape
from errors_docs.surfaces import PARTNER, SURFACES, Surface
from partners.modes import TEST
from tests.calls import Api, code
from tests.conditional.places import paths_that_are_read, place_of
from tests.factories import give_credits, make_key, make_partner, make_seller
from tests.generation.workspace import make_shop as make_workspace_shop
from tests.imaging.clinic import Clinic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_what_is_read_has_an_etag_and_is_not_sent_twice(surface: Surface, clinic: Clinic) -> None:
    place = place_of(surface, clinic)
    for path in paths_that_are_read(surface):
        first = place.call("GET", path)
        assert first.status_code == 200, first.content
        strong = surface is PARTNER or path == "/"
        assert first.headers["ETag"].startswith('"' if strong else 'W/"'), path
        # What names patients, or has an address that opens a file, no cache may store.
        assert first.headers["Cache-Control"] == ("no-store" if "/dicom-studies" in path else "private, no-cache"), path
        again = place.call("GET", path, If_None_Match=first.headers["ETag"])
        assert (path, again.status_code, again.content) == (path, 304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert has_shape(again.headers["X-Request-Id"], "req")


def account_of(api: Api, **headers: str) -> Any:
    return api.get("/account", headers={name.replace("_", "-"): value for name, value in headers.items()})


def remaining(answer: Any) -> str:
    """The part of RateLimit that says how many requests are left."""
    return str(answer.headers["RateLimit"].split(";")[1])


def test_a_change_makes_another_etag_and_is_sent_whole() -> None:
    account = make_partner()
    api = Api(make_key(account))
    before = account_of(api)
    give_credits(account, 5_00)
    after = account_of(api, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert after.json()["data"]["credits"]["balance"] == 5
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_304_counts_for_the_rate_limit() -> None:
    api = Api(make_key(make_partner(requests_per_minute=3)))
    tag = account_of(api).headers["ETag"]
    second, third, fourth = (account_of(api, If_None_Match=tag) for _ in range(3))
    assert [second.status_code, third.status_code, fourth.status_code] == [304, 304, 429]
    assert (remaining(second), remaining(third)) == ("r=1", "r=0")
    assert code(fourth) == "RATE_LIMITED"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"other", {tag}', 304),
        ('"with,a-comma",{tag}', 304),
        ("*", 304),
        (" * ", 304),
        ('"other"', 200),
        ("{bare}", 200),
        ('"{bare}', 200),
        ("", 200),
        ("W/*", 200),
    ],
)
def test_if_none_match_names_one_etag_of_several_or_any(header: str, status: int) -> None:
    api = Api(make_key(make_partner()))
    tag = account_of(api).headers["ETag"]
    sent = header.format(tag=tag, bare=tag.strip('"'))
    assert account_of(api, If_None_Match=sent).status_code == status


def test_a_refusal_is_a_refusal_whatever_etag_is_known() -> None:
    api = Api(make_seller().key)
    refused = api.get("/customers/pc_06h09fn4qcjvhdha5t37n2kbqq", headers={"If-None-Match": "*"})
    assert (refused.status_code, code(refused)) == (404, "CUSTOMER_NOT_FOUND")
    assert "ETag" not in refused.headers
    assert refused.headers["Cache-Control"] == "no-store"


def test_two_accounts_and_two_modes_have_etags_of_their_own() -> None:
    one, other = make_partner(), make_partner()
    keys = [make_key(one), make_key(one, TEST), make_key(other)]
    assert len({account_of(Api(key)).headers["ETag"] for key in keys}) == 3


def test_head_has_the_headers_of_get_without_its_body() -> None:
    api = Api(make_key(make_partner()))
    whole, head = account_of(api), api.head("/account")
    assert (head.status_code, head.headers["ETag"]) == (200, whole.headers["ETag"])
    unchanged = api.head("/account", headers={"If-None-Match": whole.headers["ETag"]})
    assert unchanged.status_code == 304


def test_an_etag_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    api = Api(make_key(make_partner()))
    tag = account_of(api).headers["ETag"]
    with django_assert_num_queries(1):
        assert account_of(api, If_None_Match=tag).status_code == 304


def test_the_etag_of_a_workspaces_answer_is_that_of_its_data() -> None:
    shop = make_workspace_shop()
    first, second = shop.get("/mcp/credits"), shop.get("/mcp/credits")
    assert first.json()["meta"]["requestId"] != second.json()["meta"]["requestId"]
    assert first.headers["ETag"] == second.headers["ETag"]


def test_what_is_read_by_post_has_no_etag() -> None:
    answer = make_workspace_shop().post("/mcp/credits", {})
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
