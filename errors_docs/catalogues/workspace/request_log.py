"""Workspace API: looking up requests of one's own."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import RequestNotFound

REQUEST_NOT_FOUND: Final = Entry(
    code="request_not_found",
    status=404,
    error=RequestNotFound,
    area=Area.REQUEST,
    title="No such request in the log",
    when="The request log of the workspace has no request with this id.",
    why=(
        "The log keeps each request of a workspace for 30 days, those over MCP too, and shows it only to keys of the "
        "same workspace and mode. It is written a moment after the answer, so a request that has just ended may not be "
        "there yet. Requests that were refused before a key was recognised belong to no workspace and are not in it."
    ),
    check=(
        "Compare the id with `X-Request-Id` of the answer: it begins with `req_`.",
        "Look whether the request was made with a key of the same mode: live and test are separate.",
        "If it was answered with `missing_api_key`, `malformed_api_key` or `invalid_api_key`, no workspace is known.",
    ),
    fix=(
        "Ask again after a second if the request has only just ended.",
        "Use a key of the workspace and mode that made the request.",
    ),
    retry=Retry.NEVER,
    retry_advice="Only for a request that ended within the last second does asking again help.",
    charged="Nothing was charged or changed.",
    message="Your request log has no such request.",
    example=RequestNotFound(),
    related=("endpoint_not_found", "generation_not_found"),
)
