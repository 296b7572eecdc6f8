"""A partner's weeks: it buys credits, sells, changes, attaches a report and deletes, and hears of all of it."""

import datetime
from typing import Any

import orjson
from django.conf import settings

from credits import ledger
from credits.chain import announce_seals, seal_all
from credits.defaults import load_plans
from credits.models import GrantKind, Plan
from credits.posting import Note
from credits.wallets import open_wallets
from customers.access import NOTICE, announce_ends
from customers.lifecycle import suspend
from customers.models import Customer
from errors_docs.jsonform import iso
from errors_docs.surfaces import PARTNER
from partners import request_log
from partners.accounts import create_partner
from partners.defaults import load_tiers
from partners.models import Account, Tier
from tests.contract.recording.walk import Walk
from tests.factories import Seller, enable_plan, make_key, price_add_ons, wallet_of
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.studies import made_uid
from tests.lifecycle.clock import Clock
from webhooks.dispatch import claim, fan_out, settle
from webhooks.models import Outcome
from webhooks.post import body_of
from webhooks.turn import Result, Served

STUDY: dict[str, Any] = {
    "StudyInstanceUID": "1.2.826.0.1.3680043.8.498.1234567890",
    "SeriesInstanceUID": made_uid(1, "series"),
    "SOPInstanceUID": made_uid(1, "instance"),
    "PatientID": "PAT-0042",
    "PatientName": "Example^Grace",
    "StudyDescription": "CT thorax",
    "AccessionNumber": "ACC000017",
}
TRIAL = {"email": "grace@example.com", "name": "Grace Example", "planId": "clinic", "trialDays": 14}
EVERYTHING = {"url": "https://warehouse.example.com/events", "description": "Everything, for the warehouse"}


def walk_partner(clock: Clock) -> Walk:
    """Every operation of the Partner API with a good answer, and every event."""
    load_tiers()
    load_plans()
    account = create_partner(name="Example Imaging", tier=Tier.objects.get(slug="gold"), contact_email="")
    open_wallets(account)
    bought = Note(reference="order:1042", description="1,000 credits")
    ledger.grant(wallet_id=wallet_of(account).pk, amount=1000_00, kind=GrantKind.PURCHASED, note=bought)
    for plan in Plan.objects.all():
        enable_plan(account, plan)
    price_add_ons(account)
    walk = Walk(PARTNER, make_key(account, name="Production"), clock)
    for part in (_looks_around, _listens, _sells, _attaches, _replays, _settles_up, _gives_up):
        part(walk, account)
    return walk


def _looks_around(walk: Walk, account: Account) -> None:
    seal_all()
    for operation in ("accountGet", "indexGet", "errorsList", "errorsGet", "plansList", "plansGet"):
        walk.call(operation)


def _listens(walk: Walk, account: Account) -> None:
    walk.know("webhookId", walk.call("webhooksCreate")["data"]["id"])
    walk.call("webhooksCreate", body=EVERYTHING)
    walk.call("webhooksGet")
    walk.call("webhooksList")


def _sells(walk: Walk, account: Account) -> None:
    walk.call("customersQuote")
    walk.know("requestId", walk.request_id)
    walk.call("customersCreate", "?dryRun=true")
    walk.know("customerId", walk.call("customersCreate")["data"]["id"])
    walk.call("customersCreate", body=TRIAL)
    walk.call("customersGet")
    walk.call("customersList")
    walk.call("customersResendWelcome")
    walk.wait(days=10)
    walk.call("customersUpdate")
    walk.call("customersSuspend")
    walk.call("customersReactivate")
    _deliver(walk)


def _attaches(walk: Walk, account: Account) -> None:
    walk.know("agentId", walk.call("customersAgentsCreate")["data"]["id"])
    walk.call("customersAgentsList")
    customer = Customer.objects.get(public_id=walk.ids["customerId"])
    make_study(Clinic(Seller(account, Plan.objects.get(slug="starter"), walk.key), customer, token=""), **STUDY)
    walk.know("reportId", walk.call("customersDicomStudiesReportsCreate")["data"]["reportId"])
    for operation in ("List", "Get", "ReportsList", "ReportsGet", "TimelineLinksCreate"):
        walk.call(f"customersDicomStudies{operation}")
    walk.call("customersUsageGet")
    walk.call("customersDicomStudiesReportsDelete")
    walk.call("customersAgentsDelete")
    _deliver(walk)


def _replays(walk: Walk, account: Account) -> None:
    walk.know("deliveryId", walk.call("webhooksTest")["data"]["id"])
    _deliver(walk)
    walk.call("webhooksDeliveriesList")
    walk.call("webhooksDeliveriesGet")
    walk.call("webhooksDeliveriesReplay")
    walk.call("webhooksReplay", body={"since": iso(walk.clock.time), "until": iso(_tomorrow()), "failedOnly": False})
    for operation in ("webhooksUpdate", "webhooksRotateSecret", "webhooksDelete"):
        walk.call(operation)


def _settles_up(walk: Walk, account: Account) -> None:
    announce_seals()
    walk.call("accountCreditsHistoryList")
    walk.call("usageSummaryGet")
    request_log.flush()
    walk.call("requestsList", "?limit=2")
    walk.call("requestsGet")


def _gives_up(walk: Walk, account: Account) -> None:
    walk.call("customersDelete")
    _suspends_the_trial(walk)
    _deliver(walk)
    wallet = wallet_of(account)
    for name, left in (("low", 9_50), ("depleted", 0)):
        amount = wallet_of(account).balance - left
        ledger.charge(ledger.Charge(wallet_id=wallet.pk, amount=amount, reference=name, description="Spent"))
    _deliver(walk)


def _suspends_the_trial(walk: Walk) -> None:
    """Until a week before the end of its grace."""
    suspend(Customer.objects.get(email=TRIAL["email"]))
    walk.wait(days=settings.SUSPENDED_ACCESS_DAYS - NOTICE.days)
    assert announce_ends() == 1


def _tomorrow() -> datetime.datetime:
    """By the clock of the database, which deliveries have."""
    return datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)


def _deliver(walk: Walk) -> None:
    """Does what the sender does, but for the network: every endpoint answers 200."""
    fan_out()
    for turn in claim(most=10, suspect=False):
        for parcel in turn.parcels:
            walk.hear(orjson.loads(body_of(parcel)))
        results = [Result(each, Outcome.SUCCEEDED, walk.clock.time, 84, 200, "", "ok") for each in turn.parcels]
        settle([Served(turn, results)])
