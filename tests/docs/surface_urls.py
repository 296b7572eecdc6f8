"""A URL conf with a few endpoints, so that what the docs derive from one can be compared with what stands here."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.request import Request

from api.operations import Operation, operation
from api.views import ApiView
from errors_docs.exceptions import CustomerExists, CustomerNotFound, PlanNotFound
from errors_docs.surfaces import PARTNER, WORKSPACE


@dataclass(frozen=True)
class Nothing:
    pass


class OpenView(ApiView):
    surface = PARTNER

    @operation(Operation(summary="Read without a key", answer=Nothing, scope=None))
    def get(self, request: Request) -> HttpResponse:
        raise NotImplementedError


class CustomersView(ApiView):
    surface = PARTNER

    @operation(Operation(summary="List customers", answer=Nothing, scope="customers:read"))
    def get(self, request: Request) -> HttpResponse:
        raise NotImplementedError

    @operation(Operation(summary="Create", answer=Nothing, scope="customers:write", errors=[CustomerExists]))
    def post(self, request: Request) -> HttpResponse:
        raise NotImplementedError


class CustomerView(ApiView):
    surface = PARTNER

    @operation(Operation(summary="Read", answer=Nothing, scope="customers:read", errors=[CustomerNotFound]))
    def get(self, request: Request, customer_id: str) -> HttpResponse:
        raise NotImplementedError

    def undeclared(self) -> None:
        raise NotImplementedError


class WorkspaceView(ApiView):
    surface = WORKSPACE

    @operation(Operation(summary="Read", answer=Nothing, scope="credits:read", errors=[PlanNotFound]))
    def get(self, request: Request) -> HttpResponse:
        raise NotImplementedError


def page(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


partner = [
    path("open", OpenView.as_view()),
    path("customers", CustomersView.as_view()),
    path("customers/<str:customer_id>", CustomerView.as_view()),
    path("document.json", page),
]
urlpatterns = [
    path("api/partner/v1/", include(partner)),
    path("api/v1/credits", WorkspaceView.as_view()),
    path("", page),
]
