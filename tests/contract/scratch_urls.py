"""A URL conf of endpoints that keep or break their promises, so that the watch itself can be tested."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path
from rest_framework import serializers
from rest_framework.request import Request

from api.operations import Operation, operation
from api.serializers import QuerySerializer
from api.views import ApiView
from errors_docs.exceptions import CustomerNotFound, PlanNotFound
from errors_docs.surfaces import PARTNER


@dataclass(frozen=True)
class Thing:
    name: str


class GoodQuery(QuerySerializer):
    """What the view shall do."""

    missing = serializers.BooleanField(default=False)
    undeclared = serializers.BooleanField(default=False)


class GoodView(ApiView):
    surface = PARTNER

    @operation(Operation(summary="Read a thing", answer=Thing, scope=None, query=GoodQuery, errors=[CustomerNotFound]))
    def get(self, request: Request) -> HttpResponse:
        if self.query()["missing"]:
            raise CustomerNotFound
        if self.query()["undeclared"]:
            raise PlanNotFound
        return self.answer(Thing(name="a"))


class RawView(ApiView):
    """Answers whatever its URL pattern says, past ``answer`` and the error handler."""

    surface = PARTNER
    raw: Any = None
    status = 200

    @operation(Operation(summary="Answer something", answer=Thing, scope=None, errors=[CustomerNotFound]))
    def get(self, request: Request) -> HttpResponse:
        return JsonResponse(self.raw, status=self.status, safe=False)


def raw(raw: Any, status: int = 200) -> Any:
    """A view that answers this."""
    return RawView.as_view(raw=raw, status=status)


def _plain(request: Any) -> HttpResponse:
    return HttpResponse("<html>")


partner: list[URLPattern | URLResolver] = [
    path("good", GoodView.as_view()),
    path("extra", raw({"success": True, "data": {"name": "a", "more": 1}})),
    path("unwrapped", raw({"name": "a"})),
    path("teapot", raw({}, status=418)),
    path("foreign-code", raw({"success": False, "error": {"code": "INVALID_PLAN", "message": "x"}}, status=404)),
    path("plain", _plain),
]
urlpatterns = [path("api/partner/v1/", include((partner, "partner")))]
handler404 = "errors_docs.handler.not_found"
