"""What the Workspace API answers: results with their meta, credits, and past generations."""

import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Final

import orjson
from django.conf import settings
from django.http import HttpResponse

from api.answers import CreatedAt
from api.paging import Pagination
from api.request_id import current_request_id
from errors_docs.catalogues import catalogue_for
from errors_docs.jsonform import to_json
from errors_docs.money import Money
from errors_docs.surfaces import WORKSPACE
from generation.models import Generation, GenerationState
from generation.samples import is_sample
from generation.tools import TOOLS
from generation.workspaces import WorkspaceState

PROVIDER: Final = "who made the result: openai, for any upstream with that API, or offline"
SAMPLE: Final = "true: made by rules for a test key, whose calls ask no model unless the operator lets them"
MODEL: Final = "the upstream's model, or the version of the rules"


@dataclass(frozen=True)
class Meta:
    """What the call cost and how it was answered; beside `data` in every success."""

    tool: Annotated[str, "the tool that answered, also a free one such as credits"]
    credits_charged: Annotated[Money, "by this call; 0 for what is free, and for a 202"]
    credits_remaining: Annotated[Money, "what is available now: the balance less what is held"]
    duration_ms: Annotated[int, "milliseconds that it took"]
    request_id: Annotated[str, "as in X-Request-Id"]


@dataclass(frozen=True)
class GenerationMeta(Meta):
    """Beside a result: also who made it, and where it is kept."""

    generation_id: Annotated[str, "reads the result again: GET /mcp/generations/{generationId}"]
    project_id: Annotated[str, "the project; send it to generate in the same one with other words"]
    provider: Annotated[str, PROVIDER]
    model: Annotated[str, MODEL]
    offline: Annotated[bool, "true: planned by rules on this server, no AI was asked"]
    sample: Annotated[bool, SAMPLE]


@dataclass(frozen=True)
class Failure:
    """Why a generation has no result."""

    code: Annotated[str, "the error code that the call was answered with, or would have been"]
    message: Annotated[str, "the code in a few words, for people"]
    docs: Annotated[str, "the page that explains the code"]


@dataclass(frozen=True)
class GenerationSummary:
    id: Annotated[str, "names the generation, to read it or to poll for its result; stable"]
    tool: Annotated[str, "the tool that was run"]
    status: Annotated[str, "running, succeeded, failed or timed_out; all but running are final"]
    project_id: Annotated[str, "the project; send it to generate in the same one with other words"]
    credits_charged: Annotated[Money, "0 unless it succeeded"]
    error: Annotated[Failure | None, "null unless it failed or timed out"]
    created_at: CreatedAt
    finished_at: Annotated[datetime.datetime | None, "null while it is running"]


@dataclass(frozen=True)
class GenerationAnswer(GenerationSummary):
    """One generation with what it was asked and what came of it."""

    input: Annotated[Any, "what the tool was given"]
    result: Annotated[Any, "what the tool answers as `data`; null unless it succeeded"]
    provider: Annotated[str | None, f"{PROVIDER}; null unless it succeeded"]
    model: Annotated[str | None, f"{MODEL}; null unless it succeeded"]
    offline: Annotated[bool | None, "true: planned by rules on this server; null unless it succeeded"]
    sample: Annotated[bool | None, f"{SAMPLE}; null unless it succeeded"]
    duration_ms: Annotated[int | None, "milliseconds that it took; null while it is running"]
    request_id: Annotated[str, "of the request that started it"]


@dataclass(frozen=True)
class GenerationList:
    generations: Annotated[list[GenerationSummary], "newest first"]
    pagination: Pagination


@dataclass(frozen=True)
class ToolPrice:
    id: Annotated[str, "the same as name"]
    name: Annotated[str, "as in the path that generates, and as MCP lists it"]
    title: Annotated[str, "for people, in English"]
    cost: Annotated[Money, "of one success; anything else costs nothing"]
    deadline_seconds: Annotated[int, "seconds within which it has a result or has failed"]
    lowest_plan: Annotated[str, "the name of the plan that it begins with"]
    available: Annotated[bool, "whether the workspace's plan has it"]


@dataclass(frozen=True)
class WorkspacePlanAnswer:
    """What the workspace has subscribed to."""

    id: Annotated[str, "such as free, starter or pro; stable"]
    name: Annotated[str, "for people, as refusals have it"]
    regenerations: Annotated[int | None, "runs of one tool in one project beyond the first; null: any number"]


@dataclass(frozen=True)
class CreditsAnswer:
    balance: Annotated[Money, "available and held together"]
    held: Annotated[Money, "reserved by generations that are running"]
    available: Annotated[Money, "what the next generation may cost"]
    mode: Annotated[str, "live or test: the key's"]
    plan: WorkspacePlanAnswer
    next_refresh_at: Annotated[datetime.datetime, "when the month's credits are replaced by the next month's"]
    tools: Annotated[list[ToolPrice], "every tool and what it costs"]


def credits_answer(mode: str, workspace: WorkspaceState) -> CreditsAnswer:
    """Balance, plan, next refresh, and the price list."""
    terms, wallet = workspace.terms, workspace.wallet
    return CreditsAnswer(
        balance=wallet.balance,
        held=wallet.held,
        available=wallet.available,
        mode=mode,
        plan=WorkspacePlanAnswer(terms.plan, terms.plan_name, terms.regenerations),
        next_refresh_at=terms.next_refresh_at,
        tools=[
            ToolPrice(
                id=tool.name,
                name=tool.name,
                title=tool.title,
                cost=tool.cost,
                deadline_seconds=tool.deadline_seconds,
                lowest_plan=terms.name_of(tool.lowest_plan),
                available=terms.opens(tool),
            )
            for tool in TOOLS.values()
        ],
    )


def generation_summary(generation: Generation) -> GenerationSummary:
    return GenerationSummary(**_summary(generation))


def generation_answer(generation: Generation) -> GenerationAnswer:
    made = generation.state == GenerationState.SUCCEEDED
    return GenerationAnswer(
        **_summary(generation),
        input=generation.input,
        result=generation.result,
        provider=generation.provider if made else None,
        model=generation.model if made else None,
        offline=generation.offline if made else None,
        sample=is_sample(generation) if made else None,
        duration_ms=generation.duration_ms,
        request_id=generation.request_id,
    )


def result_meta(generation: Generation, available: int) -> GenerationMeta:
    """Beside the result of a generation that was just captured."""
    return GenerationMeta(
        tool=generation.tool,
        credits_charged=generation.cost,
        credits_remaining=available,
        duration_ms=generation.duration_ms or 0,
        request_id=current_request_id.get(),
        generation_id=generation.public_id,
        project_id=generation.project.public_id,
        provider=generation.provider,
        model=generation.model,
        offline=generation.offline,
        sample=is_sample(generation),
    )


def accepted_answer(generation: Generation, available: int) -> HttpResponse:
    """For a client that polls: where the result will be."""
    meta = Meta(generation.tool, 0, available, 0, current_request_id.get())
    location = f"{WORKSPACE.base_path}/mcp/generations/{generation.public_id}"
    data = to_json(generation_answer(generation), GenerationAnswer)
    return success(data, meta, status=202, Location=location, Preference_Applied="respond-async")


def success(data: Any, meta: Any, *, status: int = 200, **headers: str) -> HttpResponse:
    """The surface's envelope round JSON data and a dataclass of meta. A header's underscores stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(
        orjson.dumps({"data": data, "meta": to_json(meta, type(meta))}),
        status=status,
        headers={"Content-Type": "application/json", "Cache-Control": "no-store", **named},
    )


def _summary(generation: Generation) -> dict[str, Any]:
    return {
        "id": generation.public_id,
        "tool": generation.tool,
        "status": generation.state,
        "project_id": generation.project.public_id,
        "credits_charged": generation.cost if generation.state == GenerationState.SUCCEEDED else 0,
        "error": _failure(generation),
        "created_at": generation.created_at,
        "finished_at": generation.finished_at,
    }


def _failure(generation: Generation) -> Failure | None:
    entry = catalogue_for(WORKSPACE).get(generation.error_code)
    if entry is None:
        return None
    return Failure(entry.code, entry.title, settings.BASE_URL + WORKSPACE.error_url(entry.code))
