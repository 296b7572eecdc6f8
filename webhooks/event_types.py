"""What can happen: each event type once, with the shape of its data. Public: add freely, never rename, never reuse.

The apps that know the facts make an instance and hand it to ``outbox.record_event``; OpenAPI, the docs and the
validation of endpoints are derived from here. No event carries patient data beyond the study's UID.
"""

import datetime
from dataclasses import dataclass
from typing import Annotated, Final

from api.answers import CreatedAt
from api.openapi.webhooks import EVENT_TYPES, EventType, declare
from errors_docs.money import Money

CREDITS_LOW: Final = "credits.low"
CREDITS_DEPLETED: Final = "credits.depleted"
CREDITS_SEALED: Final = "credits.sealed"

CustomerId = Annotated[str, "the customer; names it in every call"]


@dataclass(frozen=True)
class CustomerFacts:
    """The customer as it is after the event."""

    id: CustomerId
    email: Annotated[str, "where its mail goes"]
    name: Annotated[str, "as you sent it; may be empty"]
    company_name: Annotated[str, "as you sent it; may be empty"]
    status: Annotated[str, "active, suspended or deleted"]
    organization_id: Annotated[str, "what its users, servers and studies belong to"]
    created_at: CreatedAt


@dataclass(frozen=True)
class RefundFacts:
    """What the deletion gave back to you."""

    amount: Annotated[Money, "what came back to your balance; 0 if nothing was paid or left"]
    balance_after: Annotated[Money | None, "your balance after it; null if nothing moved"]


@dataclass(frozen=True)
class SubscriptionFacts:
    """The subscription as it is after the event."""

    plan_id: Annotated[str, "as in GET /plans"]
    status: Annotated[str, "trialing, active, past_due, suspended or cancelled"]
    seats: Annotated[int, "how many users it is for"]
    add_ons: Annotated[dict[str, int], "units of each add-on that was ordered"]
    ai_lens_medical: Annotated[bool, "whether each seat has aiLensMedical"]
    cost: Annotated[Money, "what one whole period costs you"]
    period_start: Annotated[datetime.datetime, "when the period began; a trial is a period, too"]
    period_end: Annotated[datetime.datetime, "when the subscription renews from your balance"]
    trial_ends_at: Annotated[datetime.datetime | None, "the end of the customer's trial; null: it never had one"]


@dataclass(frozen=True)
class ReportFacts:
    """The report, without anything of its patient but what the title says."""

    id: Annotated[str, "the report's reportId"]
    title: Annotated[str, "as it was sent, and stands on the patient's timeline"]
    report_type: Annotated[str, "what it is about, such as radiology: one of those that attaching takes"]
    file_type: Annotated[str, "what the content was found to be: pdf, doc, docx or txt"]
    size_bytes: Annotated[int, "of its file"]
    created_at: CreatedAt


@dataclass(frozen=True)
class CustomerCreated:
    customer: CustomerFacts


@dataclass(frozen=True)
class CustomerUpdated:
    customer: CustomerFacts


@dataclass(frozen=True)
class CustomerDeleted:
    customer: CustomerFacts
    refund: RefundFacts


@dataclass(frozen=True)
class CustomerAccessEnding:
    customer: CustomerFacts
    access_ends_at: Annotated[datetime.datetime, "when the files of the customer and links to them open no more"]


@dataclass(frozen=True)
class SubscriptionCreated:
    customer_id: CustomerId
    subscription: SubscriptionFacts


@dataclass(frozen=True)
class SubscriptionUpdated:
    customer_id: CustomerId
    subscription: SubscriptionFacts


@dataclass(frozen=True)
class SubscriptionCancelled:
    customer_id: CustomerId
    subscription: SubscriptionFacts


@dataclass(frozen=True)
class CreditsLow:
    balance: Annotated[Money, "after the movement that crossed the threshold"]
    threshold: Annotated[Money, "the balance at which the event comes"]


@dataclass(frozen=True)
class CreditsDepleted:
    balance: Annotated[Money, "after the movement that crossed the threshold"]
    threshold: Annotated[Money, "the balance at which the event comes"]


@dataclass(frozen=True)
class CreditsSealed:
    through_sequence: Annotated[int, "the last entry of your ledger that the seal covers"]
    hash: Annotated[str, "the seal: 64 hex digits, as the check program takes it"]


@dataclass(frozen=True)
class ReportAttached:
    customer_id: CustomerId
    study_instance_uid: Annotated[str, "the study's DICOM UID, as in the path of its reports"]
    report: ReportFacts


@dataclass(frozen=True)
class ReportDetached:
    customer_id: CustomerId
    study_instance_uid: Annotated[str, "the study's DICOM UID, as in the path of its reports"]
    report: ReportFacts


@dataclass(frozen=True)
class Ping:
    webhook_id: Annotated[str, "the endpoint that is being tested"]


def _declare(name: str, summary: str, description: str, data: type) -> None:
    declare(EventType(name=name, summary=summary, description=description, data=data))


_declare(
    "customer.created",
    "A customer was created",
    "By POST /customers. The subscription that comes with it is told by subscription.created.",
    CustomerCreated,
)
_declare(
    "customer.updated",
    "A customer was changed",
    "Profile fields, or the status: suspended by you or for want of payment, or active again.",
    CustomerUpdated,
)
_declare(
    "customer.deleted",
    "A customer was deleted",
    "With what came back of the paid period, by its refund rule.",
    CustomerDeleted,
)
_declare(
    "customer.access.ending",
    "A suspended customer's files can be read a week more",
    "Once for each suspension, 7 days before reading ends: reactivate or delete the customer. For every customer while "
    "your account is inactive: ask the operator.",
    CustomerAccessEnding,
)
_declare(
    "subscription.created",
    "A subscription began",
    "With its customer; its trial, if it has one, has begun.",
    SubscriptionCreated,
)
_declare(
    "subscription.updated",
    "A subscription changed",
    "Another plan, other seats or add-ons, another status, or a new period after a renewal.",
    SubscriptionUpdated,
)
_declare(
    "subscription.cancelled",
    "A subscription ended",
    "With the deletion of its customer.",
    SubscriptionCancelled,
)
_declare(
    CREDITS_LOW,
    "Credits run low",
    "The balance has fallen to 10 credits or less; once for each time that it falls so low.",
    CreditsLow,
)
_declare(
    CREDITS_DEPLETED,
    "Credits are used up",
    "The balance has fallen to 0; once for each time that it falls so low.",
    CreditsDepleted,
)
_declare(
    CREDITS_SEALED,
    "Your ledger was sealed",
    "At most once a day, where credits moved since the seal before. Keep it where this server can't reach it: with it "
    "the check program proves that no entry up to it was changed.",
    CreditsSealed,
)
_declare(
    "dicom.report.attached",
    "A report was attached",
    "To a study of a customer, with what the report's list shows of it.",
    ReportAttached,
)
_declare(
    "dicom.report.detached",
    "A report was detached",
    "From a study of a customer.",
    ReportDetached,
)
_declare(
    "ping",
    "A test of an endpoint",
    "Sent to one endpoint only, by POST /webhooks/{webhookId}/test, whatever events it listens to.",
    Ping,
)

PING: Final = "ping"
#: By the class of the data: what record_event looks up.
NAME_OF: Final = {event_type.data: name for name, event_type in EVENT_TYPES.items()}


def event_type_names() -> list[str]:
    """All that an endpoint may listen to: a ping comes only where it was asked for."""
    return [name for name in EVENT_TYPES if name != PING]
