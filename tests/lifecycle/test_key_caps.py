"""A key's own cap for a calendar month: counted with the charge, for this key alone, and never passed."""

import datetime
from functools import partial
from typing import Any

import pytest

from customers import renewals
from partners.keys import rotate_key
from partners.models import ApiKey, KeySpend
from partners.modes import TEST
from tests.calls import Api
from tests.factories import give_credits, make_key
from tests.lifecycle.books import balance_by_entries, broken_invariants, everything
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import BALANCE, Shop, make_shop, path_of
from tests.lifecycle.twins import together

APRIL = datetime.date(2026, 4, 1)


def buy(api: Api, shop: Shop, number: int, **fields: Any) -> Any:
    """POST /customers for a seat of 100.00."""
    body = {"email": f"{number}@example.com", "planId": shop.seller.plan.slug, "sendWelcomeEmail": False, **fields}
    return api.post("/customers", body)


@pytest.mark.django_db
def test_up_to_the_cap_and_not_a_hundredth_further(clock: Clock) -> None:
    shop = make_shop()
    api = Api(make_key(shop.seller.account, monthly_cap=200_00))
    assert [buy(api, shop, number).status_code for number in range(2)] == [201, 201]
    before = everything()
    refused = buy(api, shop, 3)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "KEY_CAP_REACHED")
    assert refused.json()["error"]["details"] == {
        "cap": 200,
        "spent": 200,
        "required": 100,
        "resetsAt": "2026-05-01T00:00:00.000Z",
    }
    assert everything() == before
    assert [(spend.month, spend.spent) for spend in KeySpend.objects.all()] == [(APRIL, 200_00)]


@pytest.mark.django_db
def test_a_first_charge_above_the_cap_is_refused_and_leaves_no_trace(clock: Clock) -> None:
    shop = make_shop()
    api = Api(make_key(shop.seller.account, monthly_cap=99_99))
    before = everything()
    refused = buy(api, shop, 1)
    assert refused.json()["error"]["details"]["spent"] == 0
    assert everything() == before
    assert KeySpend.objects.count() == 0


@pytest.mark.django_db
def test_a_cap_of_zero_allows_what_costs_nothing_now(clock: Clock) -> None:
    shop = make_shop()
    api = Api(make_key(shop.seller.account, monthly_cap=0))
    assert buy(api, shop, 1, trialDays=14).status_code == 201
    assert buy(api, shop, 2).json()["error"]["code"] == "KEY_CAP_REACHED"


@pytest.mark.django_db
def test_a_new_month_begins_at_midnight_utc(clock: Clock) -> None:
    shop = make_shop()
    api = Api(make_key(shop.seller.account, monthly_cap=100_00))
    assert buy(api, shop, 1).status_code == 201
    clock.set("2026-04-30T23:59:59.999")
    refused = buy(api, shop, 2)
    assert refused.json()["error"]["details"]["resetsAt"] == "2026-05-01T00:00:00.000Z"
    clock.set("2026-05-01T00:00:00")
    assert buy(api, shop, 2).status_code == 201
    clock.set("2026-12-31T23:59:59")
    assert buy(api, shop, 3).status_code == 201
    refused = buy(api, shop, 4)
    assert refused.json()["error"]["details"]["resetsAt"] == "2027-01-01T00:00:00.000Z"


@pytest.mark.django_db
def test_a_charge_that_the_balance_refuses_uses_up_nothing_of_the_cap(clock: Clock) -> None:
    shop = make_shop(balance=99_99)
    api = Api(make_key(shop.seller.account, monthly_cap=100_00))
    assert buy(api, shop, 1).json()["error"]["code"] == "INSUFFICIENT_CREDITS"
    shop.top_up(1)
    assert buy(api, shop, 1).status_code == 201


@pytest.mark.django_db
def test_refunds_give_nothing_of_the_cap_back(clock: Clock) -> None:
    shop = make_shop()
    api = Api(make_key(shop.seller.account, monthly_cap=150_00))
    created = buy(api, shop, 1)
    assert api.delete(f"/customers/{created.json()['data']['id']}").json()["data"]["refund"] == 100
    assert buy(api, shop, 1).json()["error"]["details"]["spent"] == 100


@pytest.mark.django_db
def test_renewals_are_no_spending_of_any_key(clock: Clock) -> None:
    shop = make_shop()
    api = Api(make_key(shop.seller.account, monthly_cap=100_00))
    assert buy(api, shop, 1).status_code == 201
    clock.set("2026-05-01T00:00:00")
    assert renewals.renew_due() == 1
    assert [(spend.month, spend.spent) for spend in KeySpend.objects.all()] == [(APRIL, 100_00)]


@pytest.mark.django_db
def test_other_keys_of_the_account_are_not_concerned(clock: Clock) -> None:
    shop = make_shop()
    give_credits(shop.seller.account, 100_00, TEST)
    first = Api(make_key(shop.seller.account, monthly_cap=100_00))
    second = Api(make_key(shop.seller.account, monthly_cap=100_00))
    in_test_mode = Api(make_key(shop.seller.account, TEST, monthly_cap=100_00))
    assert [buy(api, shop, 1 + number).status_code for number, api in enumerate([first, second, in_test_mode])] == [
        201,
        201,
        201,
    ]
    assert buy(first, shop, 4).status_code == 403
    assert buy(shop.api, shop, 4).status_code == 201


@pytest.mark.django_db
def test_a_raised_cap_counts_from_the_next_call_on(clock: Clock) -> None:
    shop = make_shop()
    api = Api(make_key(shop.seller.account, monthly_cap=100_00))
    assert [buy(api, shop, number).status_code for number in range(2)] == [201, 403]
    ApiKey.objects.filter(monthly_cap=100_00).update(monthly_cap=200_00)
    assert buy(api, shop, 2).status_code == 201
    ApiKey.objects.filter(monthly_cap=200_00).update(monthly_cap=50_00)
    assert buy(api, shop, 3).json()["error"]["details"]["spent"] == 200


@pytest.mark.django_db
def test_a_rotated_key_and_its_successors_spend_from_one_cap() -> None:
    shop = make_shop()
    first = make_key(shop.seller.account, monthly_cap=300_00)
    second = rotate_key(key=ApiKey.objects.get(monthly_cap=300_00), overlap=datetime.timedelta(hours=1))
    third = rotate_key(key=second.key, overlap=datetime.timedelta(hours=1))
    assert third.key.monthly_cap == 300_00
    keys = [first, second.secret, third.secret, first, third.secret]
    answers = [buy(Api(key), shop, number) for number, key in enumerate(keys)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 403, 403]
    assert {answer.json()["error"]["details"]["spent"] for answer in answers[3:]} == {300}
    assert KeySpend.objects.get().spent == 300_00


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_charges_never_pass_the_cap(clock: Clock) -> None:
    shop = make_shop()
    key = make_key(shop.seller.account, monthly_cap=750_00)
    answers = together([partial(buy, Api(key), shop, number) for number in range(20)])
    assert sorted(answer.status_code for answer in answers) == [201] * 7 + [403] * 13
    assert KeySpend.objects.get().spent == 700_00
    assert shop.balance == BALANCE - 700_00 == balance_by_entries(shop.seller)
    assert broken_invariants() == []


@pytest.mark.django_db(transaction=True)
def test_creating_changing_and_reactivating_at_once_with_one_capped_key_wait_for_each_other_in_one_order(
    clock: Clock,
) -> None:
    shop = make_shop()
    changed = [shop.create(email=f"changed{number}@example.com") for number in range(5)]
    suspended = [shop.create(email=f"suspended{number}@example.com") for number in range(5)]
    for customer in suspended:
        shop.post(customer, "suspend")
    clock.set("2026-04-30T00:00:00")
    for customer in suspended:
        customer.subscription.period_end = clock.time
        customer.subscription.save(update_fields=["period_end"])
    key = make_key(shop.seller.account, monthly_cap=10_000_00)
    spent = BALANCE - shop.balance
    calls = [
        *(partial(buy, Api(key), shop, number) for number in range(5)),
        *(partial(Api(key).patch, path_of(customer), {"seats": 31}) for customer in changed),
        *(partial(Api(key).post, f"{path_of(customer)}/reactivate") for customer in suspended),
    ]
    assert {answer.status_code for answer in together(calls)} == {200, 201}
    # Five seats, five reactivations, and 30 seats more for the last of 30 days, five times.
    assert BALANCE - shop.balance - spent == 5 * 100_00 + 5 * 100_00 + 5 * 100_00
    assert KeySpend.objects.get().spent == 1500_00
    assert broken_invariants() == []
