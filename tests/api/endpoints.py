"""A URL conf of small endpoints, so that the api app is tested without any app above it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from django.urls import include, path
from rest_framework import serializers
from rest_framework.request import Request

from api.operations import Operation, operation
from api.paging import PageQuery, Pagination
from api.serializers import StrictSerializer
from api.urls import partner_api, workspace_api
from api.views import ApiView
from errors_docs.exceptions import CustomerNotFound
from errors_docs.money import Money
from errors_docs.surfaces import PARTNER, WORKSPACE


class InnerInput(StrictSerializer):
    extra_servers = serializers.IntegerField(min_value=0, required=False)


class EchoInput(StrictSerializer):
    full_name = serializers.CharField(max_length=10)
    seats = serializers.IntegerField(min_value=1, max_value=1000, default=1)
    add_ons = InnerInput(required=False)


@dataclass(frozen=True)
class Echo:
    full_name: str
    seats: Annotated[int, "how many"]
    extra_servers: int | None
    cost: Money
    at: datetime | None = None


@dataclass(frozen=True)
class Page:
    rows: list[int]
    pagination: Pagination


class EchoView(ApiView):
    surface = PARTNER

    @operation(Operation(summary="Echo the body", answer=Echo, scope=None, status=201, body=EchoInput))
    def post(self, request: Request) -> HttpResponse:
        sent = self.body()
        servers = sent.get("add_ons", {}).get("extra_servers")
        return self.answer(Echo(sent["full_name"], sent["seats"], servers, cost=sent["seats"] * 12_50))


class RemovableView(EchoView):
    """Of the Partner API alone: what a DELETE may be refused with isn't published by the Workspace API."""

    @operation(Operation(summary="Remove nothing", answer=Echo, scope=None))
    def delete(self, request: Request) -> HttpResponse:
        return self.answer(Echo("", 0, None, cost=-5))


class PageView(ApiView):
    surface = PARTNER

    @operation(Operation(summary="List numbers", answer=Page, scope=None, query=PageQuery))
    def get(self, request: Request) -> HttpResponse:
        portion, _ = self.portion()
        numbers = range(1, 102)
        shown, pagination = portion.shown(portion.of(numbers, int), int, lambda: len(numbers))
        return self.answer(Page(shown, pagination))


class CrashView(ApiView):
    surface = PARTNER

    @operation(Operation(summary="Crash", answer=Echo, scope=None))
    def get(self, request: Request) -> HttpResponse:
        raise ZeroDivisionError("a secret of the server")


class CustomerView(ApiView):
    surface = PARTNER

    @operation(Operation(summary="Find nobody", answer=Echo, scope=None, errors=[CustomerNotFound]))
    def get(self, request: Request, customer_id: str) -> HttpResponse:
        raise CustomerNotFound


class WorkspaceEchoView(EchoView):
    surface = WORKSPACE


partner = [
    *partner_api,
    path("echo", RemovableView.as_view()),
    path("page", PageView.as_view()),
    path("crash", CrashView.as_view()),
    path("customers/<str:customer_id>", CustomerView.as_view()),
]
workspace = [*workspace_api, path("echo", WorkspaceEchoView.as_view())]
urlpatterns = [
    path("api/partner/v1/", include((partner, "partner"))),
    path("api/v1/", include((workspace, "workspace"))),
]

handler400 = "errors_docs.handler.bad_request"
handler404 = "errors_docs.handler.not_found"
handler500 = "errors_docs.handler.server_error"
