"""What each surface says about itself: its OpenAPI document, and its error codes."""

from django.urls import URLPattern, URLResolver, path

from api.errors import ErrorsView, ErrorView
from api.openapi.views import document
from errors_docs.surfaces import PARTNER, WORKSPACE

partner_api: list[URLPattern | URLResolver] = [
    path("openapi.json", document, {"surface": PARTNER}),
    path("errors", ErrorsView.as_view()),
    path("errors/<str:code>", ErrorView.as_view()),
]

workspace_api: list[URLPattern | URLResolver] = [
    path("openapi.json", document, {"surface": WORKSPACE}),
]
