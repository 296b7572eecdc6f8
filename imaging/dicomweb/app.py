"""DICOMweb (PS3.18) for the agents of customers: an ASGI application that the server's shell calls ahead of Django."""

import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from api.reader import Reader
from errors_docs.exceptions import ServiceUnavailable
from foundation.asgi import Receive, Scope, Send, drop_rest, header
from foundation.pace import TooSlow
from imaging.agents import principal_of
from imaging.bodies import pace
from imaging.dicomweb.admission import may_read, may_store, refuse_repeated_headers, token_of
from imaging.dicomweb.answers import Answer, Refused, gathered, refusal
from imaging.dicomweb.retrieve import retrieve
from imaging.dicomweb.search import search
from imaging.dicomweb.store import store
from imaging.shares import NoPlace, share_of_rows
from imaging.workers import in_thread

UID: Final = r"[0-9.]{1,64}"
STORE: Final = re.compile(rf"/dicomweb/studies(?:/(?P<study>{UID}))?")
SEARCH: Final = re.compile(
    rf"/dicomweb(?:/studies/(?P<study>{UID}))?(?:/series/(?P<series>{UID}))?/(?P<level>studies|series|instances)"
)
RETRIEVE: Final = re.compile(
    rf"/dicomweb/studies/(?P<study>{UID})(?:/series/(?P<series>{UID})(?:/instances/(?P<instance>{UID}))?)?"
    r"(?P<metadata>/metadata)?"
)

#: To send less at once helps; the other uploads go on.
NO_PLACE: Final = "Other requests of this customer or account were on the way for too long; nothing was begun."

logger = logging.getLogger("tollgate.server")

#: Reads the next piece of an answer, b"" at its end.
Read = Callable[[], Awaitable[bytes]]
#: Does something in a thread.
Run = Callable[[Callable[[], bytes]], Awaitable[bytes]]
#: Answers for a token.
Serve = Callable[[str], Answer]


async def dicomweb(scope: Scope, receive: Receive, send: Send) -> None:
    """Every request below /dicomweb."""
    try:
        refuse_repeated_headers(scope)
        answer = await (_store if scope["method"] == "POST" else _read)(scope, receive)
    except Refused as refused:
        await _refuse(refused, scope, receive, send)
    except NoPlace:
        await _refuse(Refused(500, NO_PLACE), scope, receive, send)
    except ServiceUnavailable:
        # Not 503: a client would repeat it by itself, and the second time without its body.
        await _refuse(Refused(500, "The database is away; nothing was begun."), scope, receive, send)
    else:
        await _answer(answer, scope, receive, send)


async def _answer(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer; one that reads rows waits for its place first."""
    if answer.rows_of is None:
        await _send(answer, in_thread, receive, send)
        return
    try:
        async with share_of_rows(answer.rows_of.account_id, answer.rows_of.customer_id):
            await _send(answer, partial(scope["tollgate.run"], begun=True, patient=True), receive, send)
    except NoPlace:
        await _refuse(Refused(500, NO_PLACE), scope, receive, send)


async def _refuse(refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
    await _send(refusal(refused), in_thread, receive, send, close=scope["method"] == "POST")
    if not header(scope, b"expect"):
        await drop_rest(receive)


async def _store(scope: Scope, receive: Receive) -> Answer:
    """The token is looked at before the first byte of the body."""
    found = STORE.fullmatch(scope["path"])
    if found is None:
        raise Refused(404, "There is nothing here to send images to.")
    run = scope["tollgate.run"]
    token = token_of(scope)
    principal = await run(lambda: may_store(principal_of(token)), begun=True)
    return await store(principal, found["study"], scope, receive, run)


async def _read(scope: Scope, receive: Receive) -> Answer:
    """One hop for the token and the query; what may read megabytes of rows doesn't keep short calls waiting."""
    large = scope["path"].endswith("/metadata") or b"includefield" in scope["query_string"]
    answer: Answer = await scope["tollgate.run"](partial(_reader(scope), token_of(scope)), begun=True, patient=large)
    return answer


def _reader(scope: Scope) -> Serve:
    path = scope["path"]
    if scope["method"] != "GET":
        raise Refused(405, "Only GET and POST.", {"Allow": "GET, POST"})
    if (found := RETRIEVE.fullmatch(path)) is not None:
        asked = found.groupdict()
        exchange = scope["tollgate"]
        where = {"address": exchange.client.address, "request_id": exchange.request_id}
        return lambda token: retrieve(
            may_read(principal_of(token)), uids=asked, accept=header(scope, b"accept"), **where
        )
    if (found := SEARCH.fullmatch(path)) is not None and _nests(found):
        return partial(search, asked=found.groupdict(), query=scope["query_string"], accept=header(scope, b"accept"))
    raise Refused(404, "There is no such resource.")


def _nests(found: re.Match[str]) -> bool:
    """True for /studies, /series, /instances, and below a study or a series what such a thing has."""
    study, series, level = found["study"], found["series"], found["level"]
    if series:
        return bool(study) and level == "instances"
    return level != "studies" if study else True


async def _send(answer: Answer, run: Run, receive: Receive, send: Send, *, close: bool = False) -> None:
    head = [*answer.head(), *([(b"connection", b"close")] if close else [])]
    await send({"type": "http.response.start", "status": answer.status, "headers": head})
    if answer.pieces is None:
        await send({"type": "http.response.body", "body": answer.body})
    else:
        await _send_pieces(partial(run, partial(gathered, answer.pieces)), receive, send)


async def _send_pieces(read: Read, receive: Receive, send: Send) -> None:
    """Send what is read until its end, as long as the client is there and keeps pace."""
    try:
        async with Reader(receive, send, pace()) as reader:
            while reader.is_there and (piece := await read()):
                await reader.take(piece)
    except (TooSlow, TimeoutError):
        # As config/server/delivery.py does: the missing end tells the client that the response is cut.
        logger.info("a client read too slowly")
        return
    await send({"type": "http.response.body", "body": b""})
