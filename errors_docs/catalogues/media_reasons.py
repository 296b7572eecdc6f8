"""What came in place of the media type that an endpoint reads: ``details.reason`` and the message of each."""

from collections.abc import Mapping
from typing import Final

OTHER: Final = "This endpoint does not read a body with {summary}; it reads {supported}."
#: Where JSON is read.
JSON_REASONS: Final[Mapping[str, str]] = {
    "other": OTHER,
    "missing": (
        "The body came without a Content-Type, and none is guessed; this endpoint reads {supported}. Add the header "
        "Content-Type: application/json."
    ),
    "form": (
        "The body came as a form, as curl -d sends it unless told otherwise; this endpoint reads {supported}. Send "
        "JSON with Content-Type: application/json; curl --json does both."
    ),
    "text": (
        "The body came as plain text, as fetch sends a string unless told otherwise; this endpoint reads {supported}. "
        "Add the header Content-Type: application/json."
    ),
    "unreadable": (
        "The Content-Type of the body is not a media type; this endpoint reads {supported}. Send Content-Type: "
        "application/json."
    ),
    "compressed": "The body came compressed, with {summary}, which is not read: send it as it is, without that header.",
}

#: Where a form with a file is read, too.
UPLOAD_REASONS: Final[Mapping[str, str]] = {
    **JSON_REASONS,
    "no_form": (
        "This endpoint reads a form with a file, {supported}: let the HTTP client make the form and its header, as "
        "curl -F file=@report.pdf does."
    ),
}
