"""GET /customers/{id}: one's own, and nothing that tells of another's."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from api.ids import new_id
from errors_docs.jsonform import iso
from partners.modes import TEST
from tests.calls import Api, code, without_request_id
from tests.factories import make_customer, make_key, make_seller

pytestmark = pytest.mark.django_db


def test_a_customer_is_shown_with_organization_and_subscription(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seller = make_seller()
    customer = make_customer(
        seller, "mona@example.com", name="Mona", company_name="Ray", phone="1", language="de", focus_mode="medical"
    )
    api = Api(seller.key)
    with django_assert_num_queries(2):
        answer = api.get(f"/customers/{customer.public_id}")
    subscription = customer.subscription
    assert answer.json()["data"] == {
        "id": customer.public_id,
        "email": "mona@example.com",
        "name": "Mona",
        "companyName": "Ray",
        "phone": "1",
        "language": "de",
        "accountFocusMode": "medical",
        "status": "active",
        "organizationId": customer.organization.public_id,
        "subscription": {
            "planId": seller.plan.slug,
            "status": "active",
            "seats": 1,
            "addOns": {},
            "aiLensMedical": False,
            "cost": 100,
            "periodStart": iso(subscription.period_start),
            "periodEnd": iso(subscription.period_end),
            "trialEndsAt": None,
        },
        "createdAt": iso(type(customer).objects.get().created_at),
    }


def test_a_deleted_customer_can_still_be_read() -> None:
    seller = make_seller()
    customer = make_customer(seller, status="deleted", deleted_at=timezone.now())
    assert Api(seller.key).get(f"/customers/{customer.public_id}").json()["data"]["status"] == "deleted"


def missing_customers(seller: Any) -> dict[str, str]:
    """Ids that name no customer of the seller's live key, by why."""
    someone = make_customer(make_seller()).public_id
    own = make_customer(seller).public_id
    return {
        "never made": new_id("pc"),
        "another partner's": someone,
        "of the other mode": make_customer(seller, mode=TEST).public_id,
        "in capitals": own.upper(),
        "cut short": own[:-1],
        "too long": own + "0",
        "another kind": own.replace("pc_", "org_"),
        "a number": "1",
        "with NUL": own[:-1] + "%00",
        "no UTF-8": "%FF%FE",
        "a quote": "pc_'; --",
        "very long": "pc_" + "0" * 5000,
        "percent": "%25",
    }


def test_every_customer_that_is_not_there_gets_the_same_answer_but_for_the_request_id() -> None:
    seller = make_seller()
    answers = {}
    for why, name in missing_customers(seller).items():
        answer = Api(seller.key).get(f"/customers/{name}")
        # What is left of the limit is less each time.
        del answer.headers["RateLimit"]
        answers[why] = without_request_id(answer)
    status, body, _ = answers["never made"]
    assert (status, b'"code":"CUSTOMER_NOT_FOUND"' in body, b"details" in body) == (404, True, False)
    assert [why for why, answer in answers.items() if answer != answers["never made"]] == []


def test_an_id_that_cannot_be_one_is_not_looked_up(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    api = Api(make_seller().key)
    with django_assert_num_queries(1):
        assert code(api.get("/customers/42")) == "CUSTOMER_NOT_FOUND"
    with django_assert_num_queries(2):
        assert code(api.get(f"/customers/{new_id('pc')}")) == "CUSTOMER_NOT_FOUND"


def test_the_other_way_round_a_live_customer_is_hidden_from_a_test_key() -> None:
    seller = make_seller()
    customer = make_customer(seller)
    answer = Api(make_key(seller.account, TEST)).get(f"/customers/{customer.public_id}")
    assert (answer.status_code, code(answer)) == (404, "CUSTOMER_NOT_FOUND")


def test_times_are_utc_with_milliseconds() -> None:
    seller = make_seller()
    customer = make_customer(seller)
    berlin = datetime.timezone(datetime.timedelta(hours=2))
    type(customer).objects.update(created_at=datetime.datetime(2026, 7, 1, 1, 2, 3, 4999, tzinfo=berlin))
    answer = Api(seller.key).get(f"/customers/{customer.public_id}")
    assert answer.json()["data"]["createdAt"] == "2026-06-30T23:02:03.004Z"
