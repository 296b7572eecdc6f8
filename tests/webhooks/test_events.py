"""Every change has its event in the same transaction, and every event is what the OpenAPI document says."""

import datetime
from functools import cache
from typing import Any

import orjson
import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from procrastinate.contrib.django.models import ProcrastinateJob
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from api.openapi.document import built
from api.openapi.examples import event_example
from api.openapi.webhooks import EVENT_TYPES, TakenName, declare, event_operations
from credits import ledger
from customers import renewals
from customers.models import Subscription
from errors_docs.surfaces import PARTNER, WORKSPACE
from partners.models import Partner
from tests.contract.closing import closed
from tests.factories import make_partner
from tests.lifecycle.shop import Shop, make_shop
from webhooks.dispatch import claim, fan_out
from webhooks.endpoints import Owner, create_endpoint
from webhooks.event_types import PING, ReportAttached, ReportFacts, event_type_names
from webhooks.models import Event
from webhooks.outbox import record, record_event
from webhooks.post import body_of
from webhooks.tasks import send_low_balance_mail

pytestmark = pytest.mark.django_db

CONTRACT = [
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "customer.access.ending",
    "subscription.created",
    "subscription.updated",
    "subscription.cancelled",
    "credits.low",
    "credits.depleted",
    "credits.sealed",
    "dicom.report.attached",
    "dicom.report.detached",
]


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def since(known: set[int]) -> list[tuple[str, Any]]:
    """(type, data) of the events that weren't known, in their order."""
    return [(event.type, event.data) for event in Event.objects.exclude(pk__in=known).order_by("pk")]


def known() -> set[int]:
    return set(Event.objects.values_list("pk", flat=True))


def types(events: list[tuple[str, Any]]) -> list[str]:
    return [kind for kind, _ in events]


def document() -> dict[str, Any]:
    found: dict[str, Any] = built(PARTNER)
    return found


@cache
def schema_of(name: str) -> Draft202012Validator:
    """What the document says of an event's body."""
    whole = closed(document())
    body = event_operations(whole)[name]["requestBody"]["content"]["application/json"]["schema"]
    resource = Resource.from_contents(whole, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:document", resource)
    return Draft202012Validator({"$ref": f"urn:document{body['$ref']}"}, registry=registry)


def test_the_types_are_the_contracts_and_a_ping() -> None:
    assert event_type_names() == CONTRACT
    assert list(EVENT_TYPES) == [*CONTRACT, PING]


def test_a_type_is_declared_once() -> None:
    with pytest.raises(TakenName):
        declare(EVENT_TYPES["customer.created"])


def test_the_document_lists_every_type_for_partners_and_none_for_workspaces() -> None:
    assert list(document()["webhooks"]) == [*CONTRACT, PING]
    assert "webhooks" not in built(WORKSPACE)
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_an_examples_body_is_what_the_document_says(name: str) -> None:
    account, example = make_partner(), event_example(PARTNER, name)["example"]
    issued = create_endpoint(owner=Owner(account.pk, "live"), url="https://hooks.example.com/")
    record(account_id=account.pk, mode="live", type=name, data=example["data"])
    assert fan_out() == 1
    (turn,) = claim(most=1, suspect=False)
    assert turn.endpoint_id == issued.endpoint.pk
    body = orjson.loads(body_of(turn.parcels[0]))
    assert {**body, "id": example["id"], "timestamp": example["timestamp"]} == example
    assert [error.message for error in schema_of(name).iter_errors(body)] == []
    assert [error.message for error in schema_of(name).iter_errors({**body, "data": {}})] != []


def fits(events: list[tuple[str, Any]]) -> bool:
    """Whether the data of recorded events is what the document says of each."""
    envelope = {"id": "evt_1", "timestamp": "2026-11-22T00:00:00.000Z", "apiVersion": "v1", "mode": "live"}
    problems = [
        error.message
        for kind, data in events
        for error in schema_of(kind).iter_errors({**envelope, "event": kind, "data": data})
    ]
    return problems == []


def test_a_new_customer_is_told_with_its_subscription(shop: Shop) -> None:
    before = known()
    customer = shop.create(name="Ada", companyName="Example", seats=2)
    events = since(before)
    assert types(events) == ["customer.created", "subscription.created"]
    assert fits(events)
    created = customer.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert events[0][1] == {
        "customer": {
            "id": customer.public_id,
            "email": "one@example.com",
            "name": "Ada",
            "companyName": "Example",
            "status": "active",
            "organizationId": customer.organization.public_id,
            "createdAt": created,
        }
    }
    assert events[1][1]["customerId"] == customer.public_id
    assert events[1][1]["subscription"]["seats"] == 2
    assert events[1][1]["subscription"]["cost"] == 200


def test_each_change_is_told_by_what_it_changed(shop: Shop) -> None:
    customer = shop.create()

    def told(act: Any) -> list[str]:
        before = known()
        act()
        events = since(before)
        assert fits(events)
        return types(events)

    assert told(lambda: shop.change(customer, name="Ada")) == ["customer.updated"]
    assert told(lambda: shop.change(customer, seats=3)) == ["subscription.updated"]
    assert told(lambda: shop.change(customer, name="Eve", seats=4)) == ["customer.updated", "subscription.updated"]
    assert told(lambda: shop.change(customer, name="Eve", seats=4)) == []
    assert told(lambda: shop.post(customer, "suspend")) == ["customer.updated", "subscription.updated"]
    assert told(lambda: shop.post(customer, "reactivate")) == ["customer.updated", "subscription.updated"]
    assert told(lambda: shop.post(customer, "resend-welcome")) == []
    assert told(lambda: shop.api.patch(f"/customers/{customer.public_id}?dryRun=true", {"seats": 9})) == []
    assert told(lambda: shop.api.delete(f"/customers/{customer.public_id}?dryRun=true")) == []
    assert told(lambda: shop.api.patch(f"/customers/{customer.public_id}", {"planId": "none"})) == []
    assert told(lambda: shop.delete(customer)) == ["customer.deleted", "subscription.cancelled"]


def test_a_deletion_carries_its_refund(shop: Shop) -> None:
    customer = shop.create()
    before = known()
    answer = shop.delete(customer)
    (_, deleted), (_, cancelled) = since(before)
    assert deleted["refund"] == {"amount": answer["refund"], "balanceAfter": answer["balanceAfter"]}
    assert answer["refund"] > 99
    assert (deleted["customer"]["status"], cancelled["subscription"]["status"]) == ("deleted", "cancelled")


def test_renewals_tell_new_periods_past_due_and_suspensions(shop: Shop) -> None:
    customer = shop.create()
    subscription = Subscription.objects.get()

    def renewed(at: datetime.datetime) -> list[tuple[str, Any]]:
        before = known()
        renewals.renew_due(at)
        events = [event for event in since(before) if not event[0].startswith("credits.")]
        assert fits(events)
        return events

    events = renewed(subscription.period_end)
    assert types(events) == ["subscription.updated"]
    assert events[0][1]["subscription"]["status"] == "active"
    wallet = shop.seller.wallet()
    everything = ledger.Charge(wallet_id=wallet.pk, amount=wallet.balance, reference="all", description="All")
    ledger.charge(everything)
    end = Subscription.objects.get().period_end
    events = renewed(end)
    assert [data["subscription"]["status"] for _, data in events] == ["past_due"]
    assert renewed(end + datetime.timedelta(days=1, minutes=1)) == []
    events = renewed(end + datetime.timedelta(days=7, minutes=2))
    assert types(events) == ["subscription.updated", "customer.updated"]
    assert events[1][1]["customer"]["status"] == "suspended"
    shop.top_up(500_00)
    before = known()
    renewals.resume_unpaid(end + datetime.timedelta(days=8))
    assert types(since(before)) == ["subscription.updated", "customer.updated"]
    customer.refresh_from_db()
    assert customer.status == "active"


def test_a_falling_balance_is_told_once_and_mailed_once() -> None:
    shop = make_shop(balance=110_00)
    account = shop.seller.account
    account.partner.contact_email = "ops@example.com"
    account.partner.save()
    before = known()
    shop.create()
    events = since(before)
    assert types(events)[:1] + sorted(types(events)[1:]) == ["customer.created", "credits.low", "subscription.created"]
    assert fits(events)
    assert dict(events)["credits.low"] == {"balance": 10, "threshold": 10}
    assert fan_out() == 3
    assert fan_out() == 0
    job = ProcrastinateJob.objects.get(task_name="webhooks.send_low_balance_mail")
    send_low_balance_mail(**job.args)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ops@example.com"], "Your Tollgate balance is down to 10 credits")
    assert "Balance: 10 credits" in message.body


def test_test_credits_and_accounts_without_an_address_get_no_mail() -> None:
    account = make_partner()
    data = {"balance": 9, "threshold": 10}
    record(account_id=account.pk, mode="test", type="credits.low", data=data)
    fan_out()
    assert ProcrastinateJob.objects.count() == 0
    record(account_id=account.pk, mode="live", type="credits.low", data=data)
    fan_out()
    assert ProcrastinateJob.objects.count() == 0


def test_an_account_is_mailed_five_times_a_day_about_its_balance_however_often_it_falls() -> None:
    account, other = make_partner(), make_partner()
    Partner.objects.update(contact_email="ops@example.com")
    for account_id in (*[account.pk] * 7, other.pk):
        record(account_id=account_id, mode="live", type="credits.low", data={"balance": 9, "threshold": 10})
    assert fan_out() == 8
    mailed = [Event.objects.get(pk=job.args["event_id"]).account_id for job in ProcrastinateJob.objects.all()]
    assert sorted(mailed) == sorted([account.pk] * 5 + [other.pk])


def test_an_event_leaves_no_trace_of_a_change_that_was_rolled_back(shop: Shop) -> None:
    before = known()
    with transaction.atomic():
        shop.create()
        transaction.set_rollback(True)
    assert since(before) == []


def test_other_apps_record_instances_of_the_declared_classes() -> None:
    account = make_partner()
    report = ReportFacts("rpt_1", "CT thorax", "radiology", "pdf", 48_213, timezone.now())
    record_event(account_id=account.pk, mode="live", data=ReportAttached("pc_1", "1.2.840", report))
    event = Event.objects.get()
    assert (event.type, event.mode, event.dispatched_at) == ("dicom.report.attached", "live", None)
    assert event.data["report"]["fileType"] == "pdf"
    assert fits([(event.type, event.data)])
    assert timezone.now() - event.created_at < datetime.timedelta(minutes=5)
