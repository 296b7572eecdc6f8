"""Workspace API: the shape of a request, before anything that it asks for."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.catalogues.key_reasons import READ_THE_REASON
from errors_docs.catalogues.media_reasons import JSON_REASONS, OTHER
from errors_docs.catalogues.suggestions import READ_THE_SUGGESTION
from errors_docs.exceptions import (
    EndpointNotFound,
    FieldProblem,
    InvalidHost,
    MalformedJson,
    MethodNotAllowed,
    RequestTimeout,
    RequestTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
)
from errors_docs.shapes import (
    AllowedDetails,
    EndpointDetails,
    FieldProblems,
    LimitBytesDetails,
    MediaTypeDetails,
    TimeoutDetails,
)

INVALID_JSON: Final = Entry(
    code="invalid_json",
    status=400,
    error=MalformedJson,
    area=Area.REQUEST,
    title="The body is not JSON",
    when="The body is not valid JSON, or is JSON but no object.",
    why=(
        "The body must be one JSON object in UTF-8. `message` says what the parser met, with line and column where "
        "there is one. No field has been looked at yet."
    ),
    check=(
        "Look at the bytes that were sent, not at the object in your program: `curl -v --trace-ascii -` shows them.",
        (
            "Look for single quotes, a trailing comma, a comment, `NaN`, a key twice in one object, or an unescaped "
            "line break in `idea`."
        ),
        "Look whether the shell took the quotes away; in PowerShell and cmd.exe it usually does.",
        "An artefact pasted from a chat may bring a Markdown fence along: strip the backticks and the word `json`.",
    ),
    fix=(
        "Let a JSON library write the body; never glue strings together.",
        "On the command line put the body into a file and send it with `curl --json @body.json`.",
        "Write line breaks inside strings as `\\n`.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same bytes fail the same way.",
    charged="Nothing was charged: no tool was started.",
    message="Reading the body failed: {summary}",
    example=MalformedJson(
        problems=(
            FieldProblem(
                "", "The body is not valid JSON: Expecting ',' delimiter: line 3 column 5 (char 74).", "invalid_json"
            ),
        )
    ),
    related=("invalid_input", "unsupported_media_type"),
)

INVALID_INPUT: Final = Entry(
    code="invalid_input",
    status=400,
    error=ValidationFailed,
    area=Area.REQUEST,
    title="The input is not valid",
    when="The body is JSON, but a field is missing, unknown, or not what the tool takes; or a query parameter is.",
    why=(
        "`details` is an array with one element for each problem, at most 50: `field` is the path to the value, "
        "`message` says what is wrong, `code` is for programs. The error's own `message` names the first of them. "
        "Nothing that was sent is dropped in silence: a query parameter that the endpoint doesn't know, a body where "
        "it takes none, and a name that comes twice are refused by name."
    ),
    check=(
        "`idea` is required and has 10 to 2000 characters; `context` and `projectId` are optional.",
        (
            "Artefacts go where their tool takes them: `research` into architecture; `research` and `architecture` "
            "into features; `features` into phases."
        ),
        "An artefact must be the object from an earlier result's `data`, whole: not a string, not a shortened copy.",
        "Names are camelCase: `projectId`, not `project_id`. A problem's `suggestion` is what was probably meant.",
    ),
    fix=(
        "Fix every field that `details` names.",
        "If `idea` is too long, keep the core there and move the rest to `context`.",
        "Send the corrected request with a new `Idempotency-Key`.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same input fails the same way; fix it first.",
    charged="Nothing was charged: validation comes before any credits are reserved.",
    message="The input is not valid: {summary}",
    example=ValidationFailed(
        problems=(FieldProblem("idea", "Ensure this field has at least 10 characters.", "min_length"),)
    ),
    details=FieldProblems,
    related=("invalid_json", "idempotency_key_reused"),
)

ENDPOINT_NOT_FOUND: Final = Entry(
    code="endpoint_not_found",
    status=404,
    error=EndpointNotFound,
    area=Area.REQUEST,
    title="No such endpoint",
    when="No endpoint lives at this path.",
    why="The path itself is unknown, whatever the method and the key.",
    check=(
        READ_THE_SUGGESTION,
        (
            "The tools are at `/api/v1/mcp/generate/` followed by `research`, `architecture`, `features`, `phases` or "
            "`blueprint`."
        ),
        "Look for a slash at the end: the documented paths have none.",
        "The MCP server is at `/mcp`, without `/api/v1`; an MCP client needs that address, not the one of a tool.",
    ),
    fix=(
        "Compare the path with `/docs/workspace/reference`, or with the list of all paths that `GET /api/v1` answers.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same path is unknown on every attempt.",
    charged="Nothing was charged: no tool was reached.",
    message="No endpoint lives at this path.",
    suggesting="No endpoint lives at this path. Did you mean {suggestion}, which takes {methods}?",
    example=EndpointNotFound(
        path="/api/v1/generate/research", suggestion="/api/v1/mcp/generate/research", methods=("POST",)
    ),
    details=EndpointDetails,
    related=("method_not_allowed", "workspace_not_found"),
)

METHOD_NOT_ALLOWED: Final = Entry(
    code="method_not_allowed",
    status=405,
    error=MethodNotAllowed,
    area=Area.REQUEST,
    title="The endpoint doesn't take this method",
    when="The path exists, but not with this method.",
    why="The endpoint takes only the methods that `details.allowed` and the `Allow` header list.",
    check=(
        "Every generate call is a POST; `/mcp/credits` takes GET and POST; `/mcp/generations` is read with GET.",
        (
            "Look whether a redirect was followed, for instance from http to https: most clients repeat a POST as a "
            "GET then."
        ),
    ),
    fix=(
        "Use one of the methods in `details.allowed`.",
        "If a redirect changed the method, call the address that it leads to.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same method is refused on every attempt.",
    charged="Nothing was charged: no tool was started.",
    message="{method} is not allowed here; this endpoint takes {allowed}.",
    example=MethodNotAllowed(method="GET", allowed=("POST",)),
    details=AllowedDetails,
    related=("endpoint_not_found",),
)

UNSUPPORTED_MEDIA_TYPE: Final = Entry(
    code="unsupported_media_type",
    status=415,
    error=UnsupportedMediaType,
    area=Area.REQUEST,
    title="The endpoint doesn't read this Content-Type",
    when="The body's `Content-Type` is none that the endpoint reads, or the body is compressed.",
    why=(
        "A body is read as what its `Content-Type` says, never guessed; every tool reads JSON. `details.supported` "
        "lists what this endpoint reads."
    ),
    check=(
        READ_THE_REASON,
        (
            "`curl -d` sends `application/x-www-form-urlencoded`, and browsers' fetch sends `text/plain` for a string, "
            "unless you give them another header."
        ),
        "If `details.supported` is `identity`, the body came with a `Content-Encoding` such as `gzip`.",
    ),
    fix=(
        "Add `Content-Type: application/json`; `curl --json` does it for you.",
        "Send the body as it is, without `Content-Encoding`; a proxy or client on the way may have added it.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same header is refused on every attempt.",
    charged="Nothing was charged: the body was not read.",
    message=OTHER,
    reasons=JSON_REASONS,
    example=UnsupportedMediaType(header="Content-Type", value="text/plain", supported=("application/json",)),
    details=MediaTypeDetails,
    related=("invalid_json",),
)

REQUEST_TOO_LARGE: Final = Entry(
    code="request_too_large",
    status=413,
    error=RequestTooLarge,
    area=Area.REQUEST,
    title="The body is too large",
    when="The body has more bytes than the endpoint takes.",
    why=(
        "The server counts the bytes of the body as they arrive and stops at `details.limitBytes`; the rest was never "
        "read. A client that goes on sending may see a reset connection instead of this answer."
    ),
    check=(
        "Compare the size of the body with `details.limitBytes`.",
        "Look at `context`: whole files or a repository pasted into it are the usual cause.",
    ),
    fix=(
        "Put a summary into `context` instead of the sources.",
        "Send only the artefacts that the tool takes, each once.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same body is too large on every attempt.",
    charged="Nothing was charged: no tool was started.",
    message="The body has more than {limit_bytes} bytes, the most that this endpoint takes.",
    example=RequestTooLarge(limit_bytes=2 * 1024 * 1024),
    details=LimitBytesDetails,
    related=("invalid_input", "request_timeout"),
)

REQUEST_TIMEOUT: Final = Entry(
    code="request_timeout",
    status=408,
    error=RequestTimeout,
    area=Area.REQUEST,
    title="The body did not arrive in time",
    when="The headers arrived, but the body was not complete within the time that the server waits.",
    why=(
        "The server waits `details.timeoutSeconds` for the whole body and starts no work before it has all of it. This "
        "is about sending the request; a tool that takes too long answers `generation_timeout`."
    ),
    check=(
        (
            "Compare `Content-Length` with the bytes really sent: if it is larger, the server waits for bytes that "
            "never come."
        ),
        "Look for a proxy that forwards the headers at once and the body late, and for a slow or lossy uplink.",
    ),
    fix=("Let the HTTP client compute `Content-Length`.", "Send the request again after a short delay."),
    retry=Retry.AFTER_DELAY,
    retry_advice="Send the request again after a second or two; it had not begun, so repeating is safe.",
    charged="Nothing was charged: no tool was started.",
    message="The body did not arrive in time; the server waited {timeout_seconds} s.",
    example=RequestTimeout(timeout_seconds=20),
    details=TimeoutDetails,
    related=("generation_timeout", "service_unavailable"),
)

INVALID_HOST: Final = Entry(
    code="invalid_host",
    status=400,
    error=InvalidHost,
    area=Area.REQUEST,
    title="The Host header is not one of this server's",
    when="The `Host` header names no host that this server answers for.",
    why=(
        "The server builds links, such as the `Location` of an asynchronous call, from its own name and therefore "
        "answers only for host names that its operator listed."
    ),
    check=(
        "Look at the address you call: an IP address, an old domain or an internal name arrives as `Host` as it is.",
        "If a proxy or a tunnel of yours stands between, look which `Host` it sends on.",
    ),
    fix=(
        "Call the documented base address.",
        "Let your proxy send the server's public name as `Host`.",
        "If you operate the server: add the name to `ALLOWED_HOSTS` and restart.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same Host is refused on every attempt.",
    charged="Nothing was charged: the request was refused on its headers.",
    message="The Host header names no host that this server answers for.",
    example=InvalidHost(),
    related=("endpoint_not_found",),
)

REQUEST: Final = (
    INVALID_JSON,
    INVALID_INPUT,
    ENDPOINT_NOT_FOUND,
    METHOD_NOT_ALLOWED,
    UNSUPPORTED_MEDIA_TYPE,
    REQUEST_TOO_LARGE,
    REQUEST_TIMEOUT,
    INVALID_HOST,
)
