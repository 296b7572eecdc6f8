"""The OpenAPI document of small endpoints, read in full."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from rest_framework.request import Request

from api.openapi.conditional import UNLESS
from api.openapi.document import build
from api.openapi.naming import operation_id, refusal_name, shape_name, tag
from api.openapi.problems import problems_of
from api.operations import Operation, operation
from api.paging import CURSOR_HELP
from api.views import ApiView
from errors_docs.exceptions import PlanGate
from errors_docs.surfaces import PARTNER, WORKSPACE
from tests.api.endpoints import Echo, Page, partner

small = pytest.mark.urls("tests.api.endpoints")


@pytest.mark.parametrize(
    ("path", "method", "answer", "status", "name"),
    [
        ("/customers", "GET", Page, 200, "customersList"),
        ("/customers", "POST", Echo, 201, "customersCreate"),
        ("/customers/{customerId}", "GET", Echo, 200, "customersGet"),
        ("/customers/{customerId}", "PATCH", Echo, 200, "customersUpdate"),
        ("/customers/{customerId}", "DELETE", Echo, 200, "customersDelete"),
        ("/customers/quote", "POST", Echo, 200, "customersQuote"),
        ("/customers/{customerId}/resend-welcome", "POST", Echo, 200, "customersResendWelcome"),
        ("/customers/{customerId}/usage", "GET", Echo, 200, "customersUsageGet"),
        ("/account", "GET", Echo, 200, "accountGet"),
        ("/account/credits/history", "GET", Page, 200, "accountCreditsHistoryList"),
        ("/mcp/generate/research", "POST", Echo, 200, "mcpGenerateResearch"),
    ],
)
def test_an_operation_is_named_by_its_path_and_what_it_does(
    path: str, method: str, answer: type, status: int, name: str
) -> None:
    declared = Operation(summary="", answer=answer, scope=None, status=status)
    assert operation_id(path, method, declared) == name


def test_tags_and_component_names_are_words() -> None:
    assert tag("/customers/{customerId}") == "Customers"
    assert tag("/dicom-studies") == "Dicom Studies"
    assert refusal_name("INSUFFICIENT_CREDITS") == refusal_name("insufficient_credits") == "InsufficientCredits"
    assert refusal_name("INTERNAL_ERROR") == "Internal"
    assert shape_name(type("CustomerAnswer", (), {})) == "Customer"


@small
def test_a_body_is_closed_and_has_its_bounds() -> None:
    document = build(PARTNER)
    body = document["paths"]["/echo"]["post"]["requestBody"]
    assert body == {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EchoInput"}}},
    }
    assert document["components"]["schemas"]["EchoInput"] == {
        "type": "object",
        "properties": {
            "fullName": {"type": "string", "minLength": 1, "maxLength": 10, "pattern": r"\S"},
            "seats": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1},
            "addOns": {"$ref": "#/components/schemas/InnerInput"},
        },
        "required": ["fullName"],
        "additionalProperties": False,
    }


@small
def test_a_query_becomes_parameters_with_bounds_and_words() -> None:
    assert build(PARTNER)["paths"]["/page"]["get"]["parameters"] == [
        {
            "name": "page",
            "in": "query",
            "required": False,
            "description": "Which page, counted from 1.",
            "schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000_000, "default": 1},
        },
        {
            "name": "limit",
            "in": "query",
            "required": False,
            "description": "How many rows on a page.",
            "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
        },
        {
            "name": "cursor",
            "in": "query",
            "required": False,
            "description": CURSOR_HELP,
            "schema": {"type": "string", "minLength": 1, "maxLength": 300, "pattern": r"\S"},
        },
        {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "description": UNLESS["description"],
            "schema": {"type": "string"},
        },
    ]


@small
def test_an_answer_is_the_envelope_of_its_surface_round_the_shape() -> None:
    assert _answer_schema(build(PARTNER)) == {
        "type": "object",
        "properties": {
            "success": {"type": "boolean", "description": "true in an answer, false in a refusal"},
            "data": {"$ref": "#/components/schemas/Echo"},
        },
        "required": ["success", "data"],
    }
    assert _answer_schema(build(WORKSPACE)) == {
        "type": "object",
        "properties": {"data": {"$ref": "#/components/schemas/Echo"}},
        "required": ["data"],
    }


@small
def test_a_shape_says_what_may_be_null_and_what_may_be_left_out() -> None:
    shape = build(PARTNER)["components"]["schemas"]["Echo"]
    assert shape["properties"]["extraServers"] == {"type": ["integer", "null"]}
    assert shape["properties"]["at"] == {"type": "string", "format": "date-time"}
    assert shape["required"] == ["fullName", "seats", "extraServers", "cost"]


@small
def test_one_status_with_several_codes_admits_each_with_its_own_details() -> None:
    refused = build(PARTNER)["paths"]["/echo"]["post"]["responses"]["400"]
    assert refused["content"]["application/json"]["schema"] == {
        "oneOf": [
            {"$ref": "#/components/schemas/ValidationFailedRefusal"},
            {"$ref": "#/components/schemas/InvalidHostRefusal"},
        ]
    }
    assert list(refused["content"]["application/json"]["examples"]) == ["VALIDATION_FAILED", "INVALID_HOST"]


@small
def test_no_problem_is_found_in_endpoints_that_declare_everything() -> None:
    assert problems_of(PARTNER) == []
    assert problems_of(WORKSPACE) == []


class CarelessView(ApiView):
    surface = WORKSPACE

    def get(self, request: Request) -> HttpResponse:
        return self.answer(None)

    @operation(Operation(summary="Declare what isn't published here", answer=Echo, scope=None, errors=[PlanGate]))
    def post(self, request: Request) -> HttpResponse:
        raise PlanGate(required_plan="", current_plan="")


def _plain(request: Any) -> HttpResponse:
    return HttpResponse()


careless: list[URLPattern | URLResolver] = [
    *partner,
    path("careless/<str:whatever>", CarelessView.as_view()),
    path("plain", _plain),
]
urlpatterns = [path("api/partner/v1/", include((careless, "partner")))]


@pytest.mark.urls("tests.api.test_openapi")
def test_every_gap_in_the_declarations_is_named() -> None:
    found = "\n".join(problems_of(PARTNER))
    assert "CarelessView says surface workspace, but stands at api/partner/v1/careless/<str:whatever>" in found
    assert "CarelessView.get has no @operation, so it is never served" in found
    assert "api/partner/v1/plain is no ApiView, so no document describes it" in found
    assert "/careless/{whatever}: describe whatever in api/openapi/path_parameters.py" in found


def _answer_schema(document: dict[str, Any]) -> Any:
    answer = document["paths"]["/echo"]["post"]["responses"]["201"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/EchoResponse"}
    return document["components"]["schemas"]["EchoResponse"]
