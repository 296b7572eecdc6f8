"""One MCP request on its way to the tools: who calls, and how its work reaches threads and the process."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

import orjson
from django.http import HttpRequest, HttpResponse

from api.continuation import Continuation
from api.request_id import current_request_id
from errors_docs.envelope import respond
from errors_docs.exceptions import DomainError, InsufficientScope, InternalError
from errors_docs.handler import language_of
from errors_docs.surfaces import WORKSPACE, Surface
from partners.caller import Caller
from partners.scopes import scopes_that_allow
from partners.simulation import simulate

logger = logging.getLogger("tollgate.generation")

Result = TypeVar("Result")


class Call:
    """``code`` is the error code of the tool's refusal, for the logs."""

    def __init__(
        self,
        caller: Caller,
        request: HttpRequest,
        run: Callable[..., Awaitable[Any]],
        answer: Callable[[Continuation, Surface], Awaitable[HttpResponse]],
        keep: Callable[[Coroutine[Any, Any, HttpResponse]], Awaitable[HttpResponse]],
    ) -> None:
        self.caller = caller
        self.code = ""
        self._run = run
        self.continued = answer
        self.keep = keep
        self.language = language_of(request)
        self._request = request
        self.request_id: str = request.request_id  # type: ignore[attr-defined]  # the endpoint sets it

    def refuse_scope(self, scope: str) -> None:
        """Raises InsufficientScope."""
        if set(self.caller.scopes).isdisjoint(scopes_that_allow(WORKSPACE, scope)):
            raise InsufficientScope(required_scope=scope, granted_scopes=self.caller.scopes)

    async def in_thread(self, work: Callable[..., Result], *arguments: Any, patient: bool = False) -> Result:
        """What ``work`` gives, called in a thread with this request's id on what it logs and writes."""
        result: Result = await self._run(partial(self._with_id, partial(work, *arguments)), patient=patient)
        return result

    async def answered(self, serve: Callable[["Call", dict[str, Any]], Awaitable[HttpResponse]], given: Any) -> Any:
        """(the envelope, whether it is a refusal), as the same call over HTTP would have it."""
        try:
            simulate(self._request, WORKSPACE, self.caller)
            response = await serve(self, given)
        except DomainError as error:
            response = respond(WORKSPACE, error, self.request_id, self.language)
        except Exception:
            logger.exception("crash in an MCP tool")
            response = respond(WORKSPACE, InternalError(), self.request_id, self.language)
        self.code = getattr(response, "error_code", "")
        return orjson.loads(response.content), response.status_code >= 400

    def _with_id(self, work: Callable[[], Result]) -> Result:
        token = current_request_id.set(self.request_id)
        try:
            return work()
        finally:
            current_request_id.reset(token)
