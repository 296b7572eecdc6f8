"""Failures of an attempt in words for the partner: nothing that the machine found out on the way is in them.

An address that a name resolved to, or a name server, is for the operator only, who finds it in the log.
"""

import os
import ssl
from collections.abc import Iterator

import aiohttp

from foundation.web_addresses import NotAWebAddress
from webhooks.addresses import AddressRefused
from webhooks.connections import NameNotResolved
from webhooks.models import Outcome


def outcome_of(failure: BaseException) -> tuple[Outcome, str]:
    """Return how an attempt ended that failed so, and why, in a sentence that the partner may read."""
    refused = next((cause for cause in _causes(failure) if isinstance(cause, AddressRefused)), None)
    if refused is not None:
        return Outcome.ADDRESS_REFUSED, str(refused)
    if isinstance(failure, (aiohttp.InvalidURL, NotAWebAddress)):
        return Outcome.ADDRESS_REFUSED, f"no usable address: {failure}"
    # The last cause says the most: aiohttp wraps what the system said.
    return Outcome.UNREACHABLE, next(filter(None, map(_words, reversed(list(_causes(failure))))), "no connection")


def cause_of(failure: BaseException) -> str:
    """Return the whole cause for the log. Texts that aren't of the system may quote the URL, which may hold a token."""
    return ", because of ".join(
        f"{type(cause).__name__}: {cause}" if isinstance(cause, OSError) else type(cause).__name__
        for cause in _causes(failure)
    )


def _words(cause: BaseException) -> str:
    """Return what the partner may know of one cause; empty if it says nothing by itself."""
    match cause:
        case NameNotResolved(strerror=str(words)):
            return words
        case ssl.SSLCertVerificationError(verify_message=str(words)):
            return f"the certificate is refused: {words}"
        case ssl.SSLError(reason=str(words)):
            return f"no TLS connection: {words}"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError():
            return "the connection ended before the whole answer"
        case aiohttp.ClientResponseError():
            return "the answer is not HTTP"
        case OSError(errno=int(number)):
            return f"no connection: {os.strerror(number)}"
    return ""


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    """Yield the failure and what led to it; aiohttp has the system's error in an attribute."""
    while failure is not None:
        yield failure
        if isinstance(failure, aiohttp.ClientConnectorError):
            yield from _causes(failure.os_error)
        failure = failure.__cause__
