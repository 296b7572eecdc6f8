"""Sends an answer to its client, however slowly that reads, without a thread of the pool waiting for it."""

import logging
from functools import partial

from api.reader import Reader
from config.server.exchange import Exchange
from config.server.gateway import PIECE_BYTES, Answer, File, Stream
from config.server.limits import Limits
from config.server.pool import Pool
from config.server.streams import Streams
from errors_docs.exceptions import ServiceUnavailable
from foundation.asgi import Receive
from foundation.pace import Pace

logger = logging.getLogger("tollgate.server")


class Delivery:
    """Whole answers go to the server at once. Files and streams go piece by piece, while their client keeps pace."""

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
        pace = Pace(self._limits.slowest_bytes_per_second, self._limits.write_seconds)
        try:
            async with Reader(receive, exchange.send, pace) as reader:
                await (self._stream(body, reader) if isinstance(body, Stream) else self._file(body, reader))
            await exchange.send({"type": "http.response.body", "body": b""})
        except Exception:
            # The head is sent, so no refusal can follow. The missing end tells the client that the answer is cut.
            logger.exception("an answer broke off", extra={"request_id": exchange.request_id})

    async def _start(self, exchange: Exchange, answer: Answer) -> None:
        await exchange.send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})

    async def _file(self, file: File, reader: Reader) -> None:
        """Each piece is read by whichever thread is free, so a slow reader holds none."""
        try:
            piece = file.first
            while piece and reader.is_there:
                await reader.take(piece)
                piece = await self._pool.run(partial(file.rest.read, PIECE_BYTES), begun=True)
        finally:
            await self._pool.run(file.rest.close, begun=True)

    async def _stream(self, stream: Stream, reader: Reader) -> None:
        async def push(piece: bytes) -> bool:
            if reader.is_there:
                await reader.take(piece)
            return reader.is_there

        await self._streams.run(stream, push)
