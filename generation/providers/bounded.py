"""A transport that never holds more of an answer than allowed, whatever its status and whatever it declares."""

from collections.abc import AsyncIterator

import httpx2
from openai import OpenAIError


class AnswerTooLarge(OpenAIError):
    """The answer has more bytes than are read."""


class AnswerEncoded(OpenAIError):
    """The answer is compressed though none was asked for; a few bytes of it could unfold to any number."""


class AnswerBrokenOff(OpenAIError):
    """The connection ended within the answer's body."""


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Ends a connection whose answer grows over ``limit`` bytes. The client hands OpenAIError on as it is."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, limit: int) -> None:
        self._inner = inner
        self._limit = limit

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer with a body that is counted as it's read."""
        answer = await self._inner.handle_async_request(request)
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            await answer.stream.aclose()
            raise AnswerEncoded
        answer.stream = _BoundedStream(answer.stream, self._limit)
        return answer

    async def aclose(self) -> None:
        await self._inner.aclose()


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, limit: int) -> None:
        self._inner = inner
        self._left = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._inner:
                self._left -= len(piece)
                if self._left < 0:
                    raise AnswerTooLarge
                yield piece
        except httpx2.TransportError as failure:
            raise AnswerBrokenOff from failure

    async def aclose(self) -> None:
        await self._inner.aclose()
