"""Workspace API: generations that were refused, failed or took too long; none of them costs anything."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import (
    GenerationFailed,
    GenerationNotFound,
    GenerationTimeout,
    RegenerationLimit,
    TooManyGenerations,
)
from errors_docs.shapes import CrowdDetails, RegenerationDetails, TimeoutDetails

REGEN_LIMIT: Final = Entry(
    code="regen_limit",
    status=403,
    error=RegenerationLimit,
    area=Area.GENERATION,
    title="The project's regenerations are used up",
    when="The project has used all regenerations of this tool that the plan allows.",
    why=(
        "The first result of a tool in a project is no regeneration; each further one is. Free allows 2 for each tool "
        "and project, Starter 5, Pro any number. A project is the one in `projectId`, or without it the one whose idea "
        "is the same but for outer blanks and upper or lower case, so leaving `projectId` out doesn't begin afresh. "
        "Generations that failed or timed out don't count."
    ),
    check=(
        "Read `details.used`, `details.cap` and `details.projectId`: is it the project that you meant?",
        "Look into `GET /mcp/generations`: the result that you want may be there already, and reading it is free.",
        "Look for an agent that calls the tool again whenever it reconnects.",
    ),
    fix=(
        "Use an earlier result from `GET /mcp/generations/{id}`.",
        "If the product really is another one, give it an idea and a project of its own.",
        "Or take a higher plan: the cap rises at once, Pro has none.",
        "Send an `Idempotency-Key` with each call: getting a lost result again is then no regeneration.",
    ),
    retry=Retry.NEVER,
    retry_advice=(
        "The same call is refused for this project until the plan changes; other tools have counts of their own."
    ),
    charged="Nothing was charged or reserved: the tool was not started.",
    message="This project has used {used} of the {cap} regenerations of this tool that the plan allows.",
    example=RegenerationLimit(cap=2, used=2, project_id="prj_01jd3kq8v4x7"),
    details=RegenerationDetails,
    related=("plan_gate", "insufficient_credits"),
)

GENERATION_FAILED: Final = Entry(
    code="generation_failed",
    status=502,
    error=GenerationFailed,
    area=Area.GENERATION,
    title="The AI gave no usable result",
    when="The upstream AI answered with an error, or with output that is not valid JSON for the tool's schema.",
    why=(
        "Each result is checked against the tool's schema before it is stored and charged. This one failed the check, "
        "or the upstream refused, broke off or was not reachable. Models vary from run to run, so the next attempt "
        "often succeeds."
    ),
    check=(
        (
            "Look whether it happens with every idea, which points to the upstream, or with one only, which points to "
            "that input."
        ),
        (
            "Look for text in `idea` or `context` that a model may refuse to work on, or that gives it orders about "
            "its output."
        ),
        "Look whether very long artefacts leave little room for the answer.",
    ),
    fix=(
        "Send the same request again after 1 s, then 2 s, then 4 s, with the same `Idempotency-Key`.",
        "If the fourth attempt fails too, shorten `context`, say the idea more plainly, and try once more.",
        "If short and plain ideas fail as well, send `requestId` to support.",
    ),
    retry=Retry.BACKOFF,
    retry_advice="Retry after 1 s, 2 s and 4 s, then stop; a failed attempt costs nothing and is no regeneration.",
    charged="Nothing was charged: the reserved credits were released.",
    message="The AI gave no usable result; nothing was charged.",
    example=GenerationFailed(),
    related=("generation_timeout", "invalid_input", "preflight_failed"),
)

GENERATION_TIMEOUT: Final = Entry(
    code="generation_timeout",
    status=504,
    error=GenerationTimeout,
    area=Area.GENERATION,
    title="No result before the deadline",
    when="The tool had no result when its deadline passed, which is 90 s to 5 min after its start.",
    why=(
        "A tool's deadline covers the whole run: research 90 s, architecture and features 120 s, phases 180 s, "
        "blueprint 300 s. `details.timeoutSeconds` is the one that passed. What the upstream may still send after it "
        "is thrown away."
    ),
    check=(
        (
            "Look whether this answer came from the server at all: a gateway's own 504 comes earlier and has no "
            "`error.code`."
        ),
        "Look at the length of `context` and of the artefacts: much input means a slow run.",
        "Look whether other calls are slow too: then the upstream is under load.",
    ),
    fix=(
        "Send the same request again after 1 s, then 2 s, then 4 s, with the same `Idempotency-Key`.",
        "Shorten `context`, or call the single tools instead of blueprint, which runs all four within 300 s.",
        (
            "If your own connections don't last that long, send `Prefer: respond-async` and poll the `Location`; the "
            "deadline stays the same."
        ),
    ),
    retry=Retry.BACKOFF,
    retry_advice=(
        "Retry after 1 s, 2 s and 4 s, then stop; an attempt that timed out costs nothing and is no regeneration."
    ),
    charged="Nothing was charged: the reserved credits were released.",
    message="The tool had no result within {timeout_seconds} s; nothing was charged.",
    example=GenerationTimeout(timeout_seconds=90),
    details=TimeoutDetails,
    related=("generation_failed", "idempotency_in_progress", "request_timeout"),
)

TOO_MANY_GENERATIONS: Final = Entry(
    code="too_many_generations",
    status=429,
    error=TooManyGenerations,
    area=Area.GENERATION,
    title="Too many generations at once",
    when="The workspace has as many generations running as it may have at one time.",
    why=(
        "Each generation occupies the upstream AI for a minute or more, so the number that one workspace runs at once "
        "is bounded: `details.limit`, for each mode and over all keys. It is not the rate limit; requests that start "
        "nothing go on."
    ),
    check=(
        "Look into `GET /mcp/generations`: those with the status `running` are the ones that count.",
        "Look for an agent that starts all tools for all ideas in one moment, or starts one again without waiting.",
        "The generations of a server that was killed are still listed as running until 60 s after their deadline.",
    ),
    fix=(
        "Wait the seconds in `Retry-After`, then send the request again.",
        "Start the next generation when one has ended: keep a queue on your side.",
        "Call blueprint instead of the four tools side by side: it is one generation.",
    ),
    retry=Retry.AFTER_HEADER,
    retry_advice="Wait the seconds in `Retry-After`; a place is free as soon as one of the running ones has ended.",
    charged="Nothing was charged or reserved: the tool was not started.",
    message="The workspace runs {limit} generations already; try again after {retry_after} s.",
    example=TooManyGenerations(limit=20, retry_after=5),
    details=CrowdDetails,
    related=("rate_limited", "service_unavailable", "idempotency_in_progress"),
)

GENERATION_NOT_FOUND: Final = Entry(
    code="generation_not_found",
    status=404,
    error=GenerationNotFound,
    area=Area.GENERATION,
    title="No such generation",
    when="The workspace has no generation with this id in the key's mode.",
    why=(
        "An id is looked up among the generations of the key's own workspace and mode. One of another workspace and "
        "one that never was get the same answer."
    ),
    check=(
        "Compare the id with the `Location` of the call or with `meta.generationId` of its result.",
        "Look at the key's mode: a test key doesn't see live generations, nor the other way round.",
        "Make sure that the key belongs to the workspace that started the generation.",
    ),
    fix=(
        "List the workspace's generations with `GET /mcp/generations` and take the id from there.",
        "Use a key of the workspace and mode that started it.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same id is unknown on every attempt.",
    charged="Nothing was charged: reading is free.",
    message="This workspace has no such generation.",
    example=GenerationNotFound(),
    related=("endpoint_not_found", "workspace_not_found"),
)

GENERATION: Final = (REGEN_LIMIT, TOO_MANY_GENERATIONS, GENERATION_FAILED, GENERATION_TIMEOUT, GENERATION_NOT_FOUND)
