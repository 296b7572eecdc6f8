"""Every bound that a caller can meet, from the code that enforces it."""

from collections.abc import Iterator

from django.conf import settings

from api.paging import DEFAULT_LIMIT, LARGEST_LIMIT
from errors_docs.surfaces import PARTNER, Surface
from partners.caller import WINDOW_SECONDS
from partners.idempotency import LIFETIME, LONGEST_KEY
from partners.mail_kinds import WELCOME, By
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
        *_streams(surface),
        *_mail(surface),
        ("Rows on a page of a list", f"{LARGEST_LIMIT}; {DEFAULT_LIMIT} unless you say otherwise"),
        ("`Idempotency-Key`", f"{LONGEST_KEY} characters; kept {LIFETIME.total_seconds() / 3600:.0f} hours"),
    ]
    return table(("What", "Limit"), rows)


def _requests(surface: Surface) -> Iterator[tuple[str, str]]:
    """Where a surface bounds each key, all keys together have a bound of their own."""
    if surface.name in KEY_QUOTA:
        yield "Requests with one key", f"{KEY_QUOTA[surface.name]} in {WINDOW_SECONDS} seconds"
    yield "Requests with all keys together", f"{DEFAULT_QUOTA[surface.name]} in {WINDOW_SECONDS} seconds"


def _mail(surface: Surface) -> Iterator[tuple[str, str]]:
    """Only partners have customers to welcome."""
    if surface is PARTNER:
        most = {bound.by: bound.most for bound in WELCOME.bounds}
        of_all = f"{most[By.ACCOUNT_AND_MAILBOX]} from your account and {most[By.MAILBOX]} from all"
        yield "Welcome mails to one mailbox", f"{of_all}, in a rolling day"
        yield "Welcome mails of an account", f"{most[By.ACCOUNT]:,} in a rolling day"


def _streams(surface: Surface) -> Iterator[tuple[str, str]]:
    """What streams has no time in total."""
    if surface is PARTNER:
        pause, rate = settings.CLIENT_PAUSE_SECONDS, settings.SLOWEST_BYTES_PER_SECOND
        yield "Upload of a report", f"n bytes within {pause} + n / {rate:,} seconds, and no pause over {pause} seconds"
