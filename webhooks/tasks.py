"""Mail about what happened to a partner; each job is enqueued where the fact is written."""

from typing import Final

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from errors_docs.jsonform import iso
from foundation.text import unlinked
from partners.letters import Letter
from partners.models import Partner
from webhooks.models import DisabledReason, Endpoint, Event

#: A mail server that is away is tried again, eight times over some hours.
RETRY: Final = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="webhooks.send_low_balance_mail", queue="mail", retry=RETRY)
def send_low_balance_mail(*, event_id: int) -> None:
    """Tells a partner's contact that credits run low, for a credits.low; nobody if no address is known."""
    event = Event.objects.select_related("account").get(pk=event_id)
    balance, threshold = event.data["balance"], event.data["threshold"]
    letter = Letter(
        language="en",
        subject=f"Your {settings.BRAND_NAME} balance is down to {balance} credits",
        greeting=f"Hello {unlinked(event.account.name)},",
        paragraphs=(
            f"Your prepaid balance has fallen to {threshold} credits or less.",
            (
                "Calls that cost more than the balance are refused, and subscriptions that can't be renewed become "
                "past due. Top up in time to keep your customers running."
            ),
        ),
        facts=(("Balance", f"{balance} credits"), ("Time", iso(event.created_at))),
        footer="You get this mail each time the balance falls to the threshold, because you are the account's contact.",
    )
    _send(letter, event.account_id)


@app.task(name="webhooks.send_disabled_mail", queue="mail", retry=RETRY)
def send_disabled_mail(*, endpoint_id: int) -> None:
    """Tells a partner's contact that an endpoint was disabled, and why."""
    endpoint = Endpoint.objects.select_related("account").get(pk=endpoint_id)
    if endpoint.disabled_at is None:
        return
    letter = Letter(
        language="en",
        subject="A webhook endpoint was disabled",
        greeting=f"Hello {unlinked(endpoint.account.name)},",
        paragraphs=(
            f"Nothing is sent to this endpoint any more: {DisabledReason(endpoint.disabled_reason).label}.",
            (
                "Events that happen from now on are not kept for it. Once it is repaired, set its status to enabled: "
                "what was waiting is sent, and what was missed can be replayed for a range of time."
            ),
        ),
        facts=(
            ("Endpoint", endpoint.url),
            ("Id", endpoint.public_id),
            ("Mode", endpoint.mode),
            ("Disabled", iso(endpoint.disabled_at)),
        ),
        footer="You get this mail once for each endpoint that is disabled, because you are the account's contact.",
    )
    _send(letter, endpoint.account_id)


def _send(letter: Letter, account_id: int) -> None:
    partner = Partner.objects.filter(account_id=account_id).exclude(contact_email="").first()
    if partner is not None:
        letter.send(partner.contact_email)
