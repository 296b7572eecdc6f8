"""Which endpoints answer a code, as the docs derive it from the URL conf."""

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from api.openapi.endpoints import endpoints as documented_endpoints
from errors_docs.catalogues import CATALOGUES
from errors_docs.endpoints import endpoints, endpoints_returning
from errors_docs.reach import reach
from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE, Surface


@pytest.fixture
def few_endpoints(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.docs.surface_urls"


def returning(surface: Surface, code: str) -> list[str]:
    found = endpoints_returning(surface, CATALOGUES[surface.name][code])
    return [f"{endpoint.method} {endpoint.path}" for endpoint in found]


@pytest.mark.usefixtures("few_endpoints")
def test_endpoints_are_the_declared_methods_below_a_base_path() -> None:
    assert [(found.method, found.path, found.summary, found.scope) for found in endpoints(PARTNER)] == [
        ("GET", "/open", "Read without a key", None),
        ("GET", "/customers", "List customers", "customers:read"),
        ("POST", "/customers", "Create", "customers:write"),
        ("GET", "/customers/{customerId}", "Read", "customers:read"),
    ]
    assert [found.path for found in endpoints(WORKSPACE)] == ["/credits"]


@pytest.mark.usefixtures("few_endpoints")
def test_a_code_is_returned_by_the_endpoints_that_declare_its_error() -> None:
    assert returning(PARTNER, "CUSTOMER_EXISTS") == ["POST /customers"]
    assert returning(PARTNER, "CUSTOMER_NOT_FOUND") == ["GET /customers/{customerId}"]
    assert returning(PARTNER, "STUDY_NOT_FOUND") == []


@pytest.mark.usefixtures("few_endpoints")
def test_every_special_case_of_a_refused_key_comes_from_each_endpoint_that_takes_one() -> None:
    for code in ("missing_api_key", "malformed_api_key", "invalid_api_key", "revoked_api_key", "workspace_not_found"):
        assert returning(WORKSPACE, code) == ["GET /credits"]


@pytest.mark.usefixtures("few_endpoints")
@pytest.mark.parametrize(
    ("code", "summary"),
    [
        ("INTERNAL_ERROR", "Every endpoint."),
        ("UNAUTHENTICATED", "Every endpoint that takes an API key."),
        ("ENDPOINT_NOT_FOUND", "Any path below the base URL that names no endpoint."),
        ("METHOD_NOT_ALLOWED", "Every endpoint, for a method that it doesn't have."),
        ("UNSUPPORTED_MEDIA_TYPE", "Every endpoint."),
        ("STUDY_NOT_FOUND", "No endpoint of this version answers so yet."),
        ("CUSTOMER_EXISTS", ""),
    ],
)
def test_a_code_that_many_endpoints_return_is_told_in_one_sentence(code: str, summary: str) -> None:
    assert reach(PARTNER, CATALOGUES["partner"][code]).summary == summary


def test_the_calls_of_the_home_page_are_endpoints(client: Client) -> None:
    page = unescape(client.get("/").content.decode())
    commands = re.findall(r"curl -sS http://localhost:8000/api/partner/v1(/\S+)(.*?)</code>", page, re.DOTALL)

    called = [("POST" if " -d " in options else "GET", path) for path, options in commands]

    assert called == [("GET", "/account"), ("GET", "/plans"), ("POST", "/customers")]
    assert set(called) <= {(found.method, found.path) for found in endpoints(PARTNER)}


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_the_docs_know_the_same_endpoints_as_the_openapi_document(surface: Surface) -> None:
    documented = {(found.method, found.path, found.operation.all_errors) for found in documented_endpoints(surface)}

    assert {(found.method, found.path, found.errors) for found in endpoints(surface)} == documented
