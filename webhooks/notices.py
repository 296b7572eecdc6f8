"""Which of what happens is told by mail. The jobs are enqueued where the fact is written, once for each."""

from collections.abc import Sequence
from typing import Final

from webhooks.event_types import CREDITS_LOW
from webhooks.tasks import send_disabled_mail, send_low_balance_mail

#: In live mode only: test credits cost nothing.
MAILED: Final = (CREDITS_LOW,)


def enqueue_mails(low_balances: Sequence[int], disabled: Sequence[int] = ()) -> None:
    """A job for each event, and for each endpoint that was just disabled; both by their row's number."""
    for event_id in low_balances:
        send_low_balance_mail.defer(event_id=event_id)
    for endpoint_id in disabled:
        send_disabled_mail.defer(endpoint_id=endpoint_id)
