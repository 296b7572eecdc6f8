"""Customers' addresses: every spelling of one is one customer, and can be found and mailed."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.models import Customer
from tests.calls import Api, code, details, problems
from tests.factories import Seller, make_customer, make_seller
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

#: Spellings of one address, the stored one first.
ASCII = [
    "ada@example.com",
    "ADA@Example.COM",
    "ada@example.com.",
    "ada@example。com",
    "ada\uff20\uff45\uff58ample\uff0ecom",
    "\u200bada@exam\u00adple.com",
    " ada@example.com ",
]
INTERNATIONAL = [
    "ada@xn--bcher-kva.example",
    "ada@bücher.example",
    "ada@BU\u0308CHER.example",
    "Ada@XN--BCHER-KVA.Example.",
    "ada@bücher。example",
]
PAIRS = [(first, second) for row in (ASCII, INTERNATIONAL) for first in row[:2] for second in row[2:]]


def create(seller: Seller, email: str) -> Any:
    body = {"email": email, "planId": seller.plan.slug, "sendWelcomeEmail": False}
    return Api(seller.key).post("/customers", body)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_spellings_of_an_address_are_one_customer(first: str, second: str) -> None:
    seller = make_seller()
    assert create(seller, first).status_code == 201
    other = make_customer(seller, "other@example.com")
    with nothing_moves():
        assert code(create(seller, second)) == "CUSTOMER_EXISTS"
        changed = Api(seller.key).patch(f"/customers/{other.public_id}", {"email": second})
        assert code(changed) == "CUSTOMER_EXISTS"


@pytest.mark.parametrize("spelling", ["ada@bücher.example", "ada@BU\u0308CHER.example.", "ada@bücher。example"])
def test_an_address_is_answered_as_it_is_mailed(spelling: str) -> None:
    answer = create(make_seller(), spelling).json()["data"]
    assert answer["email"] == "ada@xn--bcher-kva.example"
    assert Customer.objects.get().email == "ada@xn--bcher-kva.example"


def test_letters_keep_their_case() -> None:
    assert create(make_seller(), "Ada.Lovelace@Example.com").json()["data"]["email"] == "Ada.Lovelace@Example.com"


def test_dots_and_tags_make_other_customers() -> None:
    seller = make_seller(balance=1000_00)
    for email in ("ada@example.com", "a.da@example.com", "ada+billing@example.com"):
        assert create(seller, email).status_code == 201


def test_the_database_itself_has_one_customer_for_an_address() -> None:
    seller = make_seller()
    make_customer(seller, "ada@xn--bcher-kva.example")
    with pytest.raises(IntegrityError, match="one_customer_for_each_email"), transaction.atomic():
        make_customer(seller, "ADA@XN--BCHER-KVA.example")


@pytest.mark.parametrize("spelling", [*ASCII, *INTERNATIONAL])
def test_a_filter_finds_an_address_in_any_spelling(spelling: str) -> None:
    seller = make_seller()
    make_customer(seller, ASCII[0])
    make_customer(seller, INTERNATIONAL[0])
    wanted = ASCII[0] if spelling in ASCII else INTERNATIONAL[0]
    for name in ("email", "search"):
        query: dict[str, Any] = {name: spelling}
        found = Api(seller.key).get("/customers", **query).json()["data"]["customers"]
        assert [customer["email"] for customer in found] == [wanted]


@pytest.mark.parametrize("part", ["bücher", "da@Bu\u0308cher", "@bücher.example", "xn--bcher"])
def test_a_search_finds_a_part_of_an_address_in_any_spelling(part: str) -> None:
    seller = make_seller()
    make_customer(seller, "ada@xn--bcher-kva.example")
    found = Api(seller.key).get("/customers", search=part).json()["data"]["customers"]
    assert [customer["email"] for customer in found] == ["ada@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("ädä@example.com", "This contains U+00E4 before the @-sign, where only ASCII characters can be mailed."),
        ('"ada"@example.com', "Quoting the part before the @-sign is not allowed here."),
        ("ada@[192.0.2.1]", "A bracketed IP address after the @-sign is not allowed here."),
        ("ada@localhost", "The part after the @-sign is not valid. It should have a period."),
        ("ada@exa\x1bmple.com", "The part after the @-sign contains invalid characters: U+001B."),
    ],
)
def test_what_can_not_be_mailed_is_refused_in_words(email: str, message: str) -> None:
    seller = make_seller()
    customer = make_customer(seller)
    with nothing_moves():
        for refused in (
            create(seller, email),
            Api(seller.key).patch(f"/customers/{customer.public_id}", {"email": email}),
        ):
            assert details(refused) == [{"field": "email", "message": message, "code": "invalid"}]


def test_an_address_that_is_too_long_is_told_the_length() -> None:
    seller = make_seller()
    with nothing_moves():
        assert problems(create(seller, "a" * 250 + "@example.com")) == [("email", "max_length")]
        assert problems(create(seller, "ada@example.com" + "\u200b" * 100_000)) == [("email", "max_length")]
