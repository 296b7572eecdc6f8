"""One attempt: a signed POST within 15 seconds in all, whatever the other side does."""

import asyncio
import datetime
import logging
import time
from typing import Final

import aiodns
import aiohttp
from aiohttp import hdrs
from django.utils import timezone
from yarl import URL

from errors_docs.jsonform import iso
from foundation.web_addresses import WebAddress
from webhooks.addresses import judge
from webhooks.connections import PublicResolver, checked_socket
from webhooks.failures import cause_of, outcome_of
from webhooks.models import Outcome
from webhooks.signing import Signer
from webhooks.turn import Parcel, Result

logger: Final = logging.getLogger("tollgate.webhooks")

#: From the look-up of the name to the last byte of the answer that is kept: a per-read timeout would be no deadline.
DEADLINE_SECONDS: Final = 15
#: So much of an answer is read and kept.
KEPT_BYTES: Final = 2048
#: An idle connection is kept so long for the next delivery to the same host: less than servers keep theirs, or they
#: would hang up just when it is used.
KEEP_ALIVE_SECONDS: Final = 1
LONGEST_DETAIL: Final = 300
HEADERS: Final = {
    hdrs.CONTENT_TYPE: "application/json",
    hdrs.USER_AGENT: "Tollgate-Webhooks/1",
    hdrs.ACCEPT_ENCODING: "identity",
    hdrs.ACCEPT: "*/*",
}


def open_session(resolver: aiodns.DNSResolver | None = None) -> aiohttp.ClientSession:
    """A client without cookies, proxies, redirects or a cache of names, that connects to public addresses only."""
    connector = aiohttp.TCPConnector(
        resolver=PublicResolver(resolver or aiodns.DNSResolver()),
        use_dns_cache=False,
        socket_factory=checked_socket,
        limit=0,
        keepalive_timeout=KEEP_ALIVE_SECONDS,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        auto_decompress=False,
        trust_env=False,
        headers=HEADERS,
    )


def body_of(parcel: Parcel) -> bytes:
    """What is posted, the same bytes for each attempt: the data goes in as the database wrote it."""
    return (
        f'{{"id":"{parcel.event_id}","event":"{parcel.type}","timestamp":"{iso(parcel.created_at)}",'
        f'"apiVersion":"v1","mode":"{parcel.mode}","data":{parcel.data}}}'
    ).encode()


async def attempt(session: aiohttp.ClientSession, url: str, signer: Signer, parcel: Parcel) -> Result:
    """Tries once. Every ending is a result; only a cancellation is raised."""
    started_at, began = timezone.now(), time.monotonic()
    outcome, code, detail, answered = Outcome.TIMED_OUT, None, f"no complete answer within {DEADLINE_SECONDS} s", b""
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            code, answered = await _post(session, url, signer, parcel, started_at)
        outcome, detail = _judged(code)
    except TimeoutError:
        pass
    except (aiohttp.ClientError, OSError, ValueError) as failure:
        outcome, detail = outcome_of(failure)
        logger.info("attempt failed", extra={"delivery": parcel.delivery_id, "cause": cause_of(failure)})
    duration_ms = round((time.monotonic() - began) * 1000)
    return Result(parcel, outcome, started_at, duration_ms, code, detail[:LONGEST_DETAIL], _text(answered))


def unsigned(parcel: Parcel) -> Result:
    """The result where the endpoint's secret can't be read."""
    detail = "the endpoint's secret can't be decrypted; was SECRET_KEY changed without SECRET_KEY_FALLBACKS?"
    return Result(parcel, Outcome.UNSIGNED, timezone.now(), 0, None, detail)


async def _post(
    session: aiohttp.ClientSession, url: str, signer: Signer, parcel: Parcel, now: datetime.datetime
) -> tuple[int, bytes]:
    address = judge(url)
    body = body_of(parcel)
    headers = signer.headers(parcel.event_id, int(now.timestamp()), body)
    async with session.post(_as_it_is(address), data=body, headers=headers, allow_redirects=False) as response:
        answered = bytearray()
        while len(answered) < KEPT_BYTES and (chunk := await response.content.read(KEPT_BYTES - len(answered))):
            answered += chunk
        return response.status, bytes(answered)


def _as_it_is(address: WebAddress) -> URL:
    """Return the URL whose very target aiohttp sends: all of it as a path, or yarl drops the ? of an empty query."""
    return URL.build(scheme=address.scheme, authority=address.authority, path=address.target, encoded=True)


def _judged(code: int) -> tuple[Outcome, str]:
    if 200 <= code < 300:
        return Outcome.SUCCEEDED, ""
    if 300 <= code < 400:
        return Outcome.REJECTED, f"answered {code}: redirects are not followed"
    return Outcome.REJECTED, f"answered {code}"


def _text(answered: bytes) -> str:
    """As text that PostgreSQL can store."""
    return answered.decode(errors="replace").replace("\0", "�")
