"""A partner's years in random order, kept beside books of the test's own."""

import datetime
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from credits.models import AddOnPrice, Plan
from customers import renewals
from customers.models import Customer
from tests.lifecycle.books import broken_invariants, charged_and_refunded
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import make_shop, path_of, subscription_of

DISCOUNT = 15
ADD_ON, ADD_ON_PRICE, LENS_PRICE = "extraServers", 1_11, 7_77
#: Plan: price of a seat, period.
PLANS = {"small": (19_99, "month"), "large": (133_33, "month"), "free": (0, "month"), "year": (333_33, "year")}

DAY = 24 * 3600
orders = st.fixed_dictionaries(
    {},
    optional={
        "planId": st.sampled_from(list(PLANS)),
        "seats": st.integers(1, 5),
        "aiLensMedical": st.booleans(),
        "addOns": st.fixed_dictionaries({ADD_ON: st.integers(0, 5)}),
    },
)
short_durations = st.one_of(st.integers(1, 120), st.integers(1, 9 * DAY))
long_durations = st.one_of(st.integers(1, 45 * DAY), st.sampled_from([DAY, 28 * DAY, 31 * DAY, 70 * DAY]))


def price(order: dict[str, Any], seat: int) -> int:
    """Hundredths for a period: each component less 15 %, rounded half up once. Reckoned here on its own."""
    months = 12 if PLANS[order["planId"]][1] == "year" else 1
    plan = seat * order["seats"]
    lens = LENS_PRICE * months * order["seats"] if order["aiLensMedical"] else 0
    add_ons = ADD_ON_PRICE * months * order["addOns"].get(ADD_ON, 0)
    return sum((part * (100 - DISCOUNT) + 50) // 100 for part in (plan, lens, add_ons))


@dataclass
class Held:
    """What was held from a moment on: its cost for the whole of the calendar period that it was held in."""

    since: datetime.datetime
    cost: int
    start: datetime.datetime
    end: datetime.datetime

    def worth(self, until: datetime.datetime) -> Fraction:
        """The exact price of having held it so long."""
        held = max(int((min(until, self.end) - self.since).total_seconds()), 0)
        return Fraction(held * self.cost, int((self.end - self.start).total_seconds()))


@dataclass
class Paid:
    """A paid period: what was held in it, one after the other, and when it was given up, if it was."""

    held: list[Held]
    given_up: datetime.datetime | None = None

    @property
    def end(self) -> datetime.datetime:
        return self.held[-1].end

    @property
    def worth(self) -> Fraction:
        """The exact price of what was held: each for its part of its period."""
        last = min(self.given_up or self.end, self.end)
        ends = [following.since for following in self.held[1:]] + [last]
        return sum((held.worth(end) for held, end in zip(self.held, ends, strict=True)), Fraction())

    @property
    def tolerance(self) -> Fraction:
        """Each rounding is off by half a hundredth at most: a change has two of them, an early end one."""
        return len(self.held) - 1 + Fraction(self.given_up is not None, 2)


@dataclass
class Known:
    """One customer, what it has ordered, at which prices of a seat by plan, and its paid periods by number."""

    customer: Customer
    order: dict[str, Any]
    seats: dict[str, int]
    periods: dict[int, Paid] = field(default_factory=dict)
    deleted: bool = False

    @property
    def cost(self) -> int:
        return price(self.order, self.seats[self.order["planId"]])


class World(RuleBasedStateMachine):
    """Each rule is a call or the passing of time; the invariants are checked after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock(datetime.datetime(2027, 12, 31, 12, tzinfo=datetime.UTC))
        self.frozen = patch.object(timezone, "now", lambda: self.clock.time)
        self.frozen.start()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.shop = make_shop(balance=2000_00, discount_percent=DISCOUNT, open_customer_trials=1000)
        for slug, (cost, period) in PLANS.items():
            self.shop.plan(slug, cost, period=period, ai_lens_medical_price=LENS_PRICE)
        AddOnPrice.objects.update(price=ADD_ON_PRICE)
        self.known: list[Known] = []
        #: What a seat of each plan costs at the moment.
        self.listed = {slug: cost for slug, (cost, _) in PLANS.items()}

    def teardown(self) -> None:
        broken = broken_invariants()
        connection.set_rollback(True)
        self.undone.__exit__(None, None, None)
        self.frozen.stop()
        assert broken == []

    @initialize(first=orders, second=orders)
    def open(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        """Two customers to begin with, so that there is something to change."""
        self.create(first, 0)
        self.create(second, 0)

    @rule(order=orders, trial_days=st.sampled_from([0, 0, 5]))
    def create(self, order: dict[str, Any], trial_days: int) -> None:
        whole = {"planId": "small", "seats": 1, "aiLensMedical": False, "addOns": {}, **order}
        body = {**whole, "email": f"{len(self.known)}@example.com", "trialDays": trial_days}
        created = self.shop.api.post("/customers", body)
        assert created.status_code in (201, 400)
        if created.status_code == 201:
            customer = Customer.objects.get(public_id=created.json()["data"]["id"])
            self.known.append(Known(customer, whole, {whole["planId"]: self.listed[whole["planId"]]}))
            self._note()
        else:
            assert created.json()["error"]["details"]["required"] == price(whole, self.listed[whole["planId"]]) / 100

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0), order=orders.filter(bool), seconds=short_durations)
    def change(self, pick: int, order: dict[str, Any], seconds: int) -> None:
        self.clock.move(seconds=seconds)
        self._change(self._pick(pick), order)

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0), order=orders.filter(bool), seconds=short_durations)
    def change_and_undo(self, pick: int, order: dict[str, Any], seconds: int) -> None:
        """At the same instant that costs nothing, from a month to a year and back neither, nor at other prices."""
        self.clock.move(seconds=seconds)
        known = self._pick(pick)
        before, balance = known.order, self.shop.balance
        if self._change(known, order):
            self.reprice("small", 77_77)
            assert self._change(known, {**before, "addOns": {ADD_ON: before["addOns"].get(ADD_ON, 0)}})
        assert self.shop.balance == balance

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0), act=st.sampled_from(["suspend", "reactivate", "resend-welcome"]))
    def act(self, pick: int, act: str) -> None:
        done = self.shop.api.post(f"{path_of(self._pick(pick).customer)}/{act}")
        assert done.status_code in (200, 202, 400, 429 if act == "resend-welcome" else 400)
        self._note()

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0), seconds=short_durations)
    def delete(self, pick: int, seconds: int) -> None:
        self.clock.move(seconds=seconds)
        known = self._pick(pick)
        balance = self.shop.balance
        dry = self.shop.api.delete(f"{path_of(known.customer)}?dryRun=true")
        assert self.shop.balance == balance
        deleted = self.shop.api.delete(path_of(known.customer))
        assert deleted.status_code == dry.status_code == (400 if known.deleted else 200)
        if not known.deleted:
            assert deleted.json()["data"]["refund"] == dry.json()["data"]["refund"]
            known.deleted = True
            self._give_up(known)

    @rule(slug=st.sampled_from(list(PLANS)), cost=st.integers(0, 200_00))
    def reprice(self, slug: str, cost: int) -> None:
        """The platform changes its list; what is held costs as before until its period ends."""
        Plan.objects.filter(slug=slug).update(price=cost)
        self.listed[slug] = cost

    @rule(seconds=short_durations)
    def wait(self, seconds: int) -> None:
        self.clock.move(seconds=seconds)

    @rule(seconds=long_durations)
    def wait_and_renew_twice(self, seconds: int) -> None:
        self.clock.move(seconds=seconds)
        renewals.renew_due()
        balance = self.shop.balance
        assert renewals.renew_due() == 0
        assert self.shop.balance == balance
        self._note()

    @rule(amount=st.integers(1, 500_00))
    def top_up(self, amount: int) -> None:
        self.shop.top_up(amount)
        renewals.resume_unpaid()
        self._note()

    @invariant()
    def the_ledger_adds_up_to_the_balance(self) -> None:
        entries = self.shop.seller.entries()
        assert sum(entry.balance_change for entry in entries) == self.shop.balance >= 0

    @invariant()
    def a_period_costs_what_was_held_in_it(self) -> None:
        for known in self.known:
            for number, paid in known.periods.items():
                charged, refunded = charged_and_refunded(known.customer, number)
                assert 0 <= refunded <= charged
                assert abs(charged - refunded - paid.worth) <= paid.tolerance

    @invariant()
    def the_next_charge_falls_at_the_end_of_what_is_paid(self) -> None:
        for known in self.known:
            subscription = subscription_of(known.customer)
            if subscription.status in ("active", "trialing"):
                assert subscription.next_charge_at == subscription.period_end
            elif subscription.status != "past_due":
                assert subscription.next_charge_at is None

    def _pick(self, pick: int) -> Known:
        return self.known[pick % len(self.known)]

    def _change(self, known: Known, order: dict[str, Any]) -> bool:
        """Whether it was made; if it was refused the balance stays."""
        balance = self.shop.balance
        changed = self.shop.api.patch(path_of(known.customer), order)
        assert changed.status_code in (200, 400)
        if changed.status_code == 400:
            assert self.shop.balance == balance
            return False
        data = changed.json()["data"]
        known.order = {**known.order, **order}
        known.seats.setdefault(known.order["planId"], self.listed[known.order["planId"]])
        assert data["newCost"] == known.cost / 100
        assert round(balance - data["amount"] * 100) == self.shop.balance
        self._note()
        return True

    def _note(self) -> None:
        """Takes down periods that were paid since, and what is held in the running ones from now on."""
        for known in self.known:
            subscription = subscription_of(known.customer)
            number, period = subscription.period_number, (subscription.period_start, subscription.period_end)
            if known.deleted:
                continue
            if not subscription.is_paid:
                # Late renewals may charge some periods that have passed before the credits end.
                if known.periods and number not in known.periods:
                    self._begin(known, number + 1)
            elif number not in known.periods:
                self._begin(known, number)
                known.periods[number] = Paid([Held(subscription.period_start, known.cost, *period)])
            elif self._differs(known.periods[number].held[-1], known.cost, period):
                known.periods[number].held.append(Held(self.clock.time, known.cost, *period))

    def _begin(self, known: Known, number: int) -> None:
        """Ends the last paid period, and takes down those up to the one of this number at the list as it is now."""
        self._give_up(known)
        known.seats = {known.order["planId"]: self.listed[known.order["planId"]]}
        self._note_passed(known, number, known.cost)

    @staticmethod
    def _differs(held: Held, cost: int, period: tuple[datetime.datetime, datetime.datetime]) -> bool:
        return held.cost != cost or (held.start, held.end) != period

    def _note_passed(self, known: Known, number: int, cost: int) -> None:
        """Renewals that come late charge every period in between, whole."""
        for passed in range(max(known.periods, default=number - 1) + 1, number):
            somewhen = (self.clock.time - datetime.timedelta(days=1), self.clock.time)
            known.periods[passed] = Paid([Held(somewhen[0], cost, *somewhen)])

    def _give_up(self, known: Known) -> None:
        """The last paid period of a customer ends now, if it was still running."""
        if known.periods:
            last = known.periods[max(known.periods)]
            if self.clock.time < last.end:
                last.given_up = last.given_up or self.clock.time
