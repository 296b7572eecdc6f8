"""The input check, tried on every operation of both APIs: what isn't declared is refused by name, and nothing moves."""

import gzip
import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from api.openapi.endpoints import Endpoint, endpoints
from api.openapi.path_parameters import PATH_PARAMETERS
from errors_docs.surfaces import PARTNER, SURFACES
from partners.models import IdempotentAnswer
from tests.factories import bearer, give_credits, make_key, make_partner, make_workspace
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

ENDPOINTS = [endpoint for surface in SURFACES.values() for endpoint in endpoints(surface)]
INVALID = {"partner": "VALIDATION_FAILED", "workspace": "invalid_input"}
MALFORMED = {"partner": "VALIDATION_FAILED", "workspace": "invalid_json"}
OTHER_BODIES = {
    "application/x-www-form-urlencoded": b"dryRun=true",
    "text/plain": b"text",
    "multipart/form-data": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
}
UNSUPPORTED = {"partner": "UNSUPPORTED_MEDIA_TYPE", "workspace": "unsupported_media_type"}


def named(chosen: Sequence[Endpoint]) -> pytest.MarkDecorator:
    """A test for each of these."""
    ids = [f"{endpoint.method} {endpoint.route.pattern}" for endpoint in chosen]
    return pytest.mark.parametrize("endpoint", chosen, ids=ids)


every = named(ENDPOINTS)
without_body = named([endpoint for endpoint in ENDPOINTS if endpoint.operation.body is None])


class Caller:
    """One who may call an endpoint, with credits for what it costs."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        surface = endpoint.route.surface
        account = make_partner() if surface is PARTNER else make_workspace(plan="pro")
        give_credits(account, 1000_00)
        self._headers = bearer(make_key(account)) if endpoint.operation.scope is not None else {}

    def send(self, query: str = "", body: bytes = b"", content_type: str = "application/json", **headers: str) -> Any:
        """The answer to a request with an example for each variable of the path."""
        endpoint = self._endpoint
        filled = re.sub(r"{(\w+)}", lambda name: PATH_PARAMETERS[name[1]].example, endpoint.path)
        url = f"{endpoint.route.surface.base_path}{filled}{query}"
        sent = {**self._headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return Client().generic(endpoint.method, url, body, content_type=content_type, headers=sent)


def problems(response: Any, endpoint: Endpoint) -> list[tuple[str, str]]:
    """(field, code) of each problem of input that is refused."""
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, INVALID[endpoint.route.surface.name])
    return [(problem["field"], problem["code"]) for problem in error["details"]]


@every
def test_a_query_parameter_that_is_not_declared_or_comes_twice_is_refused_by_name(endpoint: Endpoint) -> None:
    caller = Caller(endpoint)
    declared = endpoint.operation.query
    names = list(declared().fields) if declared else []  # type: ignore[attr-defined]  # a query is a serializer of fields
    with nothing_moves():
        for query, field in (("undeclared=1", "undeclared"), ("undeclared=1&undeclared=2", "undeclared"), ("=1", "")):
            refused = caller.send(f"?{query}", Idempotency_Key="undeclared")
            assert (field, "unknown_field") in problems(refused, endpoint)
        assert problems(caller.send("?search=%FF"), endpoint) == [("", "malformed_request")]
        if names:
            refused = caller.send("?" + "&".join(f"{name}=1&{name}=1" for name in names))
            assert problems(refused, endpoint) == [(name, "repeated") for name in names]
    assert IdempotentAnswer.objects.count() == 0


@without_body
def test_a_body_where_none_is_taken_is_refused_by_name(endpoint: Endpoint) -> None:
    caller = Caller(endpoint)
    malformed = (400, MALFORMED[endpoint.route.surface.name])
    with nothing_moves():
        for content_type in ("application/json", ""):
            refused = caller.send(body=b'{"one": 1, "two": 2}', content_type=content_type, Idempotency_Key="undeclared")
            assert problems(refused, endpoint) == [("one", "unknown_field"), ("two", "unknown_field")]
        for body in (b"{not json", b"[]", b"null", b"\xff", b"{} {}"):
            refused = caller.send(body=body)
            assert (refused.status_code, refused.json()["error"]["code"]) == malformed
        for media_type, body in OTHER_BODIES.items():
            refused = caller.send(body=body, content_type=f"{media_type}; boundary=b")
            assert problems(refused, endpoint) == [("", "unexpected_body")]
            message = refused.json()["error"]["details"][0]["message"]
            assert message == f"This operation takes no body: send none. One of type {media_type} came."
    assert IdempotentAnswer.objects.count() == 0


@without_body
def test_nothing_is_as_good_as_an_empty_object_where_no_body_is_taken(endpoint: Endpoint) -> None:
    caller = Caller(endpoint)
    expected = caller.send(content_type="").status_code
    assert expected in (200, 404)
    for body, content_type in ((b"", "application/json"), (b"{}", ""), (b" {\r\n\t} \n", "text/plain"), (b"  ", "")):
        assert caller.send(body=body, content_type=content_type, Content_Encoding="identity").status_code == expected


@every
def test_a_body_that_is_compressed_or_says_so_is_refused_with_what_is_taken(endpoint: Endpoint) -> None:
    caller = Caller(endpoint)
    with nothing_moves():
        for coding, body in (("gzip", gzip.compress(b"{}")), ("br", b"{}"), ("identity, GZIP", b"{}")):
            refused = caller.send(body=body, Content_Encoding=coding)
            error = refused.json()["error"]
            assert (refused.status_code, error["code"]) == (415, UNSUPPORTED[endpoint.route.surface.name])
            assert error["details"]["supported"] == ["identity"]
            assert error["details"]["reason"] == "compressed"
            assert f"Content-Encoding: {coding.lower()}" in error["message"]
            assert refused.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_the_document_takes_neither_a_query_nor_a_body(surface: Any) -> None:
    url = f"{surface.base_path}/openapi.json"
    client = Client()
    assert client.get(url).status_code == 200
    refusals = [
        client.get(f"{url}?version=3"),
        client.generic("GET", url, b'{"a": 1}', content_type="application/json"),
        client.generic("GET", url, b"{", content_type="application/json"),
        client.generic("GET", url, b"{}", content_type="application/json", headers={"Content-Encoding": "gzip"}),
    ]
    assert [answer.json()["error"]["code"] for answer in refusals] == [
        INVALID[surface.name],
        INVALID[surface.name],
        MALFORMED[surface.name],
        UNSUPPORTED[surface.name],
    ]
