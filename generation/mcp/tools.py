"""The tools as MCP knows them: those that generate, schemas and costs as over HTTP, and free ones to read."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from django.http import HttpResponse
from mcp_types import Tool as McpTool
from mcp_types import ToolAnnotations
from pydantic import AfterValidator, ConfigDict, Field, ValidationError

from api.continuation import Continuation
from api.cursors import LONGEST
from api.openapi.pydantic_schemas import read_schema, sent_schema
from api.paging import CURSOR_AND_PAGE, DEFAULT_LIMIT, LARGEST_LIMIT, LARGEST_PAGE, portion_of
from errors_docs.exceptions import FieldProblem, ValidationFailed
from errors_docs.jsonform import camel, json_schema, to_json
from errors_docs.money import format_credits
from errors_docs.surfaces import WORKSPACE
from generation.answers import (
    CreditsAnswer,
    GenerationAnswer,
    GenerationList,
    GenerationMeta,
    Meta,
    credits_answer,
    generation_answer,
    success,
)
from generation.engine import continuation_of
from generation.mcp.calls import Call
from generation.past import find_generation, list_generations
from generation.reservation import reserve
from generation.tools import TOOLS, Tool
from generation.tools.artefact import Closed
from generation.tools.problems import problems
from generation.tools.text import storable
from generation.workspaces import workspace_of
from partners.caller import Caller
from partners.scopes import FULL, READONLY

Serve = Callable[[Call, dict[str, Any]], Awaitable[HttpResponse]]


#: The list's path over HTTP.
GENERATIONS: Final = f"{WORKSPACE.base_path}/mcp/generations"


@dataclass(frozen=True)
class Served:
    """A tool's description for clients, and what serves a call of it."""

    described: McpTool
    serve: Serve


class Given(Closed):
    """The input of a tool that only reads."""

    model_config = ConfigDict(alias_generator=camel, extra="forbid", strict=True)


class Nothing(Given):
    pass


class Listing(Given):
    page: Annotated[int, Field(ge=1, le=LARGEST_PAGE, description="Which page, counted from 1.")] = 1
    limit: Annotated[int, Field(ge=1, le=LARGEST_LIMIT, description="How many rows on a page.")] = DEFAULT_LIMIT
    cursor: Annotated[
        Annotated[str, Field(max_length=LONGEST)] | None,
        Field(
            description="nextCursor of an earlier result with the same filters; returns the rows that follow. Can't be "
            "combined with page."
        ),
    ] = None
    tool: Annotated[
        Literal[tuple(TOOLS)] | None,  # type: ignore[valid-type]  # the names are known when this is loaded
        Field(description="Only generations of this tool."),
    ] = None
    project_id: Annotated[
        Annotated[str, Field(max_length=64), AfterValidator(storable)] | None,
        Field(description="Only those of the project with this id."),
    ] = None


class ById(Given):
    generation_id: Annotated[
        str,
        Field(max_length=64, description="The `meta.generationId` of a result, or an `id` of the list."),
        AfterValidator(storable),
    ]


def generating(tool: Tool) -> Served:
    """A tool that costs credits. A client that goes away doesn't end it: its result is kept, and can be read later."""

    async def serve(call: Call, given: dict[str, Any]) -> HttpResponse:
        call.refuse_scope(FULL.name)
        return await asyncio.shield(call.keep(_generate(call, tool, given)))

    says = (
        f"{tool.summary} Costs {format_credits(tool.cost)} credits if it succeeds and nothing otherwise; takes up to "
        f"{tool.deadline_seconds} s."
    )
    hints = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=True)
    return Served(
        McpTool(
            name=tool.name,
            title=tool.title,
            description=says,
            input_schema=sent_schema(tool.input),
            output_schema=_envelope(read_schema(tool.output), GenerationMeta),
            annotations=hints,
        ),
        serve,
    )


def reading(
    name: str, title: str, says: str, given: type[Given], answer: type, read: Callable[[Caller, Any], Any]
) -> Served:
    """A tool that is free. ``read`` answers a dataclass from the caller and the input; it is called in a thread."""

    async def serve(call: Call, body: dict[str, Any]) -> HttpResponse:
        call.refuse_scope(READONLY.name)
        return await call.in_thread(_read, call, name, given, body, answer, read)

    return Served(
        McpTool(
            name=name,
            title=title,
            description=f"{says} Free.",
            input_schema=sent_schema(given),
            output_schema=_envelope(json_schema(answer), Meta),
            annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
        ),
        serve,
    )


async def _generate(call: Call, tool: Tool, given: dict[str, Any]) -> HttpResponse:
    """A task of the process from its beginning: what was reserved is settled, whatever becomes of the request."""
    begun = await call.in_thread(_begin, call, tool, given, patient=True)
    return await call.continued(begun, WORKSPACE)


def _begin(call: Call, tool: Tool, given: dict[str, Any]) -> Continuation:
    return continuation_of(reserve(caller=call.caller, tool=tool, body=given, language=call.language))


def _read(
    call: Call,
    name: str,
    given: type[Given],
    body: dict[str, Any],
    answer: type,
    read: Callable[[Caller, Any], Any],
) -> HttpResponse:
    began = time.perf_counter()
    try:
        asked = given.model_validate(body)
    except ValidationError as wrong:
        raise ValidationFailed(problems(wrong, given)) from wrong
    data = to_json(read(call.caller, asked), answer)
    available = workspace_of(call.caller).wallet.available
    took = round((time.perf_counter() - began) * 1000)
    return success(data, Meta(name, 0, available, took, call.request_id))


def _credits(caller: Caller, given: Nothing) -> CreditsAnswer:
    return credits_answer(caller.mode, workspace_of(caller))


def _list(caller: Caller, given: Listing) -> GenerationList:
    """List past generations under the name that the list has over HTTP: a cursor of one is valid for the other."""
    if given.cursor is not None and "page" in given.model_fields_set:
        raise ValidationFailed([FieldProblem("cursor", CURSOR_AND_PAGE, "cursor_and_page")])
    asked = given.model_dump(exclude_none=True)
    portion, filters = portion_of((GENERATIONS, caller.account_id, caller.mode), asked)
    return list_generations(caller, portion, **filters)


def _one(caller: Caller, given: ById) -> GenerationAnswer:
    return generation_answer(find_generation(caller, given.generation_id))


def _envelope(data: dict[str, Any], meta: type) -> dict[str, Any]:
    """The schema of a success; what a pydantic schema refers to stands at its root."""
    inner = dict(data)
    defined = {"$defs": inner.pop("$defs")} if "$defs" in inner else {}
    return {
        "type": "object",
        "properties": {"data": inner, "meta": json_schema(meta)},
        "required": ["data", "meta"],
        **defined,
    }


#: By the name of the tool.
SERVED: Final[Mapping[str, Served]] = {
    **{name: generating(tool) for name, tool in TOOLS.items()},
    "credits": reading("credits", "Credits", "Balance, plan, price of each tool.", Nothing, CreditsAnswer, _credits),
    "generations": reading(
        "generations", "Past generations", "Lists what was generated, newest first.", Listing, GenerationList, _list
    ),
    "generation": reading(
        "generation", "One generation", "Reads one past generation with its result.", ById, GenerationAnswer, _one
    ),
}
