"""Endpoints of the Workspace API."""

from django.urls import URLPattern, path

from generation.generate_views import GENERATE_VIEWS
from generation.request_views import RequestsView, RequestView
from generation.views import CreditsView, GenerationsView, GenerationView

workspace_api: list[URLPattern] = [
    path("mcp/credits", CreditsView.as_view()),
    *(path(f"mcp/generate/{name}", view.as_view()) for name, view in GENERATE_VIEWS.items()),
    path("requests", RequestsView.as_view()),
    path("requests/<str:request_id>", RequestView.as_view()),
    path("mcp/generations", GenerationsView.as_view()),
    path("mcp/generations/<str:generation_id>", GenerationView.as_view()),
]
