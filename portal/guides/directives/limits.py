"""Every bound that a caller can meet, from the code that enforces it."""

from collections.abc import Iterator

from django.conf import settings

from api.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from errors_docs.surfaces import Surface
from partners.caller import WINDOW_SECONDS
from partners.idempotency import LIFETIME, LONGEST_KEY
from partners.rate_limits import DEFAULT_QUOTA, KEY_QUOTA
from portal.guides.directives.table import table


def limits(surface: Surface, argument: str) -> str:
    """The bounds that hold for every endpoint."""
    rows = [
        *_requests(surface),
        (
            "Body of a request",
            f"{settings.MAX_BODY_BYTES:,} bytes, sent within {settings.BODY_TIMEOUT_SECONDS} seconds",
        ),
        ("Rows on a page of a list", f"{LARGEST_LIMIT}; {DEFAULT_LIMIT} unless you say otherwise"),
        ("`Idempotency-Key`", f"{LONGEST_KEY} characters; kept {LIFETIME.total_seconds() / 3600:.0f} hours"),
    ]
    return table(("What", "Limit"), rows)


def _requests(surface: Surface) -> Iterator[tuple[str, str]]:
    """Where a surface bounds each key, all keys together have a bound of their own."""
    if surface.name in KEY_QUOTA:
        yield "Requests with one key", f"{KEY_QUOTA[surface.name]} in {WINDOW_SECONDS} seconds"
    yield "Requests with all keys together", f"{DEFAULT_QUOTA[surface.name]} in {WINDOW_SECONDS} seconds"
