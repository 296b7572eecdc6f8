"""Sends an answer to its client, however slowly that reads, without a thread of the pool waiting for it."""

import asyncio
import logging
from functools import partial

from config.server.exchange import Exchange
from config.server.gateway import PIECE_BYTES, Answer, File, Stream
from config.server.limits import Limits
from config.server.pool import Pool
from config.server.protocol import Receive
from config.server.streams import Streams
from errors_docs.exceptions import ServiceUnavailable

logger = logging.getLogger("tollgate.server")


class Delivery:
    """Whole answers go to the server at once. Files and streams go piece by piece, each within ``write_seconds``."""

    def __init__(self, pool: Pool, streams: Streams, limits: Limits) -> None:
        self._pool = pool
        self._streams = streams
        self._limits = limits

    async def send(self, exchange: Exchange, answer: Answer, receive: Receive) -> None:
        """Sends it all, or as much as the client takes."""
        body = answer.body
        if isinstance(body, bytes):
            await self._start(exchange, answer)
            await exchange.send({"type": "http.response.body", "body": body})
            return
        if isinstance(body, Stream) and self._streams.full:
            await self._pool.run(body.close, begun=True)
            await exchange.refuse(ServiceUnavailable())
            return
        await self._start(exchange, answer)
        gone = asyncio.ensure_future(_hung_up(receive))
        try:
            await (self._stream(exchange, body, gone) if isinstance(body, Stream) else self._file(exchange, body, gone))
        except Exception:
            # The head is sent, so no refusal can follow. The missing end tells the client that the answer is cut.
            logger.exception("an answer broke off", extra={"request_id": exchange.request_id})
        finally:
            gone.cancel()

    async def _start(self, exchange: Exchange, answer: Answer) -> None:
        await exchange.send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})

    async def _file(self, exchange: Exchange, file: File, gone: "asyncio.Future[None]") -> None:
        """Each piece is read by whichever thread is free, so a slow reader holds none."""
        try:
            piece = file.first
            while piece and not gone.done():
                await self._piece(exchange, piece)
                piece = await self._pool.run(partial(file.rest.read, PIECE_BYTES), begun=True)
        finally:
            await self._pool.run(file.rest.close, begun=True)
        await exchange.send({"type": "http.response.body", "body": b""})

    async def _stream(self, exchange: Exchange, stream: Stream, gone: "asyncio.Future[None]") -> None:
        async def push(piece: bytes) -> bool:
            if not gone.done():
                await self._piece(exchange, piece)
            return not gone.done()

        await self._streams.run(stream, push)
        await exchange.send({"type": "http.response.body", "body": b""})

    async def _piece(self, exchange: Exchange, piece: bytes) -> None:
        """Raises TimeoutError if the client doesn't take it."""
        async with asyncio.timeout(self._limits.write_seconds):
            await exchange.send({"type": "http.response.body", "body": piece, "more_body": True})


async def _hung_up(receive: Receive) -> None:
    """Returns when the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass
