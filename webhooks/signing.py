"""Secrets of endpoints and the two signatures of a delivery.

A secret is ``whsec_`` and the base64 of 32 random bytes. The contract's X-Webhook-Signature is keyed with that whole
text as ASCII, because that is what somebody has who copies it into a program; Standard Webhooks is keyed with the 32
bytes, because its libraries decode them. While a rotated secret overlaps with its successor, the standard header has
a signature of each, and the plain one, which has room for one only, is still made with the old secret: whoever does
nothing goes on working until the overlap ends.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


def new_secret() -> str:
    """``whsec_`` and base64, as the public libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


@dataclass(frozen=True)
class Signer:
    """The secrets of an endpoint that are valid now."""

    secret: str = field(repr=False)
    #: The one before, while it overlaps.
    previous: str | None = field(default=None, repr=False)

    def headers(self, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
        """The headers that sign a body at a time, in seconds since 1970."""
        plain_key = (self.previous or self.secret).encode()
        signed = b"%s.%d.%s" % (event_id.encode(), timestamp, body)
        standard = [f"v1,{_base64_hmac(secret, signed)}" for secret in (self.secret, self.previous) if secret]
        return {
            "X-Webhook-Signature": hmac.new(plain_key, body, hashlib.sha256).hexdigest(),
            "webhook-id": event_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(standard),
        }


def _base64_hmac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
