"""What each surface says about itself: its index, its OpenAPI document, and its error codes."""

from django.urls import URLPattern, URLResolver, path

from api.errors import ErrorsView, ErrorView
from api.index import PartnerIndexView, WorkspaceIndexView
from api.openapi.views import document
from errors_docs.surfaces import PARTNER, WORKSPACE

partner_api: list[URLPattern | URLResolver] = [
    path("", PartnerIndexView.as_view()),
    path("openapi.json", document, {"surface": PARTNER}),
    path("errors", ErrorsView.as_view()),
    path("errors/<str:code>", ErrorView.as_view()),
]

workspace_api: list[URLPattern | URLResolver] = [
    path("", WorkspaceIndexView.as_view()),
    path("openapi.json", document, {"surface": WORKSPACE}),
]

#: The base paths as people type them, without their slash. The documents have them with it.
bare: list[URLPattern] = [
    path(PARTNER.base_path.lstrip("/"), PartnerIndexView.as_view()),
    path(WORKSPACE.base_path.lstrip("/"), WorkspaceIndexView.as_view()),
]
