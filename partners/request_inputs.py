"""The query of GET /requests, on both surfaces."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.conf import settings
from rest_framework import serializers

from api.paging import PageQuery
from api.ranges import RangeInput
from api.serializers import Choice
from errors_docs.catalogues import catalogue_for
from errors_docs.exceptions import FieldProblem, ValidationFailed
from errors_docs.routes import routes
from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE, Surface
from foundation.nearest import nearest
from partners.logged_requests import LogFilter

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
#: Logged though no URL conf lists it: the MCP server.
MCP: Final = "mcp"


class RequestsQuery(RangeInput, PageQuery):
    """The filters of GET /requests; all that are given must hold."""

    range_of = "When it was answered"

    status = serializers.RegexField(
        r"^[1-5](?:[0-9]{2}|xx)$", required=False, help_text="One status, such as 404, or a class, such as 4xx."
    )
    method = Choice(choices=METHODS, required=False, help_text="Only requests with this method.")
    route = serializers.CharField(
        max_length=200,
        required=False,
        help_text="One endpoint, as in `route` of a response or as its path in the docs.",
    )
    key_id = serializers.CharField(max_length=40, required=False, help_text="Only requests with this key, by its id.")


class PartnerRequestsQuery(RequestsQuery):
    code = Choice(
        choices=[entry.code for entry in catalogue_for(PARTNER)], required=False, help_text="Only with this error code."
    )


class WorkspaceRequestsQuery(RequestsQuery):
    code = Choice(
        choices=[entry.code for entry in catalogue_for(WORKSPACE)],
        required=False,
        help_text="Only with this error code.",
    )


def log_filter(surface: Surface, asked: Mapping[str, Any]) -> LogFilter:
    """Return the filter of a validated query. Raises ValidationFailed for a route that the surface doesn't have."""
    words = {name: asked.get(name, "") for name in ("status", "code", "method")}
    route = _route(surface, asked["route"]) if "route" in asked else ""
    return LogFilter(**words, route=route, key=asked.get("key_id", ""), start=asked.get("start"), end=asked.get("end"))


def _route(surface: Surface, text: str) -> str:
    known = _known_routes(surface.name, settings.ROOT_URLCONF)
    found = known.get(text)
    if found is None:
        meant = nearest(text, known)
        words = "There is no such endpoint." if meant is None else f"There is no such endpoint. Did you mean {meant}?"
        raise ValidationFailed([FieldProblem("route", words, "unknown_route", meant)])
    return found


@cache
def _known_routes(surface_name: str, urlconf: str) -> Mapping[str, str]:
    """Return the route of each endpoint by its spellings: the one in responses, and the one in the docs."""
    surface = SURFACES[surface_name]
    patterns = {route.path: route.pattern for route in routes(surface, urlconf)}
    own = {"/" + MCP: MCP} if surface is WORKSPACE else {}
    return {**patterns, **{"/" + pattern: pattern for pattern in patterns.values()}, **own}
