"""GET of a surface's base path: what there is, for who has only the base address."""

from dataclasses import dataclass
from typing import Annotated

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.settings import spectacular_settings
from rest_framework.request import Request

from api.operations import Operation, operation
from api.views import ApiView
from errors_docs.endpoints import endpoints
from errors_docs.surfaces import PARTNER, WORKSPACE, Surface


@dataclass(frozen=True)
class Resource:
    """A path of the API and what it takes."""

    path: Annotated[str, "below the server's address, its variables in braces"]
    methods: Annotated[list[str], "each is an operation of the OpenAPI document"]


@dataclass(frozen=True)
class ApiIndex:
    name: Annotated[str, "what the documentation calls this API"]
    version: Annotated[str, "of the OpenAPI document"]
    docs: Annotated[str, "guides and reference"]
    openapi: Annotated[str, "the OpenAPI document"]
    errors: Annotated[str, "every error code"]
    status: Annotated[str, "answers 200 while the server takes requests"]
    resources: Annotated[list[Resource], "every path, in the order of the reference"]


class IndexView(ApiView):
    """Takes no key: whoever has the address may know what it is the address of."""

    def answer_index(self) -> HttpResponse:
        return self.answer(api_index(self.surface))


INDEX = Operation(
    summary="List what there is",
    description="Name, version, links, and every path with its methods. The base path without its slash answers too.",
    answer=ApiIndex,
    scope=None,
)


class PartnerIndexView(IndexView):
    surface = PARTNER

    @operation(INDEX)
    def get(self, request: Request) -> HttpResponse:
        return self.answer_index()


class WorkspaceIndexView(IndexView):
    surface = WORKSPACE

    @operation(INDEX)
    def get(self, request: Request) -> HttpResponse:
        return self.answer_index()


def api_index(surface: Surface) -> ApiIndex:
    """Return the index of a surface, its paths read from the URL conf."""
    methods: dict[str, list[str]] = {}
    for endpoint in endpoints(surface):
        methods.setdefault(surface.base_path + endpoint.path, []).append(endpoint.method)
    return ApiIndex(
        name=surface.title,
        version=spectacular_settings.VERSION,
        docs=settings.BASE_URL + surface.docs_path,
        openapi=f"{settings.BASE_URL}{surface.base_path}/openapi.json",
        errors=f"{settings.BASE_URL}{surface.docs_path}/errors",
        status=f"{settings.BASE_URL}/readyz",
        resources=[Resource(path, found) for path, found in methods.items()],
    )
