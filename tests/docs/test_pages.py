"""Every page of the site: it answers, it is sound HTML, its links lead somewhere, and nothing foreign may be loaded."""

import gzip
import re
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils.html import strip_tags

from api.openapi.document import built
from api.openapi.webhooks import event_operations
from errors_docs.surfaces import SURFACES, Surface
from portal.reference.entry import entries_of
from tests.docs.html_page import read_page
from tests.docs.site_map import PAGES, SURFACE_PAGES

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
STATIC = Path(__file__).parents[2] / "static" / "docs"
#: Where a reader may be sent; nothing is loaded from there.
FOREIGN = ("https://www.standardwebhooks.com/",)
#: Answered by other parts of the server, or only to somebody who is signed in.
ELSEWHERE = ("/admin/", "/accounts/", "/portal/", "/readyz", "/metrics", "/api/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound_html_without_anything_inline(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Content-Security-Policy"] == CONTENT_POLICY
    assert read_page(response.content.decode()).problems == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_its_style_and_script_comes_in_under_40_kilobytes(client: Client, path: str) -> None:
    page = client.get(path, headers={"Accept-Encoding": "gzip"}).content
    named = re.findall(rb'(?:href|src)="/static/docs/([a-z.]+)"', gzip.decompress(page))
    assets = sum(len(gzip.compress((STATIC / name.decode()).read_bytes())) for name in named)

    assert len(page) + assets < 40_000


@pytest.mark.parametrize("path", PAGES)
def test_every_block_of_code_can_be_copied(client: Client, path: str) -> None:
    """By a button that names it; what is copied exists, or the page would have problems."""
    source = client.get(path).content.decode()
    page = read_page(source)

    blocks = re.findall(r'<pre[^>]*><code id="([^"]+)"', source)
    assert set(blocks) <= set(page.copied)
    if "/errors/" in path:
        assert {"code", "example-json"} <= set(page.copied)


def test_every_link_of_the_site_leads_to_a_page_and_a_place_on_it(client: Client) -> None:
    pages = {path: read_page(client.get(path).content.decode()) for path in PAGES}
    links = {(path, link) for path, page in pages.items() for link in page.links}

    lost = []
    for path, link in links:
        parts = urlsplit(link)
        target = parts.path or path
        if parts.netloc:
            assert link in FOREIGN, link
            continue
        if target.startswith(ELSEWHERE):
            continue
        if target not in pages:
            lost += [(path, link)] if client.get(target).status_code != 200 else []
        elif parts.fragment and parts.fragment not in pages[target].ids:
            lost.append((path, link))

    assert lost == []


@pytest.mark.parametrize("path", ["/docs", *(f"{page}/" for page in SURFACE_PAGES)])
def test_the_other_spelling_of_an_address_redirects(client: Client, path: str) -> None:
    response = client.get(path, QUERY_STRING="q=credits")

    assert response.status_code == 301
    assert response["Location"] == ("/docs/" if path == "/docs" else path.rstrip("/")) + "?q=credits"


def test_a_redirect_never_leaves_the_site(client: Client) -> None:
    response = client.get("/docs///elsewhere.example//")

    assert response["Location"] == "/docs///elsewhere.example"


@pytest.mark.parametrize(
    "path", ["/nothing", "/docs/nothing", "/docs/partner/errors/NOTHING", "/docs/partner/errors/A/B", "/docs/workspac"]
)
def test_an_unknown_page_is_a_page_with_status_404(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Content-Security-Policy"] == CONTENT_POLICY
    page = read_page(response.content.decode())
    assert page.problems == []
    assert "There is no page here" in page.text
    assert response["X-Request-Id"] in page.text


def test_an_unknown_api_path_is_answered_in_the_envelope(client: Client) -> None:
    response = client.get("/api/partner/v1/nothing")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "ENDPOINT_NOT_FOUND"


def test_a_page_takes_no_other_method_than_reading(client: Client) -> None:
    response = client.post("/docs/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_the_reference_leads_to_every_endpoint_event_and_the_document(client: Client, surface: Surface) -> None:
    page = read_page(client.get(f"{surface.docs_path}/reference").content.decode())

    own = [link for link in page.links if link.startswith(f"{surface.docs_path}/reference/")]
    assert own == [entry.url for entry in entries_of(surface)]
    assert f"{surface.base_path}/openapi.json" in page.links
    events = event_operations(built(surface))
    assert {f"{surface.docs_path}/webhooks#{name.replace('.', '-')}" for name in events} <= set(page.links)


@pytest.mark.parametrize("path", ["/docs/partner/reference/nothing", "/docs/partner/reference/nothing.md"])
def test_an_endpoint_that_is_not_there_has_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/docs/workspace/mcp", "/docs/workspace/mcp.md"])
def test_the_page_about_mcp_has_this_servers_address_and_every_tool_with_its_cost(client: Client, path: str) -> None:
    text = unescape(strip_tags(client.get(path).content.decode()))

    assert '"url": "http://localhost:8000/mcp"' in text
    assert "claude mcp add --transport http planner http://localhost:8000/mcp" in text
    for name, cost in [("research", "25.00"), ("blueprint", "150.00"), ("credits", "free")]:
        assert name in text
        assert cost in text
