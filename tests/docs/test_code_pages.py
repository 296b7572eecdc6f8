"""The page of each code: all sections of its entry, and the example as the server really answers."""

import re

import pytest
from django.test import Client

from errors_docs.catalogues import CATALOGUES
from tests.docs.html_page import read_page
from tests.docs.site_map import CODE_PAGES


def shown(sentence: str) -> str:
    """A sentence of the catalogue as a reader sees it."""
    return sentence.replace("`", "")


@pytest.mark.parametrize(("surface", "code", "url"), CODE_PAGES)
def test_the_page_of_a_code_shows_every_section(client: Client, surface: str, code: str, url: str) -> None:
    entry = CATALOGUES[surface][code]

    page = read_page(client.get(url).content.decode())

    sections = [entry.when, entry.why, *entry.check, *entry.fix, entry.retry_advice, entry.charged]
    for expected in [code, f"HTTP/1.1 {entry.status} ", entry.title, entry.area.value, *map(shown, sections)]:
        assert " ".join(expected.split()) in page.text
    for related in entry.related:
        assert f"{CATALOGUES[surface].surface.docs_path}/errors/{related}" in page.links
    assert ("details" in page.ids) is (entry.details is not None)
    assert {"why", "check", "fix", "retry", "charged", "example", "endpoints", "related"} <= set(page.ids)


def test_the_example_is_what_the_server_answers(client: Client) -> None:
    live = client.get("/api/partner/v1/customer")
    page = read_page(client.get("/docs/partner/errors/ENDPOINT_NOT_FOUND").content.decode())

    envelope = live.content.decode().replace(live["X-Request-Id"], "").replace(" ", "")
    example = re.search(r"\{ \"success\".*?\} \}", page.text)
    assert example is not None
    documented = re.sub(r"req_[0-9a-z]{26}", "", example[0]).replace(" ", "")
    assert documented == envelope


def test_codes_are_turned_through_in_the_order_of_the_table(client: Client) -> None:
    table = read_page(client.get("/docs/partner/errors").content.decode())
    listed = [name for name in table.ids if name in {code for surface, code, _ in CODE_PAGES if surface == "partner"}]

    first = client.get(f"/docs/partner/errors/{listed[0]}").content.decode()
    second = client.get(f"/docs/partner/errors/{listed[1]}").content.decode()

    assert 'rel="prev"' not in first
    assert f'<a rel="next" class="turn-next" href="/docs/partner/errors/{listed[1]}">' in first
    assert f'<a rel="prev" href="/docs/partner/errors/{listed[0]}">' in second


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/docs/partner/errors/insufficient_credits", "/docs/partner/errors/INSUFFICIENT_CREDITS"),
        ("/docs/workspace/errors/Rate_Limited", "/docs/workspace/errors/rate_limited"),
    ],
)
def test_a_code_in_the_wrong_case_redirects_to_the_right_one(client: Client, asked: str, right: str) -> None:
    response = client.get(asked)

    assert response.status_code == 301
    assert response["Location"] == right


@pytest.mark.parametrize("surface", CATALOGUES)
def test_the_error_page_lists_each_code_with_status_when_and_first_fix(client: Client, surface: str) -> None:
    catalogue = CATALOGUES[surface]

    page = read_page(client.get(f"{catalogue.surface.docs_path}/errors").content.decode())

    for entry in catalogue:
        row = f"{entry.status} {shown(entry.when)} {shown(entry.fix[0])}"
        assert entry.code in page.ids
        assert " ".join(row.split()) in page.text
    assert {"codes", "envelope", "when-to-retry"} <= set(page.ids)
