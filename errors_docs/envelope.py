"""A domain error as a surface answers it: status, headers, body. The server's shell, DRF and Django all end here."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.conf import settings
from django.http import HttpResponse

from errors_docs.catalogue import Area, Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.exceptions import DomainError, InternalError
from errors_docs.languages import ENGLISH, Language
from errors_docs.surfaces import Surface

logger = logging.getLogger("tollgate.errors")

#: Refusals of these areas are about keys, limits and credits: what they say repeats nothing of a request's body.
RULES: Final = (Area.ACCESS, Area.BILLING)


@dataclass(frozen=True)
class Refusal:
    """One refusal, ready to be sent by whatever server holds the connection."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def entry_of(surface: Surface, error: DomainError) -> Entry:
    """The catalogue entry of an error; one that the surface doesn't publish is a fault of ours, answered as such."""
    catalogue = catalogue_for(surface)
    entry = catalogue.entry_for(type(error))
    if entry is not None:
        return entry
    logger.error("the %s surface does not publish %s", surface.name, type(error).__name__)
    internal = catalogue.entry_for(InternalError)
    assert internal is not None  # a sealed catalogue has one
    return internal


def body_of(surface: Surface, error: DomainError, request_id: str, language: Language = ENGLISH) -> dict[str, Any]:
    """The envelope of a refusal as JSON data. Only the message is in the reader's language."""
    entry = entry_of(surface, error)
    shown = error if isinstance(error, entry.error) else InternalError()
    problem = {"code": entry.code, "message": entry.message_for(shown, language)}
    details = entry.details_for(shown)
    if details:
        problem["details"] = details
    problem["docs"] = docs_link(surface, entry.code, request_id)
    problem["requestId"] = request_id
    return {**surface.envelope, "error": problem}


def with_request_id(surface: Surface, body: Mapping[str, Any], request_id: str) -> dict[str, Any]:
    """Return a stored envelope as another request gets it: the ids of the envelope itself are those of that request.

    What ``data`` and ``details`` say about the first request stays as it was.
    """
    if "error" in body:
        error = body["error"]
        docs = docs_link(surface, error["code"], request_id)
        return {**body, "error": {**error, "docs": docs, "requestId": request_id}}
    named = [name for name, outline in surface.beside_data.items() if "requestId" in outline and name in body]
    return {**body, **{name: {**body[name], "requestId": request_id} for name in named}}


def docs_link(surface: Surface, code: str, request_id: str) -> str:
    """The page of a code. It is the same for every request; the id in its query lets the page lead on to this one."""
    return f"{settings.BASE_URL}{surface.error_url(code)}" + (f"?request={request_id}" if request_id else "")


def refusal(surface: Surface, error: DomainError, request_id: str, language: Language = ENGLISH) -> Refusal:
    """The complete answer: WWW-Authenticate on every 401, the error's own headers, never cached."""
    status = entry_of(surface, error).status
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store", **error.headers}
    headers |= {"Content-Language": language.code, "Vary": "Accept-Language"}
    if status == 401:
        headers["WWW-Authenticate"] = challenge(surface)
    return Refusal(status, headers, orjson.dumps(body_of(surface, error, request_id, language)))


def challenge(surface: Surface) -> str:
    """WWW-Authenticate for a surface: the scheme that its keys are sent with."""
    return f'Bearer realm="{surface.title}"'


def respond(surface: Surface, error: DomainError, request_id: str, language: Language = ENGLISH) -> HttpResponse:
    """The refusal as a Django response; ``error_code`` on it is what logs and metrics count."""
    answer = refusal(surface, error, request_id, language)
    response = HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
    entry = entry_of(surface, error)
    mark_refusal(response, entry.code)
    if entry.area in RULES:
        response.said_of_rule = orjson.loads(answer.body)["error"]  # type: ignore[attr-defined]  # for the request log
    return response


def mark_refusal(response: HttpResponse, code: str) -> None:
    """Mark a response as a refusal: logs and metrics count its code.

    The access log has it; Django would log each 5xx once more, outside the request and without its id.
    """
    response.error_code = code  # type: ignore[attr-defined]  # read by the access log
    response._has_been_logged = True  # type: ignore[attr-defined]  # where Django keeps it
