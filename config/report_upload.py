"""Attaching a report: the gate by the head alone, then the body to a temporary file, then Django with what came.

Django's stack takes complete bodies, which the shell holds in memory. Here Django gets the request without its body
and finds the form beside it; everything else is as for any other request.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from api.operations import Operation, operation_of
from config.server.body import BROKEN_OFF
from config.server.environ import environ_of, with_body
from config.server.gateway import Answer, Gateway
from config.server.pool import PoolFull
from errors_docs.exceptions import DomainError, RequestTimeout, ServiceUnavailable, ValidationFailed
from errors_docs.surfaces import PARTNER
from foundation.asgi import Receive, Scope, Send, drop_rest, header
from foundation.pace import TooSlow
from imaging.bodies import BrokenOff, pieces
from imaging.inspection import verdict_on
from imaging.on_the_way import Upload, counted
from imaging.quota import room_in_test_mode
from imaging.shares import NoPlace, share_of_account, share_of_judges
from imaging.upload import UPLOAD, ReportForm, form_of
from imaging.views import ReportsView
from imaging.workers import in_judge, in_thread
from partners.admission import ADMISSION, admit_early
from partners.caller import Caller
from partners.gate import Ask
from partners.modes import TEST
from partners.scopes import REPORTS_WRITE

#: When to send an upload again that found no place.
RETRY_AFTER = 10
ASK = Ask(PARTNER, REPORTS_WRITE.name)


class ReportUpload:
    """A native route. ``gateway`` leads to what answers in the end, with a refusal too."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange, run = scope["tollgate"], scope["tollgate.run"]
        environ = with_body(environ_of(scope, exchange.client, exchange.request_id), b"")
        try:
            admission = await run(partial(admit_early, environ, ASK, _declared()))
        except PoolFull:
            await exchange.refuse(ServiceUnavailable(), close=True)
            await self._leave(scope, receive)
            return
        form = None
        try:
            if admission.refusal is None and admission.caller is not None:
                form, refusal = await _in_turn(admission.caller, scope, receive)
                admission = replace(admission, refusal=refusal)
            given = {**environ, ADMISSION: admission, UPLOAD: form}
            answer = await run(partial(self._gateway, given), begun=True)
        finally:
            await _discard(form)
        await _send(answer, send, close=admission.refusal is not None)
        if admission.refusal is not None:
            await self._leave(scope, receive)

    async def _leave(self, scope: Scope, receive: Receive) -> None:
        """A client that waits for "100 Continue" sends nothing after a refusal; to read would ask it for the body."""
        if not header(scope, b"expect"):
            await drop_rest(receive)


async def _in_turn(caller: Caller, scope: Scope, receive: Receive) -> tuple[ReportForm | None, DomainError | None]:
    """The whole form, judged, once a place of the account is free; or why there is none."""
    form = None
    try:
        async with share_of_account(caller.account_id):
            form, refusal = await _counted(caller, scope, receive)
            if form is not None and refusal is None:
                await _judge(caller, form)
    except NoPlace:
        return form, ServiceUnavailable(retry_after=RETRY_AFTER)
    except BaseException:
        await _discard(form)
        raise
    return form, refusal


async def _discard(form: ReportForm | None) -> None:
    """Remove what came of a form that nobody will take, because something failed or the client is gone."""
    if form is not None:
        await in_thread(form.body.discard)


def _declared() -> Operation:
    declared = operation_of(ReportsView.post)
    assert declared is not None
    return declared


async def _counted(caller: Caller, scope: Scope, receive: Receive) -> tuple[ReportForm | None, DomainError | None]:
    """The whole form, or why there is none; in test mode what comes counts towards the account's quota."""
    room = None
    if caller.mode == TEST:
        room = await scope["tollgate.run"](partial(room_in_test_mode, caller.account_id), begun=True)
    with counted(caller.account_id, room) as upload:
        return await _read(scope, receive, upload)


async def _read(scope: Scope, receive: Receive, upload: Upload) -> tuple[ReportForm | None, DomainError | None]:
    form = None
    try:
        form = form_of(*(header(scope, name) for name in (b"content-type", b"content-length", b"content-encoding")))
        async for piece in pieces(receive):
            upload.count(len(piece))
            await in_thread(partial(form.feed, piece))
        await in_thread(form.finish)
    except DomainError as refusal:
        return form, refusal
    except BrokenOff:
        return form, ValidationFailed([BROKEN_OFF])
    except TooSlow as late:
        return form, RequestTimeout(timeout_seconds=round(late.waited))
    except BaseException:
        await _discard(form)
        raise
    return form, None


async def _judge(caller: Caller, form: ReportForm) -> None:
    """Have the file judged here, so that no thread of Django's waits for it."""
    if form.body.file is not None:
        async with share_of_judges(caller.account_id):
            form.verdict = await in_judge(partial(verdict_on, form.body.file))


async def _send(answer: Answer, send: Send, *, close: bool) -> None:
    assert isinstance(answer.body, bytes)
    headers: list[Any] = [*answer.headers, *([(b"connection", b"close")] if close else [])]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
