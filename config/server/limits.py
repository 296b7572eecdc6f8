"""The limits of one worker process. Every bound of the server is here, so that none is missing."""

from dataclasses import dataclass
from typing import Final, Self

from django.conf import LazySettings

from foundation.asgi import LINGER_BYTES, LINGER_SECONDS

#: Of the seconds that a stop may take, how much continuations get; the rest is for ending them.
GRACE_SHARE: Final = 0.75


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Sizes in bytes, times in seconds, the rest are counts; each for one worker process."""

    body_bytes: int
    body_seconds: float
    threads: int
    #: Complete requests that wait for a thread. One more is refused.
    waiting: int
    #: A request that waited longer is refused unstarted: its client has given up, the ones behind it have not.
    wait_seconds: float = 15
    #: All bodies that are being read or held, together. When full, the oldest incomplete one ends.
    buffered_bytes: int = 32 * 1024 * 1024
    #: How long a client may take none of the next piece of an answer, and how slowly it may take them on average.
    write_seconds: float = 30
    slowest_bytes_per_second: int = 16 * 1024
    #: Answers that are iterated (not files): each holds a thread of its own until its client has read it.
    streams: int = 32
    linger_bytes: int = LINGER_BYTES
    linger_seconds: float = LINGER_SECONDS
    #: After a stop was announced: what is still working then is cut short, so that it can end before the kill.
    grace_seconds: float = 30

    @classmethod
    def of(cls, settings: LazySettings) -> Self:
        """The limits that the operator's settings say."""
        return cls(
            body_bytes=settings.MAX_BODY_BYTES,
            body_seconds=settings.BODY_TIMEOUT_SECONDS,
            threads=settings.WEB_THREADS,
            waiting=settings.WEB_QUEUE,
            write_seconds=settings.CLIENT_PAUSE_SECONDS,
            slowest_bytes_per_second=settings.SLOWEST_BYTES_PER_SECOND,
            grace_seconds=settings.STOP_TIMEOUT_SECONDS * GRACE_SHARE,
        )
