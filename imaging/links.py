"""Addresses that open without a key: signed, with an end, and without anything of a patient in them."""

import datetime
import time
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import Signer
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from customers.access import opens_to_public
from imaging.models import Report, TimelineLink

_reports: Final = Signer(salt="imaging.report")
_timelines: Final = Signer(salt="imaging.timeline")


def report_url(report: Report) -> tuple[str, datetime.datetime]:
    """Where a report's file is downloaded from now on, and until when."""
    expires = int(time.time()) + settings.REPORT_LINK_SECONDS
    query = urlencode({"expires": expires, "signature": _signature(report, expires)})
    moment = datetime.datetime.fromtimestamp(expires, datetime.UTC)
    return f"{settings.BASE_URL}/reports/{report.public_id}?{query}", moment


def opens_report(report: Report, expires: str, signature: str) -> bool:
    """Whether a link's parameters open this report now."""
    if not (expires.isascii() and expires.isdigit() and len(expires) <= 12):
        return False
    right = constant_time_compare(signature, _signature(report, int(expires)))
    return right and int(expires) > time.time() and opens_to_public(report.customer)


def timeline_url(link: TimelineLink) -> str:
    """Where the page of a link is."""
    return f"{settings.BASE_URL}/timeline/{link.public_id}.{_timelines.signature(link.public_id)}"


def link_of(text: str) -> TimelineLink | None:
    """The link that a page's address names, if it opens the page now."""
    public_id, _, signature = text.partition(".")
    if not constant_time_compare(signature, _timelines.signature(public_id)):
        return None
    alive = TimelineLink.objects.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
    link = alive.select_related("customer__account", "study").filter(public_id=public_id).first()
    return link if link is not None and opens_to_public(link.customer) else None


def _signature(report: Report, expires: int) -> str:
    """Bound to the account, so that a report that changed hands would need a new one."""
    return _reports.signature(f"{report.customer.account_id}:{report.public_id}:{expires}")
