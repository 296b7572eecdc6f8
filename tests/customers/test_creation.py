"""POST /customers as it succeeds: what is written, what is charged, what is answered."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from credits.models import Kind, Wallet
from customers.models import Customer, Organization, Subscription
from customers.periods import period_at
from partners.modes import TEST
from tests.calls import Api
from tests.factories import (
    Seller,
    enable_plan,
    give_credits,
    make_customer,
    make_key,
    make_plan,
    make_seller,
    wallet_of,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def create(seller: Seller, *, key: str = "", **fields: Any) -> Any:
    """The answer's data for a customer of the seller's plan."""
    body = {"email": "mona@example.com", "planId": seller.plan.slug, **fields}
    answer = Api(key or seller.key).post("/customers", body)
    assert answer.status_code == 201, answer.content
    return answer.json()["data"]


def moment(text: str) -> datetime.datetime:
    parsed = parse_datetime(text)
    assert parsed is not None
    return parsed


def test_the_whole_body_is_kept_and_answered() -> None:
    seller = make_seller(balance=1000_00)
    answer = create(
        seller,
        name="Mona Ray",
        companyName="Ray Clinic",
        phone="+49 30 1234567",
        seats=2,
        addOns={"hotStorageUnits": 3, "extraServers": 1, "coldStorageUnits": 0},
        accountFocusMode="medical",
        aiLensMedical=True,
        sendWelcomeEmail=False,
        language="de",
    )
    customer = Customer.objects.get()
    subscription = answer.pop("subscription")
    created_at = answer.pop("createdAt")
    assert answer == {
        "id": customer.public_id,
        "dryRun": False,
        "email": "mona@example.com",
        "name": "Mona Ray",
        "companyName": "Ray Clinic",
        "phone": "+49 30 1234567",
        "language": "de",
        "accountFocusMode": "medical",
        "status": "active",
        "organizationId": Organization.objects.get().public_id,
        "cost": {"basePlanCost": 200, "addOnCost": 100, "aiLensMedicalCost": 20, "total": 320},
        "creditsCharged": 320,
        "balanceAfter": 680,
        "welcomeEmail": None,
    }
    start, end = moment(subscription.pop("periodStart")), moment(subscription.pop("periodEnd"))
    assert subscription == {
        "planId": seller.plan.slug,
        "status": "active",
        "seats": 2,
        "addOns": {"hotStorageUnits": 3, "extraServers": 1},
        "aiLensMedical": True,
        "cost": 320,
        "trialEndsAt": None,
    }
    assert end == period_at(start, "month", start).end
    assert abs(moment(created_at) - start) < datetime.timedelta(seconds=10)
    assert Api(seller.key).get(f"/customers/{customer.public_id}").json()["data"]["subscription"]["cost"] == 320


def test_email_and_plan_are_enough() -> None:
    seller = make_seller()
    answer = create(seller)
    assert {name: answer[name] for name in ("name", "companyName", "phone", "language", "accountFocusMode")} == {
        "name": "",
        "companyName": "",
        "phone": "",
        "language": "en",
        "accountFocusMode": "generic",
    }
    subscription = answer["subscription"]
    assert (subscription["seats"], subscription["addOns"], subscription["aiLensMedical"]) == (1, {}, False)
    assert answer["creditsCharged"] == 100
    assert ProcrastinateJob.objects.count() == 1


def test_ids_say_what_they_name_and_sort_by_time() -> None:
    seller = make_seller()
    answers = [create(seller, email=f"mona{number}@example.com") for number in range(5)]
    ids = [answer["id"] for answer in answers]
    assert all(name.startswith("pc_") and len(name) == 29 for name in ids)
    assert all(answer["organizationId"].startswith("org_") for answer in answers)
    assert [name[:13] for name in ids] == sorted(name[:13] for name in ids)
    assert len(set(ids)) == 5


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"companyName": "Ray Clinic", "name": "Mona"}, "Ray Clinic"),
        ({"name": "Mona"}, "Mona"),
        ({}, "mona@example.com"),
    ],
)
def test_the_organization_is_named_for_company_person_or_address(fields: dict[str, str], name: str) -> None:
    create(make_seller(), **fields)
    assert Organization.objects.get().name == name


def test_the_charge_is_one_entry_that_says_what_it_was_for() -> None:
    seller = make_seller(balance=1000_00, discount_percent=25)
    response = Api(seller.key).post(
        "/customers",
        {
            "email": "mona@example.com",
            "planId": seller.plan.slug,
            "seats": 2,
            "addOns": {"mysqlDatabases": 1},
            "aiLensMedical": True,
        },
    )
    customer = Customer.objects.get()
    charge = seller.entries()[-1]
    assert (charge.kind, charge.source, charge.destination) == (Kind.CHARGE, "available", "revenue")
    assert (charge.amount, charge.balance_after, charge.held_after) == (183_75, 816_25, 0)
    assert charge.customer_id == customer.public_id
    assert charge.request_id == response.headers["X-Request-Id"]
    assert charge.description == f"{seller.plan.name}, 2 seats, first month"
    assert charge.reference == f"customer:{customer.public_id}:p1:r0"
    facts = charge.facts
    assert facts is not None
    formula = (
        "(plan + aiLensMedical) * seats + sum(addOn units * price), each component less the tier's discount; "
        "aiLensMedical and add-ons at a month's price times months"
    )
    assert facts == {
        "formula": formula,
        "planId": seller.plan.slug,
        "planPrice": 100,
        "aiLensMedicalPrice": 10,
        "seats": 2,
        "addOns": {"mysqlDatabases": 1},
        "addOnPrices": {"mysqlDatabases": 25},
        "months": 1,
        "discountPercent": "25.00",
        "breakdown": {"basePlanCost": 150, "addOnCost": 18.75, "aiLensMedicalCost": 15, "total": 183.75},
    }
    assert len(seller.entries()) == 2


def test_the_history_shows_the_charge() -> None:
    seller = make_seller(balance=150_00)
    answer = create(seller)
    row = Api(seller.key).get("/account/credits/history").json()["data"]["entries"][0]
    assert (row["type"], row["creditsUsed"], row["amount"], row["balanceAfter"]) == ("charge", 100, 100, 50)
    assert row["customerId"] == answer["id"]


def test_a_customers_trial_charges_nothing_yet() -> None:
    seller = make_seller(balance=0)
    before = timezone.now()
    answer = create(seller, trialDays=30)
    after = timezone.now()
    assert (answer["creditsCharged"], answer["balanceAfter"], answer["cost"]["total"]) == (0, None, 100)
    subscription = Subscription.objects.get()
    assert (subscription.status, subscription.is_paid, subscription.cost) == ("trialing", False, 100_00)
    assert subscription.trial_ends_at is not None
    assert before + 30 * DAY <= subscription.trial_ends_at <= after + 30 * DAY
    assert subscription.period_end == subscription.next_charge_at == subscription.trial_ends_at
    assert seller.entries() == []


def test_what_costs_nothing_is_not_charged() -> None:
    seller = make_seller(balance=0, discount_percent=100)
    answer = create(seller, seats=3, addOns={"extraServers": 2})
    assert (answer["creditsCharged"], answer["balanceAfter"]) == (0, None)
    assert answer["cost"] == {"basePlanCost": 0, "addOnCost": 0, "aiLensMedicalCost": 0, "total": 0}
    assert (answer["status"], answer["subscription"]["status"]) == ("active", "active")
    assert seller.entries() == []


def test_the_last_credit_may_be_spent() -> None:
    seller = make_seller(balance=100_00)
    assert create(seller)["balanceAfter"] == 0
    assert seller.balance() == 0


def test_a_yearly_plan_is_charged_for_a_year() -> None:
    seller = make_seller(balance=1000_00)
    yearly = make_plan(price=900_00, period="year")
    enable_plan(seller.account, yearly)
    subscription = create(seller, planId=yearly.slug)["subscription"]
    start = moment(subscription["periodStart"])
    assert moment(subscription["periodEnd"]) == period_at(start, "year", start).end
    assert seller.entries()[-1].description == f"{yearly.name}, 1 seat, first year"


def test_a_test_key_makes_a_test_customer_from_the_test_wallet() -> None:
    seller = make_seller(balance=500_00)
    give_credits(seller.account, 300_00, TEST)
    test_key = make_key(seller.account, TEST)
    answer = create(seller, key=test_key)
    assert answer["balanceAfter"] == 200
    assert (seller.balance(), seller.balance(TEST)) == (500_00, 200_00)
    assert [customer.mode for customer in Customer.objects.all()] == [TEST]
    assert Api(seller.key).get("/customers").json()["data"]["pagination"]["total"] == 0
    assert Api(test_key).get("/customers").json()["data"]["pagination"]["total"] == 1


def test_an_address_is_free_in_the_other_mode_for_another_partner_and_after_deletion() -> None:
    seller, other = make_seller(), make_seller()
    give_credits(seller.account, 300_00, TEST)
    create(seller)
    create(seller, key=make_key(seller.account, TEST))
    create(other)
    deleted = make_customer(other, "gone@example.com", status="deleted", deleted_at=timezone.now())
    assert create(other, email=deleted.email)["email"] == "gone@example.com"
    assert Customer.objects.count() == 5


def test_an_address_keeps_its_case_and_loses_its_blanks() -> None:
    assert create(make_seller(), email="  Mona@Example.com ", name="  Mona ")["email"] == "Mona@Example.com"
    assert Customer.objects.get().name == "Mona"


def test_names_of_all_scripts_are_kept() -> None:
    names = "Ærøskøbing 北京市 🏥 עברית"
    assert create(make_seller(), name=names, companyName=names)["name"] == names
    assert Organization.objects.get().name == names


@pytest.mark.django_db(transaction=True)
def test_a_plain_customer_is_nine_statements_begin_and_commit_among_them(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seller = make_seller()
    with django_assert_num_queries(9) as captured:
        create(seller)
    words = [" ".join(query["sql"].replace("\n", " ").split())[:60] for query in captured.captured_queries]
    assert words[0].startswith("-- Everything that must be known")
    assert words[1].startswith('SELECT "credits_plan"')
    assert words[2] == "BEGIN"
    assert words[3].startswith("-- A customer with its organization")
    assert words[4].startswith("-- Events of several accounts")
    assert words[5].startswith("-- Counts one mail")
    assert "procrastinate_defer_job" in captured.captured_queries[6]["sql"]
    assert "credits_charge" in captured.captured_queries[7]["sql"]
    assert words[8] == "COMMIT"


@pytest.mark.django_db(transaction=True)
def test_add_ons_and_a_quiet_trial_cost_one_statement_more(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """A trial locks the partner, counts those that run, and claims its mailbox; it saves the mail and the charge."""
    seller = make_seller()
    with django_assert_num_queries(10):
        create(seller, addOns={"extraServers": 1, "mysqlDatabases": 2, "hotStorageUnits": 1})
    with django_assert_num_queries(9):
        create(seller, email="b@example.com", trialDays=7, sendWelcomeEmail=False)


def test_other_wallets_are_left_alone() -> None:
    seller, other = make_seller(balance=200_00), make_seller(balance=200_00)
    create(seller)
    assert other.balance() == 200_00
    assert wallet_of(other.account, TEST).entries == 0
    assert sum(wallet.balance for wallet in Wallet.objects.all()) == 300_00
