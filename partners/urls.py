"""Endpoints about the caller's own requests."""

from django.urls import URLPattern, path

from partners.request_views import RequestsView, RequestView

partner_api: list[URLPattern] = [
    path("requests", RequestsView.as_view()),
    path("requests/<str:request_id>", RequestView.as_view()),
]
