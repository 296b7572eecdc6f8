"""Which of what happens is told by mail. The jobs are enqueued where the fact is written, once for each, within the
bounds of an account's mail; what goes beyond them is not sent, and logged.
"""

import logging
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from procrastinate.tasks import Task

from errors_docs.exceptions import RateLimited
from partners.mail import Cause, enqueue_mail
from partners.mail_kinds import LOW_BALANCE, WEBHOOK_DISABLED, MailKind
from webhooks.event_types import CREDITS_LOW
from webhooks.models import Endpoint, Event
from webhooks.tasks import send_disabled_mail, send_low_balance_mail

logger = logging.getLogger(__name__)

#: In live mode only: test credits cost nothing.
MAILED: Final = (CREDITS_LOW,)
#: In the order of the accounts: transactions that count mail of several must not wait for each other.
COLUMNS: Final = ("account_id", "pk", "mode", "account__partner__contact_email")


def enqueue_mails(low_balances: Sequence[int], disabled: Sequence[int] = ()) -> None:
    """Enqueue a job for each event, and for each endpoint that was just disabled; both by their row's number."""
    if low_balances:
        events = Event.objects.filter(pk__in=low_balances).values_list(*COLUMNS)
        for account_id, event_id, mode, address in events.order_by("account_id", "pk"):
            _enqueue(LOW_BALANCE, send_low_balance_mail, _cause(account_id, mode, address), event_id=event_id)
    if disabled:
        endpoints = Endpoint.objects.filter(pk__in=disabled).values_list(*COLUMNS)
        for account_id, endpoint_id, mode, address in endpoints.order_by("account_id", "pk"):
            _enqueue(WEBHOOK_DISABLED, send_disabled_mail, _cause(account_id, mode, address), endpoint_id=endpoint_id)


def _cause(account_id: int, mode: str, address: str | None) -> Cause:
    return Cause(to=address or "", account_id=account_id, mode=mode)


def _enqueue(kind: MailKind, task: "Task[Any, Any, Any]", cause: Cause, **arguments: int) -> None:
    if not cause.to:
        return
    try:
        with transaction.atomic():
            enqueue_mail(kind, task, cause, **arguments)
    except RateLimited as limited:
        logger.warning("%s mail of account %s not sent: %s in a day", kind.name, cause.account_id, limited.limit)
