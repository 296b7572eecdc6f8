"""The guides as pages and as text, and the documents about the whole site."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from errors_docs.catalogues import CATALOGUES
from errors_docs.navigation import PAGES, links
from errors_docs.surfaces import PARTNER, SURFACES, Surface
from portal.guides.guide import GUIDES, Guide
from portal.reference.entry import entries_of
from tests.docs.html_page import read_page
from tests.docs.site_map import CODE_PAGES, REFERENCE_PAGES, SURFACE_PAGES
from tests.docs.site_map import PAGES as PAGES_OF_SITE

EACH = pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.path)
ALL = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


@EACH
def test_a_guide_is_read_as_markdown_too_with_all_its_live_parts_filled_in(client: Client, guide: Guide) -> None:
    text = client.get(guide.markdown_path)

    assert text["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.content.decode().startswith(f"# {guide.title}\n\n{guide.lead}"[:60])
    assert "{{" not in text.content.decode()


@EACH
def test_each_heading_of_a_guide_has_a_place_that_its_contents_lead_to(client: Client, guide: Guide) -> None:
    page = read_page(client.get(guide.path).content.decode())

    anchors = [link.removeprefix("#") for link in page.links if link.startswith("#") and link != "#main"]
    assert anchors
    assert set(anchors) <= set(page.ids)


@ALL
def test_one_turns_through_all_pages_of_a_surface(client: Client, surface: Surface) -> None:
    path, seen = surface.docs_path, [surface.docs_path]
    while found := re.search(r'<a rel="next" class="turn-next" href="([^"]+)"', client.get(path).content.decode()):
        path = found[1]
        seen.append(path)

    assert seen == [link.url for link in links(surface)]


@ALL
def test_one_turns_through_all_endpoints_of_a_surface(client: Client, surface: Surface) -> None:
    path = entries_of(surface)[0].url
    seen = [path]
    while found := re.search(r'<a rel="next" class="turn-next" href="([^"]+)"', client.get(path).content.decode()):
        path = found[1]
        seen.append(path)

    assert seen == [entry.url for entry in entries_of(surface)]


@ALL
def test_the_reference_as_markdown_names_the_text_of_each_endpoint_and_each_is_there(
    client: Client, surface: Surface
) -> None:
    text = client.get(f"{surface.docs_path}/reference.md").content.decode()

    named = re.findall(r"\]\(http://localhost:8000([^)]+)\)", text)
    assert named == [entry.markdown_path for entry in entries_of(surface)]
    for entry in entries_of(surface):
        assert client.get(entry.markdown_path).content.decode().startswith(f"# {entry.title}\n\n")


def test_the_index_of_the_search_has_every_code_every_guide_and_every_endpoint(client: Client) -> None:
    places = client.get("/docs/search.json").json()

    addresses = {place["u"] for place in places}
    assert {url for _, _, url in CODE_PAGES} | set(SURFACE_PAGES) | set(REFERENCE_PAGES) <= addresses
    assert "/docs/partner/customers#create-a-customer" in addresses
    assert all(set(place) == {"u", "t", "s", "w"} for place in places)
    assert len(addresses) == len(places)


def test_every_place_of_the_search_is_there(client: Client) -> None:
    places = [place["u"].partition("#") for place in client.get("/docs/search.json").json()]
    pages = {path: read_page(client.get(path).content.decode()).ids for path in {path for path, _, _ in places}}

    assert [(path, anchor) for path, _, anchor in places if anchor and anchor not in pages[path]] == []


def test_the_sitemap_lists_every_page_once(client: Client) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  # our own

    listed = [
        str(place.text).removeprefix("http://localhost:8000") for place in tree.iter() if place.tag.endswith("loc")
    ]
    assert sorted(listed) == sorted(PAGES_OF_SITE)


def test_llms_txt_names_each_text_and_each_is_there(client: Client) -> None:
    text = client.get("/llms.txt").content.decode()

    assert text.startswith("# Tollgate\n\n> ")
    named = re.findall(r"\]\(http://localhost:8000([^)]+)\)", text)
    assert {guide.markdown_path for guide in GUIDES.values()} < set(named)
    assert [path for path in named if client.get(path).status_code != 200] == []


def test_llms_full_txt_has_every_guide_and_every_code(client: Client) -> None:
    text = client.get("/llms-full.txt").content.decode()

    assert [guide.path for guide in GUIDES.values() if guide.markdown.strip() not in text] == []
    codes = [entry.code for catalogue in CATALOGUES.values() for entry in catalogue]
    assert [code for code in codes if f"\n### {code}\n" not in text] == []


def test_every_page_of_the_navigation_is_a_guide_or_made_from_the_catalogue(client: Client) -> None:
    made = {page.path(surface) for surface in SURFACES.values() for page in PAGES[surface.name]}
    others = {f"{surface.docs_path}/{name}" for surface in SURFACES.values() for name in ("errors", "reference")}

    assert made == {guide.path for guide in GUIDES.values()} | others
    assert [path for path in made if client.get(path).status_code != 200] == []


def test_the_example_of_a_refusal_in_a_guide_is_the_one_of_its_code(client: Client) -> None:
    entry = CATALOGUES[PARTNER.name]["INSUFFICIENT_CREDITS"]

    assert f'"message": "{entry.message_for(entry.example)}"' in GUIDES[PARTNER.name, ""].markdown
