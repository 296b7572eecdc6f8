"""What may be done in which state: every pair, over the API."""

import datetime
from typing import Any

import pytest

from customers.models import Customer
from customers.states import ALLOWED, Act, State
from tests.calls import Api
from tests.lifecycle.books import everything
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import Shop, make_shop, path_of, subscription_of
from tests.lifecycle.situations import SITUATIONS

pytestmark = pytest.mark.django_db

#: Method, path after the customer's, body.
ACTS: dict[str, tuple[str, str, Any]] = {
    "profile": ("patch", "", {"name": "Ada"}),
    "order": ("patch", "", {"seats": 2}),
    "both": ("patch", "", {"name": "Ada", "seats": 2}),
    "same order": ("patch", "", {"seats": 1}),
    "suspend": ("post", "/suspend", None),
    "reactivate": ("post", "/reactivate", None),
    "resend": ("post", "/resend-welcome", None),
    "delete": ("delete", "", None),
    "dry suspend": ("post", "/suspend?dryRun=true", None),
    "dry reactivate": ("post", "/reactivate?dryRun=true", None),
    "dry delete": ("delete", "?dryRun=true", None),
    "dry order": ("patch", "?dryRun=true", {"seats": 2}),
    "read": ("get", "", None),
    "usage": ("get", "/usage", None),
}

#: For each situation: the state that its refusals name, and what is refused.
REFUSED: dict[str, tuple[str, set[str]]] = {
    "active": ("active", {"reactivate", "dry reactivate"}),
    "trialing": ("active", {"reactivate", "dry reactivate"}),
    "past_due": ("past_due", {"order", "both", "same order", "dry order", "reactivate", "dry reactivate"}),
    "suspended": ("suspended", {"order", "both", "same order", "dry order", "suspend", "dry suspend", "resend"}),
    "suspended_unpaid": ("suspended", {"order", "both", "same order", "dry order", "suspend", "dry suspend", "resend"}),
    "deleted": ("deleted", set(ACTS) - {"read", "usage"}),
}

PAIRS = [(situation, act) for situation in SITUATIONS for act in ACTS]


def perform(api: Api, customer: Customer, act: str) -> Any:
    method, suffix, body = ACTS[act]
    arguments = () if body is None else (body,)
    return getattr(api, method)(path_of(customer) + suffix, *arguments)


def in_situation(situation: str, clock: Clock) -> tuple[Shop, Customer]:
    """A customer in this situation; its partner has credits again."""
    shop = make_shop()
    customer = SITUATIONS[situation](shop, clock)
    shop.top_up(1000_00)
    return shop, customer


@pytest.mark.parametrize(("situation", "act"), PAIRS, ids=[f"{act} when {situation}" for situation, act in PAIRS])
def test_an_act_is_done_or_refused_by_the_name_of_the_state(clock: Clock, situation: str, act: str) -> None:
    shop, customer = in_situation(situation, clock)
    before = everything()
    answer = perform(shop.api, customer, act)
    state, refused = REFUSED[situation]
    if act not in refused:
        assert answer.status_code == (202 if act == "resend" else 200)
        return
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "FORBIDDEN")
    assert answer.json()["error"]["details"] == {"status": state}
    assert everything() == before


def test_the_table_in_the_code_has_a_row_for_every_state_and_names_no_act_that_none_allows() -> None:
    assert set(ALLOWED) == set(State)
    assert set[Act]().union(*ALLOWED.values()) == set(Act)


def test_a_list_shows_the_state(clock: Clock) -> None:
    shop = make_shop()
    customer = SITUATIONS["suspended"](shop, clock)
    listed = shop.api.get("/customers", status="suspended").json()["data"]["customers"]
    assert [(one["id"], one["status"], one["subscription"]["status"]) for one in listed] == [
        (customer.public_id, "suspended", "suspended")
    ]


def test_suspending_moves_nothing_and_stops_the_renewal(clock: Clock) -> None:
    shop, customer = in_situation("active", clock)
    balance = shop.balance
    data = shop.post(customer, "suspend")
    assert (data["customer"]["status"], data["creditsCharged"], data["balanceAfter"]) == ("suspended", 0, None)
    assert data["customer"]["subscription"]["status"] == "suspended"
    assert data["customer"]["subscription"]["periodEnd"] == "2026-05-01T00:00:00.000Z"
    assert shop.balance == balance


def test_reactivated_within_its_period_it_costs_nothing(clock: Clock) -> None:
    shop, customer = in_situation("suspended", clock)
    clock.set("2026-04-30T23:59:59")
    balance = shop.balance
    data = shop.post(customer, "reactivate")
    assert (data["customer"]["status"], data["creditsCharged"], data["balanceAfter"]) == ("active", 0, None)
    assert data["customer"]["subscription"]["status"] == "active"
    assert data["customer"]["subscription"]["periodEnd"] == "2026-05-01T00:00:00.000Z"
    assert shop.balance == balance


@pytest.mark.parametrize("moment", ["2026-05-01T00:00:00", "2026-07-31T12:00:00"])
def test_reactivated_after_its_period_a_new_one_begins_and_is_charged(clock: Clock, moment: str) -> None:
    shop, customer = in_situation("suspended", clock)
    clock.set(moment)
    balance = shop.balance
    data = shop.post(customer, "reactivate")
    assert (data["customer"]["status"], data["creditsCharged"]) == ("active", 100)
    assert data["balanceAfter"] == (balance - 100_00) / 100
    assert data["customer"]["subscription"]["periodStart"] == f"{moment}.000Z"
    assert shop.balance == balance - 100_00


def test_reactivated_in_its_trial_the_trial_goes_on(clock: Clock) -> None:
    shop, customer = in_situation("trialing", clock)
    shop.post(customer, "suspend")
    clock.move(days=14)
    data = shop.post(customer, "reactivate")
    assert (data["customer"]["subscription"]["status"], data["creditsCharged"]) == ("trialing", 0)
    assert data["customer"]["subscription"]["periodEnd"] == "2026-05-01T00:00:00.000Z"


def test_reactivated_after_its_trial_the_first_period_begins_and_is_charged(clock: Clock) -> None:
    shop, customer = in_situation("trialing", clock)
    shop.post(customer, "suspend")
    clock.set("2026-05-10T00:00:00")
    data = shop.post(customer, "reactivate")
    assert (data["customer"]["subscription"]["status"], data["creditsCharged"]) == ("active", 100)
    assert data["customer"]["subscription"]["periodEnd"] == "2026-06-10T00:00:00.000Z"


@pytest.mark.parametrize("unpaid_days", [1, 6, 7])
def test_unpaid_days_before_a_suspension_are_the_first_of_the_new_period(clock: Clock, unpaid_days: int) -> None:
    shop, customer = in_situation("past_due", clock)
    clock.move(days=unpaid_days)
    shop.post(customer, "suspend")
    clock.set("2026-05-20T00:00:00")
    data = shop.post(customer, "reactivate")
    start = datetime.datetime(2026, 5, 20 - unpaid_days, tzinfo=datetime.UTC)
    assert data["creditsCharged"] == 100
    assert data["customer"]["subscription"]["periodStart"] == f"{start:%Y-%m-%d}T00:00:00.000Z"
    assert data["customer"]["subscription"]["periodEnd"] == f"{start:%Y}-06-{start:%d}T00:00:00.000Z"
    assert subscription_of(customer).next_charge_at == start.replace(month=6)


def test_no_more_than_a_week_counts_as_unpaid_however_late_the_renewal_was(clock: Clock) -> None:
    shop, customer = in_situation("past_due", clock)
    clock.move(days=40)
    shop.post(customer, "suspend")
    shop.post(customer, "reactivate")
    assert subscription_of(customer).period_start == clock.time - datetime.timedelta(days=7)


def test_reactivated_by_the_partner_what_was_unpaid_is_charged_once(clock: Clock) -> None:
    shop, customer = in_situation("suspended_unpaid", clock)
    balance = shop.balance
    data = shop.post(customer, "reactivate")
    assert (data["customer"]["status"], data["creditsCharged"]) == ("active", 100)
    assert shop.balance == balance - 100_00
