"""Endpoints of the Workspace API that read: credits and past generations."""

import time
from functools import cached_property
from typing import Any

import orjson
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from api.conditional import read_answer, weak_tag
from api.operations import Operation, operation
from api.paging import PageQuery
from api.request_id import current_request_id
from api.serializers import Choice
from errors_docs.exceptions import GenerationNotFound
from errors_docs.jsonform import to_json
from errors_docs.surfaces import WORKSPACE
from generation.answers import (
    CreditsAnswer,
    GenerationAnswer,
    GenerationList,
    Meta,
    credits_answer,
    generation_answer,
    success,
)
from generation.models import Generation
from generation.past import find_generation, list_generations
from generation.tools import TOOLS
from generation.workspaces import GATE_COLUMNS, WorkspaceState, workspace_of
from partners.scopes import READONLY
from partners.views import KeyedView


class WorkspaceView(KeyedView):
    """An endpoint of the Workspace API; ``name`` stands as ``tool`` in the meta of what it answers."""

    surface = WORKSPACE
    gate_columns = GATE_COLUMNS
    name = ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.began = time.perf_counter()
        super().initial(request, *args, **kwargs)

    @cached_property
    def workspace(self) -> WorkspaceState:
        """The caller's plan and credits, read by the gate."""
        return workspace_of(self.caller)

    def answer(self, data: Any, *, tag: str = "", status: int | None = None) -> HttpResponse:
        """The success envelope of a call that costs nothing. Its ETag is that of ``data``: meta differs each time."""
        shown = orjson.dumps(to_json(data, self.operation.answer))
        whole = success(orjson.Fragment(shown), self.meta(), status=status or self.operation.status)
        if self.operation.changes:
            return whole
        return read_answer(self.request._request, whole.content, weak_tag(shown), self.operation.cache_control)

    def meta(self) -> Meta:
        return Meta(
            tool=self.name,
            credits_charged=0,
            credits_remaining=self.workspace.wallet.available,
            duration_ms=round((time.perf_counter() - self.began) * 1000),
            request_id=current_request_id.get(),
        )


class CreditsView(WorkspaceView):
    """By GET, and by POST for clients that call every tool the same way."""

    name = "credits"

    @operation(
        Operation(
            summary="Read your credits",
            description="Balance, plan, next refresh, and what each tool costs. Free.",
            scope=READONLY.name,
            answer=CreditsAnswer,
            meta=Meta,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        return self.answer(credits_answer(self.caller.mode, self.workspace))

    @operation(
        Operation(
            summary="Read your credits, as a tool is called",
            description="The same as GET, for clients that only POST. It takes no body, or `{}`.",
            scope=READONLY.name,
            answer=CreditsAnswer,
            meta=Meta,
        )
    )
    def post(self, request: Request) -> HttpResponse:
        return self.answer(credits_answer(self.caller.mode, self.workspace))


class GenerationsQuery(PageQuery):
    tool = Choice(choices=list(TOOLS), required=False, help_text="Only generations of this tool.")
    project_id = serializers.CharField(
        max_length=64, required=False, help_text="Only those of the project with this id."
    )


class GenerationsView(WorkspaceView):
    name = "generations"

    @operation(
        Operation(
            summary="List past generations",
            description="Newest first, failed and running ones included; each has its result at its own address.",
            scope=READONLY.name,
            query=GenerationsQuery,
            answer=GenerationList,
            meta=Meta,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        portion, filters = self.portion()
        return self.answer(list_generations(self.caller, portion, **filters))


class GenerationView(WorkspaceView):
    name = "generations"

    @operation(
        Operation(
            summary="Read one generation",
            description="Its `status`, and its `result` once it has succeeded. Poll it every few seconds at most.",
            scope=READONLY.name,
            answer=GenerationAnswer,
            meta=Meta,
            errors=(GenerationNotFound,),
        )
    )
    def get(self, request: Request, generation_id: str) -> HttpResponse:
        found: Generation = find_generation(self.caller, generation_id)
        return self.answer(generation_answer(found))
