"""Partner API: the shape of a request, before anything that it asks for."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.catalogues.key_reasons import READ_THE_REASON
from errors_docs.catalogues.media_reasons import OTHER, UPLOAD_REASONS
from errors_docs.catalogues.suggestions import READ_THE_SUGGESTION
from errors_docs.exceptions import (
    EndpointNotFound,
    FieldProblem,
    InvalidHost,
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

VALIDATION_FAILED: Final = Entry(
    code="VALIDATION_FAILED",
    status=400,
    error=ValidationFailed,
    area=Area.REQUEST,
    title="The request is not valid",
    when="The body is not JSON, or the body, a query parameter or a header does not fit the endpoint.",
    why=(
        "`details` is an array with one element for each problem, at most 50: `field` is the path to the value, such "
        "as `addOns.hotStorageUnits`, and empty if the body as a whole is wrong; `message` says what is wrong; `code` "
        "is for programs. Nothing that was sent is dropped in silence: a field or query parameter that the endpoint "
        "doesn't know, a body where it takes none, and a name that comes twice are refused by name."
    ),
    check=(
        "Read all of `details`: the error's own `message` names the first problem only.",
        (
            "Compare the values with their ranges: `seats` 1 to 1000, add-ons whole numbers from 0, `trialDays` 0 to "
            "90, `language` at most 10 characters, `accountFocusMode` `generic` or `medical`, and for lists `limit` 1 "
            "to 100."
        ),
        (
            "Compare the names: camelCase, and add-ons inside `addOns`. A problem's `suggestion` is what was probably "
            "meant."
        ),
        (
            "If `field` is empty, look at the bytes that were sent: single quotes, a trailing comma, an empty body, an "
            "array at the top, or a shell that took the quotes away. `curl --json @body.json` sends a file as it is."
        ),
    ),
    fix=(
        "Fix every field that `details` names.",
        (
            "Write times as ISO 8601 in UTC, such as `2026-11-02T08:30:00.000Z`, and keep `Idempotency-Key` within 255 "
            "characters."
        ),
        "Send the corrected request with a new `Idempotency-Key`: the old one belongs to the old body for 24 hours.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same request fails the same way; fix it first.",
    charged="Nothing was charged or changed: validation comes before any work.",
    message="The request is not valid: {summary}",
    example=ValidationFailed(
        problems=(
            FieldProblem("seats", "Ensure this value is less than or equal to 1000.", "max_value"),
            FieldProblem(
                "addOns.coldStorage",
                "There is no such field. Did you mean addOns.coldStorageUnits?",
                "unknown_field",
                "addOns.coldStorageUnits",
            ),
        )
    ),
    details=FieldProblems,
    related=("UNSUPPORTED_MEDIA_TYPE", "IDEMPOTENCY_KEY_REUSED", "INVALID_PLAN"),
)

ENDPOINT_NOT_FOUND: Final = Entry(
    code="ENDPOINT_NOT_FOUND",
    status=404,
    error=EndpointNotFound,
    area=Area.REQUEST,
    title="No such endpoint",
    when="No endpoint lives at this path.",
    why=(
        "The path itself is unknown, whatever the method and the key. A missing customer, plan, study or report has a "
        "code of its own, so this one never speaks about your data."
    ),
    check=(
        READ_THE_SUGGESTION,
        "The path must begin with `/api/partner/v1/`; an unknown path below `/api/` is answered in this envelope too.",
        "Look for a slash at the end: the documented paths have none.",
        "Look for a variable that was empty when the path was built, as in `/customers//usage`.",
        "Look for plural and spelling: `/customers`, `/plans`, `/dicom-studies`.",
    ),
    fix=(
        (
            "Compare the path with `/docs/partner/reference`, or with the list of all paths that `GET /api/partner/v1` "
            "answers."
        ),
        "Percent-encode each id before it goes into a path.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same path is unknown on every attempt.",
    charged="Nothing was charged or changed: no endpoint was reached.",
    message="No endpoint lives at this path.",
    suggesting="No endpoint lives at this path. Did you mean {suggestion}, which takes {methods}?",
    example=EndpointNotFound(
        path="/api/partner/v1/customer", suggestion="/api/partner/v1/customers", methods=("GET", "POST")
    ),
    details=EndpointDetails,
    related=("METHOD_NOT_ALLOWED", "CUSTOMER_NOT_FOUND", "INVALID_PLAN"),
)

METHOD_NOT_ALLOWED: Final = Entry(
    code="METHOD_NOT_ALLOWED",
    status=405,
    error=MethodNotAllowed,
    area=Area.REQUEST,
    title="The endpoint doesn't take this method",
    when="The path exists, but not with this method.",
    why="The endpoint takes only the methods that `details.allowed` and the `Allow` header list.",
    check=(
        (
            "Look whether a redirect was followed on the way, for instance from http to https: most clients repeat a "
            "POST as a GET then."
        ),
        "A customer is changed with PATCH, never PUT; suspend, reactivate and resend-welcome are POST.",
    ),
    fix=(
        "Use one of the methods in `details.allowed`.",
        "If a redirect changed the method, call the address that it leads to.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same method is refused on every attempt.",
    charged="Nothing was charged or changed: the endpoint was not run.",
    message="{method} is not allowed here; this endpoint takes {allowed}.",
    example=MethodNotAllowed(method="PUT", allowed=("GET", "PATCH", "DELETE")),
    details=AllowedDetails,
    related=("ENDPOINT_NOT_FOUND",),
)

UNSUPPORTED_MEDIA_TYPE: Final = Entry(
    code="UNSUPPORTED_MEDIA_TYPE",
    status=415,
    error=UnsupportedMediaType,
    area=Area.REQUEST,
    title="The endpoint doesn't read this Content-Type",
    when="The body's `Content-Type` is none that the endpoint reads, or the body is compressed.",
    why=(
        "A body is read as what its `Content-Type` says, never guessed. `details.supported` lists what this endpoint "
        "reads: JSON everywhere, except for report uploads, which are `multipart/form-data`."
    ),
    check=(
        READ_THE_REASON,
        "`curl -d` sends `application/x-www-form-urlencoded` unless you give it another header.",
        (
            "For an upload, look whether your code sets `Content-Type` by hand: `multipart/form-data` needs the "
            "boundary that only the HTTP client knows."
        ),
        "If `details.supported` is `identity`, the body came with a `Content-Encoding` such as `gzip`.",
    ),
    fix=(
        "For JSON add `Content-Type: application/json`; `curl --json` does it for you.",
        "For a report let the HTTP client make the multipart body and its header, as `curl -F file=@report.pdf` does.",
        "Send the body as it is, without `Content-Encoding`; a proxy or client on the way may have added it.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same header is refused on every attempt.",
    charged="Nothing was charged or changed: the body was not read.",
    message=OTHER,
    reasons=UPLOAD_REASONS,
    example=UnsupportedMediaType(
        header="Content-Type", value="application/x-www-form-urlencoded", supported=("application/json",)
    ),
    details=MediaTypeDetails,
    related=("VALIDATION_FAILED", "INVALID_REPORT_TYPE"),
)

REQUEST_TOO_LARGE: Final = Entry(
    code="REQUEST_TOO_LARGE",
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
        "Compare the size of the body as sent with `details.limitBytes`; base64 makes a file a third larger.",
        (
            "Look whether a file went to a JSON endpoint: a report belongs to the `reports` endpoint of its study, "
            "which has a limit of its own (`FILE_TOO_LARGE`)."
        ),
    ),
    fix=(
        "Leave out what the endpoint doesn't need; even a full `POST /customers` rarely reaches one kilobyte.",
        "Send a report as the `file` part of a multipart upload, not inside JSON.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same body is too large on every attempt.",
    charged="Nothing was charged or changed: the body was never read to its end.",
    message="The body has more than {limit_bytes} bytes, the most that this endpoint takes.",
    example=RequestTooLarge(limit_bytes=2 * 1024 * 1024),
    details=LimitBytesDetails,
    related=("FILE_TOO_LARGE", "REQUEST_TIMEOUT"),
)

REQUEST_TIMEOUT: Final = Entry(
    code="REQUEST_TIMEOUT",
    status=408,
    error=RequestTimeout,
    area=Area.REQUEST,
    title="The body did not arrive in time",
    when="The headers arrived, but the body was not complete in time, or it arrived too slowly.",
    why=(
        "The server waited `details.timeoutSeconds` seconds for the body and began no work. An ordinary body has a "
        "fixed time in total. The upload of a report has a minimum average rate and a longest pause instead; both are "
        "in the guide's limits."
    ),
    check=(
        (
            "Compare `Content-Length` with the bytes really sent: if it is larger, the server waits for bytes that "
            "never come."
        ),
        "Look for a proxy that forwards the headers at once and the body late, and for a slow or lossy uplink.",
        "Look whether your process was paused while it was sending.",
    ),
    fix=(
        "Let the HTTP client compute `Content-Length`.",
        "Build the body first and open the connection then.",
        "Send it again after a short delay.",
    ),
    retry=Retry.AFTER_DELAY,
    retry_advice="Send the request again after a second or two; it had not begun, so no method is unsafe to repeat.",
    charged="Nothing was charged or changed: work begins only once the body is complete.",
    message="The body did not arrive in time; the server waited {timeout_seconds} s.",
    example=RequestTimeout(timeout_seconds=20),
    details=TimeoutDetails,
    related=("REQUEST_TOO_LARGE", "SERVICE_UNAVAILABLE"),
)

INVALID_HOST: Final = Entry(
    code="INVALID_HOST",
    status=400,
    error=InvalidHost,
    area=Area.REQUEST,
    title="The Host header is not one of this server's",
    when="The `Host` header names no host that this server answers for.",
    why=(
        "The server builds links from its own name and therefore answers only for host names that its operator listed. "
        "The request came with another one, or with a `Host` that is no valid name."
    ),
    check=(
        "Look at the address you call: an IP address, an old domain or an internal name arrives as `Host` as it is.",
        "If a proxy of yours stands between, look which `Host` it sends on.",
    ),
    fix=(
        "Call the documented base address.",
        "Let your proxy send the server's public name as `Host`.",
        "If you operate the server: add the name to `ALLOWED_HOSTS` and restart.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same Host is refused on every attempt.",
    charged="Nothing was charged or changed: the request was refused on its headers.",
    message="The Host header names no host that this server answers for.",
    example=InvalidHost(),
    related=("ENDPOINT_NOT_FOUND",),
)

REQUEST: Final = (
    VALIDATION_FAILED,
    ENDPOINT_NOT_FOUND,
    METHOD_NOT_ALLOWED,
    UNSUPPORTED_MEDIA_TYPE,
    REQUEST_TOO_LARGE,
    REQUEST_TIMEOUT,
    INVALID_HOST,
)
