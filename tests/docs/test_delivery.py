"""How documents are handed out: from memory, once to each reader, without a cookie."""

import gzip
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from config.warming import warm
from tests.docs.site_map import DATA, PAGES

#: One page of each kind.
KINDS = ["/", "/docs/", "/docs/partner", "/docs/partner/errors", "/docs/partner/errors/RATE_LIMITED", *DATA]


@pytest.mark.django_db
def test_no_page_asks_the_database_or_sets_a_cookie(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        responses = [client.get(path) for path in (*PAGES, *DATA, "/nothing")]

    assert [response.cookies for response in responses if response.cookies] == []


@pytest.mark.parametrize("path", KINDS)
def test_a_reader_who_has_the_document_gets_304(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    other = client.get(path, headers={"If-None-Match": 'W/"another"'})

    assert first["Cache-Control"] == "public, max-age=60"
    negotiated = re.search(r"/errors(/\w+)?$", path) is not None
    assert first["Vary"] == ("Accept-Encoding, Accept-Language" if negotiated else "Accept-Encoding")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize("path", KINDS)
def test_a_reader_who_takes_gzip_gets_the_same_text_compressed(client: Client, path: str) -> None:
    plain = client.get(path)
    compressed = client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.8"})

    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert compressed["ETag"] == plain["ETag"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0.0, br", "identity"])
def test_a_reader_who_takes_no_gzip_gets_plain_text(client: Client, accepted: str) -> None:
    response = client.get("/docs/", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in response
    assert response.content.startswith(b"<!doctype html>")


def test_documents_follow_the_address_of_the_site(client: Client, settings: Settings) -> None:
    before = client.get("/docs/partner/errors.json")
    settings.BASE_URL = "https://api.example.com"
    after = client.get("/docs/partner/errors.json")

    assert after.json()["codes"][0]["url"].startswith("https://api.example.com/docs/partner/errors/")
    assert after["ETag"] != before["ETag"]


def test_what_was_made_before_the_workers_began_is_not_made_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(surface: object) -> None:
        raise AssertionError(f"{surface} is built again")

    warm()
    monkeypatch.setattr("api.openapi.document.build", refuse)

    paths = ("/api/partner/v1/openapi.json", "/api/v1/openapi.json", "/docs/partner/customers", "/docs/search.json")
    assert [client.get(path).status_code for path in paths] == [200] * 4


def test_a_head_request_has_the_headers_and_no_body(client: Client) -> None:
    response = client.head("/docs/partner/errors")

    assert response.status_code == 200
    assert response.content == b""
    assert int(response["Content-Length"]) > 10_000
