"""Which endpoint was meant by a path that leads nowhere."""

import time

import pytest
from django.test import Client

from errors_docs.exceptions import EndpointNotFound
from errors_docs.languages import LANGUAGES
from errors_docs.nearest_route import LONGEST_PATH, endpoint_not_found
from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE, surface_of

P, W = PARTNER.base_path, WORKSPACE.base_path
CUSTOMER = f"{P}/customers/{{customerId}}"
STUDIES = f"{CUSTOMER}/dicom-studies"

#: What was asked for, and the path that was meant.
CASES = [
    # Another prefix, version, case, or slashes.
    ("GET", f"{W}/customers", f"{P}/customers"),
    ("GET", "/partner/v1/customers", f"{P}/customers"),
    ("GET", "/api/customers", f"{P}/customers"),
    ("GET", "/api/partner/customers", f"{P}/customers"),
    ("GET", "/api/partner/v2/customers", f"{P}/customers"),
    ("GET", "/v1/mcp/credits", f"{W}/mcp/credits"),
    ("GET", "/api/v2/mcp/credits", f"{W}/mcp/credits"),
    ("GET", f"{P}/customers/", f"{P}/customers"),
    ("GET", f"{P}//customers", f"{P}/customers"),
    ("GET", f"//{P}/customers", f"{P}/customers"),
    ("GET", "/API/Partner/V1/Customers", f"{P}/customers"),
    ("GET", f"{P}/Customers/pc_1", CUSTOMER),
    ("GET", f"{P}/customers/pc_1/", CUSTOMER),
    # Another number, spelling or word.
    ("GET", f"{P}/customer", f"{P}/customers"),
    ("GET", f"{P}/custmers/pc_1", CUSTOMER),
    ("GET", f"{P}/plan/basic", f"{P}/plans/{{planId}}"),
    ("GET", f"{P}/customer/pc_1/usages", f"{CUSTOMER}/usage"),
    ("GET", f"{P}/customers/pc_1/dicom_studies", STUDIES),
    ("GET", f"{P}/customers/pc_1/studies", STUDIES),
    ("GET", f"{P}/customers/pc_1/studies/1.2/report", f"{STUDIES}/{{studyInstanceUid}}/reports"),
    ("POST", f"{P}/customers/pc_1/activate", f"{CUSTOMER}/reactivate"),
    ("POST", f"{P}/webhooks/whe_1/rotate", f"{P}/webhooks/{{webhookId}}/rotate-secret"),
    ("GET", f"{P}/hooks/whe_1/events", f"{P}/webhooks/{{webhookId}}/deliveries"),
    ("GET", f"{P}/balance", f"{P}/account"),
    ("GET", f"{P}/swagger.json", f"{P}/openapi.json"),
    ("POST", f"{W}/mcp/generate/reserch", f"{W}/mcp/generate/research"),
    ("POST", f"{W}/mcp/generate/roadmap", f"{W}/mcp/generate/phases"),
    # Something left out, empty or too much.
    ("GET", f"{P}/customers//usage", f"{CUSTOMER}/usage"),
    ("GET", f"{P}/customers/pc_1/reports", f"{STUDIES}/{{studyInstanceUid}}/reports"),
    ("GET", f"{P}/credits/history", f"{P}/account/credits/history"),
    ("POST", f"{W}/generate/research", f"{W}/mcp/generate/research"),
    ("POST", f"{W}/research", f"{W}/mcp/generate/research"),
    ("POST", "/mcp/generate/research", f"{W}/mcp/generate/research"),
    ("GET", f"{W}/credits", f"{W}/mcp/credits"),
    ("POST", "/mcp/", "/mcp"),
    ("POST", "/mcp/sse", "/mcp"),
    ("POST", f"{W}/mcp", "/mcp"),
    ("GET", "/api", P),
    ("GET", "/api/", P),
    ("GET", "/api/partner", P),
    ("GET", f"{P}/nowhere", None),
    ("GET", f"{P}/foo/bar/baz", None),
    ("GET", f"{P}/customers/pc_1/foo/bar", None),
    ("GET", f"{P}/{'a/' * 40}", None),
    ("GET", f"{P}/customer{'s' * 80}", None),
    ("GET", f"{P}/customer/{'x' * LONGEST_PATH}", None),
]


@pytest.mark.parametrize(("method", "path", "meant"), CASES, ids=[f"{method} {path[:40]}" for method, path, _ in CASES])
def test_a_path_that_leads_nowhere_suggests_the_one_that_was_meant(method: str, path: str, meant: str | None) -> None:
    assert endpoint_not_found(path, method).suggestion == meant


@pytest.mark.parametrize(
    ("method", "path", "meant", "methods"),
    [
        ("GET", f"{P}/customer", f"{P}/customers", ("GET", "POST")),
        ("POST", f"{P}/customers/pc_1/delete", CUSTOMER, ("DELETE",)),
        ("POST", f"{P}/customers/pc_1/cancel", CUSTOMER, ("DELETE",)),
        ("POST", f"{P}/customers/pc_1/update", CUSTOMER, ("PATCH",)),
        ("GET", f"{P}/webhook/create", f"{P}/webhooks", ("POST",)),
        ("GET", f"{P}/openapi", f"{P}/openapi.json", ("GET",)),
        ("POST", "/mcp/", "/mcp", ("POST",)),
    ],
)
def test_the_methods_are_those_of_the_endpoint_or_the_one_that_a_verb_in_the_path_means(
    method: str, path: str, meant: str, methods: tuple[str, ...]
) -> None:
    found = endpoint_not_found(path, method)
    assert (found.suggestion, found.methods) == (meant, methods)


@pytest.mark.parametrize(
    ("path", "surface"),
    [
        ("/api/partner/v1/x", PARTNER),
        ("/api/x", PARTNER),
        ("/api", PARTNER),
        ("/API/v1/mcp/credits", WORKSPACE),
        ("/api//v1/mcp/credits", WORKSPACE),
        ("/v1/mcp/credits", WORKSPACE),
        ("/mcp/", WORKSPACE),
        ("/mcp/generate/research", WORKSPACE),
        ("/partner/v1/customers", PARTNER),
        ("//api/partner/v1/customers", PARTNER),
        ("/v2/customers", PARTNER),
        ("/", None),
        ("/docs/partner/errors", None),
        ("/portal/customers", None),
        ("/partners", None),
        ("/version", None),
        ("/apis", None),
        ("/mcps", None),
        ("/dicomweb/studies", None),
    ],
)
def test_a_path_that_only_programs_ask_for_belongs_to_the_surface_that_was_meant(path: str, surface: object) -> None:
    assert surface_of(path) is surface


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_suggests_in_message_and_details_and_repeats_nothing_of_the_path(
    client: Client, language: str
) -> None:
    refused = client.get("/api/partner/v1/customer/pc_hunter2/usage", headers={"Accept-Language": language})
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (404, "ENDPOINT_NOT_FOUND")
    assert error["details"] == {"suggestion": "/api/partner/v1/customers/{customerId}/usage", "methods": ["GET"]}
    assert "/api/partner/v1/customers/{customerId}/usage" in error["message"]
    assert "hunter2" not in refused.content.decode()


def test_the_message_asks_for_what_was_meant(client: Client) -> None:
    assert client.get("/api/v1/generate/research").json()["error"]["message"] == (
        "No endpoint lives at this path. Did you mean /api/v1/mcp/generate/research, which takes POST?"
    )
    answer = client.get("/api/v1/nowhere").json()["error"]
    assert answer["message"] == "No endpoint lives at this path."
    assert "details" not in answer


def test_an_existing_customers_path_is_suggested_no_differently_from_a_strangers(client: Client) -> None:
    answers = [client.get(f"/api/partner/v1/customer/{name}").json()["error"]["details"] for name in ("pc_1", "pc_2")]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_an_unknown_path_of_either_surface_is_refused_in_its_own_envelope(client: Client, surface: object) -> None:
    path = "/partner/v1/customers" if surface is PARTNER else "/v1/mcp/credits"
    refused = client.get(path)
    assert refused.status_code == 404
    assert ("success" in refused.json()) is (surface is PARTNER)


def test_a_crafted_path_costs_little() -> None:
    words = ["customesr", "dicomstudeis", "reprots", "delivreies", "generatoins", "tmieline-lnks", "webhoosk"]
    endpoint_not_found(f"{P}/customer", "GET")
    began = time.process_time()
    for _ in range(20):
        endpoint_not_found(f"{P}/{'/'.join(words)}", "GET")
    assert (time.process_time() - began) / 20 < 0.05


def test_the_refusal_is_one_without_a_suggestion_where_nothing_is_near() -> None:
    found = endpoint_not_found(f"{P}/nowhere", "GET")
    assert isinstance(found, EndpointNotFound)
    assert (found.path, found.suggestion, found.methods) == (f"{P}/nowhere", None, None)
