"""A partner that tries to have more than it pays for: the model counts on its own what each customer had.

What a customer has costs, each second, its order's price by the second of its period. What it had may exceed what was
charged for it (less refunds) by one unpaid week and a trial of its mailbox; what it stored by the grace for reading.
Credits of a grant that ends live on for one grace at most, however often they are spent and refunded.
"""

import datetime
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from credits import ledger
from credits.allocation import HEIR_LIFETIME
from credits.ledger import Note
from credits.models import AddOnPrice, Entry, GrantKind
from credits.models.plan import RefundRule
from customers import renewals
from customers.access import is_readable
from customers.models import Customer, CustomerStatus, Subscription, Usage
from customers.usage import UNIT_GB
from errors_docs.exceptions import StorageFull
from imaging.quota import take_room
from tests.credits.purse import pass_days
from tests.lifecycle.books import broken_invariants
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import make_shop, path_of, subscription_of

DAY = datetime.timedelta(days=1)
GB = 10**9
SERVER, HOT = "extraServers", "hotStorageUnits"
ADD_ON_PRICE, LENS_PRICE = 3_37, 7_77
#: Plan: price of a seat, months of its period, gigabytes, refund rule.
PLANS = {
    "small": (19_99, 1, 1, RefundRule.UNUSED),
    "large": (133_33, 1, 700, RefundRule.UNUSED),
    "free": (0, 1, 1, RefundRule.UNUSED),
    "year": (333_33, 12, 50, RefundRule.LESS_MONTHLY),
    "final": (99_99, 1, 50, RefundRule.NONE),
}
#: What a trial may have at most in this shop.
TRIAL_DAYS, TRIAL_SEATS, TRIAL_UNITS = 20, 3, 2
UNPAID = 7 * DAY

orders = st.fixed_dictionaries(
    {},
    optional={
        "planId": st.sampled_from(list(PLANS)),
        "seats": st.integers(1, 5),
        "aiLensMedical": st.booleans(),
        "addOns": st.fixed_dictionaries({}, optional={SERVER: st.integers(0, 4), HOT: st.integers(0, 3)}),
    },
)
#: Four spellings of two mailboxes.
mailboxes = st.sampled_from(["ada@example.com", "ada+1@example.com", "ADA@example.com", "bob@example.com"])


@dataclass
class Having:
    """One customer and what it had so far: credits' worth (hundredths), and byte-seconds stored, bought and excused."""

    customer: Customer
    mailbox: str
    order: dict[str, Any]
    worth: Fraction = Fraction()
    stored: int = 0
    bought: int = 0
    excused: int = 0
    #: Since when: it was used unpaid; it is suspended.
    unpaid: datetime.timedelta = datetime.timedelta()
    suspended: datetime.timedelta = datetime.timedelta()

    @property
    def price(self) -> int:
        """Hundredths for a period, reckoned here on its own."""
        seat, months, _, _ = PLANS[self.order["planId"]]
        lens = LENS_PRICE * months if self.order["aiLensMedical"] else 0
        seats: int = self.order["seats"]
        units: int = sum(self.order["addOns"].values())
        return (seat + lens) * seats + ADD_ON_PRICE * months * units

    @property
    def quota(self) -> int:
        """Bytes."""
        units: int = self.order["addOns"].get(HOT, 0)
        return (PLANS[self.order["planId"]][2] + UNIT_GB[HOT] * units) * GB

    def rate(self, subscription: Subscription) -> Fraction:
        """Hundredths a second: by the running period; by the longest there can be if that is over."""
        months = PLANS[self.order["planId"]][1]
        length = subscription.period_end - subscription.period_start
        if not subscription.is_paid or length < 28 * DAY * months:
            length = 31 * DAY if months == 1 else 366 * DAY
        return Fraction(self.price, int(length.total_seconds()))


class Adversary(RuleBasedStateMachine):
    """Each rule is something that a partner may try; time passes with the platform's tasks at work."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock(datetime.datetime(2027, 12, 31, 12, tzinfo=datetime.UTC))
        # The ledger keeps to the database's clock, which can't be moved: what ends there is brought nearer instead.
        real = SimpleNamespace(now=lambda: datetime.datetime.now(datetime.UTC))
        self.frozen = ExitStack()
        self.frozen.enter_context(patch.object(timezone, "now", lambda: self.clock.time))
        self.frozen.enter_context(patch.object(ledger, "timezone", real))
        self.undone = transaction.atomic()
        self.undone.__enter__()
        bounds = {"days": TRIAL_DAYS, "seats": TRIAL_SEATS, "units": TRIAL_UNITS}
        self.shop = make_shop(balance=0, **{f"customer_trial_{name}": bound for name, bound in bounds.items()})
        for slug, (price, months, gigabytes, refund) in PLANS.items():
            period = "year" if months == 12 else "month"
            monthly = {"monthly_price": 50_00} if refund == RefundRule.LESS_MONTHLY else {}
            fields = {"included_storage_gb": gigabytes, "refund_rule": refund, **monthly}
            self.shop.plan(slug, price, period=period, ai_lens_medical_price=LENS_PRICE, **fields)
        AddOnPrice.objects.update(price=ADD_ON_PRICE)
        self.all: list[Having] = []
        self.trials: dict[str, datetime.timedelta] = {}
        self.lasting = 0
        #: Amount of each grant that ends, and how long it has still to live; both for the invariant about them.
        self.ending: list[tuple[int, datetime.timedelta]] = []
        self.outlived = 0

    def teardown(self) -> None:
        """At the end it gives everything back: only then does each period show what it cost."""
        try:
            for having in self.all:
                self._delete(having)
            self.nobody_had_more_than_was_paid_for()
            assert broken_invariants() == []
        finally:
            connection.set_rollback(True)
            self.undone.__exit__(None, None, None)
            self.frozen.close()

    @initialize(order=orders)
    def begin(self, order: dict[str, Any]) -> None:
        self.give(200_00, 20)
        self.create("ada@example.com", order, 0)

    @rule(email=mailboxes, order=orders, trial_days=st.sampled_from([0, 0, 7, TRIAL_DAYS, TRIAL_DAYS + 1, 90]))
    def create(self, email: str, order: dict[str, Any], trial_days: int) -> None:
        whole = {"planId": "small", "seats": 1, "aiLensMedical": False, "addOns": {}, **order}
        made = self.shop.api.post("/customers", {**whole, "email": email, "trialDays": trial_days})
        assert made.status_code in (201, 400, 403, 409)
        if made.status_code == 201:
            customer = Customer.objects.get(public_id=made.json()["data"]["id"])
            mailbox = email.split("@")[0].split("+")[0].lower()
            self.all.append(Having(customer, mailbox, whole))

    @precondition(lambda self: self.all)
    @rule(pick=st.integers(0), order=orders.filter(bool))
    def change(self, pick: int, order: dict[str, Any]) -> None:
        having = self._pick(pick)
        changed = self.shop.api.patch(path_of(having.customer), order)
        assert changed.status_code in (200, 400, 403, 409)
        if changed.status_code == 200:
            add_ons = {**having.order["addOns"], **order.get("addOns", {})}
            having.order = {**having.order, **order, "addOns": add_ons}

    @precondition(lambda self: self.all)
    @rule(pick=st.integers(0), act=st.sampled_from(["suspend", "reactivate"]))
    def act(self, pick: int, act: str) -> None:
        assert self.shop.api.post(f"{path_of(self._pick(pick).customer)}/{act}").status_code in (200, 400)

    @precondition(lambda self: self.all)
    @rule(pick=st.integers(0))
    def delete(self, pick: int) -> None:
        self._delete(self._pick(pick))

    @precondition(lambda self: self.all)
    @rule(pick=st.integers(0), gigabytes=st.sampled_from([1, 49, 500, 700, 1500]))
    def store(self, pick: int, gigabytes: int) -> None:
        """As each way of uploading does; that they all ask for the status is tested where they are."""
        customer = Customer.objects.get(pk=self._pick(pick).customer.pk)
        if customer.status == CustomerStatus.ACTIVE:
            with suppress(StorageFull), transaction.atomic():
                take_room(customer, gigabytes * GB, reports=0)

    @precondition(lambda self: self.all)
    @rule(pick=st.integers(0))
    def clear(self, pick: int) -> None:
        Usage.objects.filter(customer=self._pick(pick).customer).update(storage_bytes=0, files=0)

    @rule(amount=st.sampled_from([1, 20_00, 100_00]))
    def top_up(self, amount: int) -> None:
        self.shop.top_up(amount)
        self.lasting += amount
        renewals.resume_unpaid()

    @rule(amount=st.sampled_from([50_00, 300_00]), days=st.sampled_from([1, 10, 40]))
    def give(self, amount: int, days: int) -> None:
        """Credits that end."""
        life = datetime.timedelta(days=days)
        expires_at = datetime.datetime.now(datetime.UTC) + life
        note = Note(reference=f"test:ending:{len(self.ending)}", description="A present")
        wallet_id = self.shop.seller.wallet().pk
        ledger.grant(wallet_id=wallet_id, amount=amount, kind=GrantKind.PROMOTIONAL, note=note, expires_at=expires_at)
        self.ending.append((amount, life))
        renewals.resume_unpaid()

    @rule(seconds=st.one_of(st.integers(1, 3600), st.integers(3600, 40 * 24 * 3600)))
    def wait(self, seconds: int) -> None:
        """The platform renews what is due when it is due, and tries what is unpaid daily."""
        end = self.clock.time + datetime.timedelta(seconds=seconds)
        while self.clock.time < end:
            due = Subscription.objects.filter(next_charge_at__gt=self.clock.time).order_by("next_charge_at").first()
            stop = min(end, self.clock.time + DAY, *([due.next_charge_at] if due and due.next_charge_at else []))
            self._pass(stop - self.clock.time)
            renewals.renew_due()

    @invariant()
    def nobody_had_more_than_was_paid_for(self) -> None:
        for having in self.all:
            name, rate = having.customer.public_id, having.rate(subscription_of(having.customer))
            entries = list(Entry.objects.filter(customer_id=name))
            paid = sum(-entry.balance_change for entry in entries)
            week = rate * int(min(having.unpaid, UNPAID).total_seconds())
            assert having.worth <= paid + week + len(entries), f"{having.mailbox} had {float(having.worth)} for {paid}"

    @invariant()
    def nothing_is_stored_beyond_what_was_bought_and_the_grace(self) -> None:
        for having in self.all:
            assert having.stored <= having.bought + having.excused

    @invariant()
    def credits_that_end_have_one_grace(self) -> None:
        """A step of a day is counted whole."""
        ended = sum(amount for amount, life in self.ending if life <= datetime.timedelta())
        assert self.outlived <= ended * int((HEIR_LIFETIME + DAY).total_seconds())

    @invariant()
    def a_mailbox_has_one_trial(self) -> None:
        for length in self.trials.values():
            assert length <= datetime.timedelta(days=TRIAL_DAYS)

    def _pick(self, pick: int) -> Having:
        return self.all[pick % len(self.all)]

    def _delete(self, having: Having) -> None:
        assert self.shop.api.delete(path_of(having.customer)).status_code in (200, 400)

    def _pass(self, length: datetime.timedelta) -> None:
        """Count what each customer has in a time in which no task runs."""
        alive = sum(amount for amount, life in self.ending if life > datetime.timedelta())
        self.outlived += max(self.shop.balance - self.lasting - alive, 0) * int(length.total_seconds())
        self.ending = [(amount, life - length) for amount, life in self.ending]
        used = dict(Usage.objects.values_list("customer_id", "storage_bytes"))
        for having in self.all:
            self._count(having, length, used.get(having.customer.pk, 0))
        self.clock.time += length
        wallet = self.shop.seller.wallet()
        pass_days(wallet, length / DAY)
        ledger.expire(wallet_id=wallet.pk)

    def _count(self, having: Having, length: datetime.timedelta, used: int) -> None:
        subscription, seconds = subscription_of(having.customer), int(length.total_seconds())
        customer = subscription.customer
        if customer.status == "active":
            having.suspended = datetime.timedelta()
            having.bought += having.quota * seconds
            having.stored += used * seconds
            if subscription.status == "trialing":
                self._count_trial(having, length)
            else:
                having.worth += having.rate(subscription) * seconds
                having.unpaid = datetime.timedelta() if subscription.is_paid else having.unpaid + length
        else:
            left = datetime.timedelta(days=settings.SUSPENDED_ACCESS_DAYS) - having.suspended
            readable = min(length, left) if is_readable(customer) else datetime.timedelta()
            assert readable >= datetime.timedelta()
            having.suspended += length
            having.stored += used * int(readable.total_seconds())
            having.excused += used * int(readable.total_seconds())

    def _count_trial(self, having: Having, length: datetime.timedelta) -> None:
        had = self.trials.get(having.mailbox, datetime.timedelta())
        self.trials[having.mailbox] = had + length
        assert having.order["seats"] <= TRIAL_SEATS
        assert having.order["addOns"].get(SERVER, 0) <= TRIAL_UNITS
        assert having.order["addOns"].get(HOT, 0) == 0
