"""PATCH of the profile: every field, at no cost, and nothing else."""

from typing import Any

import pytest

from customers.models import Customer
from tests.lifecycle.books import everything, moved
from tests.lifecycle.clock import Clock
from tests.lifecycle.shop import make_shop, path_of

pytestmark = pytest.mark.django_db

FIELDS = [
    ("email", "New@Example.com", "email"),
    ("name", "Ada Lovelace", "name"),
    ("name", "", "name"),
    ("companyName", "Analytical Engines", "company_name"),
    ("phone", "+44 20 7946 0000", "phone"),
    ("language", "de", "language"),
    ("accountFocusMode", "medical", "focus_mode"),
]


@pytest.mark.parametrize(("field", "value", "column"), FIELDS, ids=[f"{row[0]}={row[1]}" for row in FIELDS])
def test_a_field_changes_alone_and_costs_nothing(clock: Clock, field: str, value: str, column: str) -> None:
    shop = make_shop()
    shop.create(name="Before", companyName="Before", phone="1")
    (row,) = everything()["Customer"]
    others = {name: rows for name, rows in everything().items() if name != "Customer"}
    clock.move(days=3)
    data = shop.change(Customer.objects.get(), **{field: value})
    assert data["customer"][field] == value
    assert (data["oldCost"], data["newCost"], data["amount"], data["balanceAfter"]) == (100, 100, 0, None)
    assert everything() == {**others, "Customer": [{**row, column: value}]}


def test_profile_and_order_change_together(clock: Clock) -> None:
    shop = make_shop()
    customer = shop.create()
    clock.move(days=15)
    data = shop.change(customer, name="Ada", seats=2)
    assert (data["customer"]["name"], data["customer"]["subscription"]["seats"], data["amount"]) == ("Ada", 2, 50)


def test_a_customer_may_change_the_case_of_its_own_address() -> None:
    shop = make_shop()
    customer = shop.create(email="ada@example.com")
    assert shop.change(customer, email="ADA@example.com")["customer"]["email"] == "ADA@example.com"


@pytest.mark.parametrize("email", ["two@example.com", "TWO@example.com"])
def test_an_address_of_another_customer_is_refused_and_nothing_changes(email: str) -> None:
    shop = make_shop()
    customer = shop.create()
    shop.create(email="two@example.com")
    before = everything()
    refused = shop.api.patch(path_of(customer), {"email": email, "name": "Ada", "seats": 5})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "CUSTOMER_EXISTS")
    assert everything() == before


def test_another_partners_customer_may_have_the_same_address() -> None:
    make_shop().create(email="two@example.com")
    shop = make_shop()
    assert shop.change(shop.create(), email="two@example.com")["customer"]["email"] == "two@example.com"


INVALID: list[tuple[Any, list[tuple[str, str]]]] = [
    ({}, [("", "empty")]),
    ([], [("", "invalid_json")]),
    ({"seats": 0}, [("seats", "min_value")]),
    ({"seats": 1001}, [("seats", "max_value")]),
    ({"seats": "2"}, [("seats", "invalid_type")]),
    ({"seats": None}, [("seats", "null")]),
    ({"addOns": {"hotStorageUnits": -1}}, [("addOns.hotStorageUnits", "min_value")]),
    ({"addOns": {"coffee": 1}}, [("addOns.coffee", "unknown_field")]),
    ({"email": "nobody"}, [("email", "invalid")]),
    ({"language": ""}, [("language", "blank")]),
    ({"accountFocusMode": "vet"}, [("accountFocusMode", "invalid_choice")]),
    ({"name": "a\u0000b"}, [("name", "null_characters_not_allowed")]),
    ({"status": "deleted", "name": "Ada"}, [("status", "unknown_field")]),
    ({"trialDays": 90}, [("trialDays", "unknown_field")]),
    ({"sendWelcomeEmail": True, "seats": 0}, [("seats", "min_value"), ("sendWelcomeEmail", "unknown_field")]),
]


@pytest.mark.parametrize(("body", "expected"), INVALID, ids=[str(row[0]) for row in INVALID])
def test_what_is_wrong_is_named_and_nothing_changes(body: Any, expected: list[tuple[str, str]]) -> None:
    shop = make_shop()
    customer = shop.create()
    before = everything()
    refused = shop.api.patch(path_of(customer), body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "VALIDATION_FAILED")
    assert [(one["field"], one["code"]) for one in refused.json()["error"]["details"]] == expected
    assert everything() == before
    assert moved(shop.seller) == [("charge", 100_00)]
