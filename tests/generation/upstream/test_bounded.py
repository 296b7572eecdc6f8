"""How much of an answer is read before it's given up."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from generation.providers.bounded import AnswerBrokenOff, AnswerEncoded, AnswerTooLarge, BoundedTransport
from tests.generation.upstream.asking import within

LIMIT = 1000


class Pieces(httpx2.AsyncByteStream):
    """A body in pieces that counts how many were taken, and whether it was closed."""

    def __init__(self, *pieces: bytes, breaks: bool = False) -> None:
        self.pieces = pieces
        self.breaks = breaks
        self.taken = 0
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.taken += 1
            yield piece
        if self.breaks:
            raise httpx2.ReadError("reset")

    async def aclose(self) -> None:
        self.closed = True


def read(body: Pieces, **headers: str) -> bytes:
    """What a client gets of it."""

    async def call() -> bytes:
        inner = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=body, headers=headers))
        async with httpx2.AsyncClient(transport=BoundedTransport(inner, LIMIT)) as client:
            return (await client.get("http://upstream.example")).content

    return within(call())


def test_an_answer_of_just_the_limit_is_read() -> None:
    body = Pieces(b"x" * 400, b"x" * 600)
    assert read(body) == b"x" * 1000
    assert body.closed


def test_nothing_is_taken_after_the_piece_that_passes_the_limit() -> None:
    body = Pieces(*[b"x" * 400] * 100)
    with pytest.raises(AnswerTooLarge):
        read(body)
    assert (body.taken, body.closed) == (3, True)


def test_nothing_is_taken_of_an_encoded_answer() -> None:
    body = Pieces(b"x")
    with pytest.raises(AnswerEncoded):
        read(body, **{"Content-Encoding": "br"})
    assert (body.taken, body.closed) == (0, True)


def test_an_answer_that_breaks_off_is_told_from_one_that_never_began() -> None:
    body = Pieces(b"x", breaks=True)
    with pytest.raises(AnswerBrokenOff):
        read(body)
    assert body.closed
