"""GET /customers: filters, search and pages."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from customers.models import Customer
from partners.modes import TEST
from tests.calls import BASE, Api, problems
from tests.factories import Seller, make_customer, make_key, make_plan, make_seller

pytestmark = pytest.mark.django_db


def listed(seller: Seller, **query: Any) -> list[str]:
    """The addresses on the page that the query asks for."""
    answer = Api(seller.key).get("/customers", **query)
    assert answer.status_code == 200, answer.content
    return [customer["email"] for customer in answer.json()["data"]["customers"]]


def pages(seller: Seller, **query: Any) -> dict[str, int]:
    found: dict[str, int] = Api(seller.key).get("/customers", **query).json()["data"]["pagination"]
    return found


@pytest.fixture
def seller() -> Seller:
    """Has the customers a to e, made in this order."""
    made = make_seller()
    for name in "abcde":
        make_customer(made, f"{name}@example.com")
    return made


def test_the_newest_comes_first(seller: Seller) -> None:
    assert listed(seller) == [f"{name}@example.com" for name in "edcba"]
    assert pages(seller) == {"page": 1, "limit": 50, "total": 5, "totalPages": 1, "nextCursor": None}


def test_a_partner_without_customers_has_an_empty_list() -> None:
    empty = make_seller()
    assert listed(empty) == []
    assert pages(empty) == {"page": 1, "limit": 50, "total": 0, "totalPages": 0, "nextCursor": None}


def test_only_ones_own_customers_of_the_keys_mode_are_listed(seller: Seller) -> None:
    make_customer(make_seller(), "stranger@example.com")
    make_customer(seller, "test@example.com", mode=TEST)
    assert len(listed(seller)) == 5
    answer = Api(make_key(seller.account, TEST)).get("/customers").json()["data"]
    assert [customer["email"] for customer in answer["customers"]] == ["test@example.com"]


def test_a_list_is_three_queries_however_long(
    seller: Seller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api = Api(seller.key)
    with django_assert_num_queries(3):
        api.get("/customers", limit=100)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"limit": 2}, "ed"),
        ({"limit": 2, "page": 2}, "cb"),
        ({"limit": 2, "page": 3}, "a"),
        ({"limit": 2, "page": 4}, ""),
        ({"limit": 1, "page": 5}, "a"),
        ({"limit": 100}, "edcba"),
        ({"limit": 100, "page": 1_000_000_000}, ""),
        ({"limit": "2", "page": "01"}, "ed"),
    ],
)
def test_a_page_is_a_part_of_the_list(seller: Seller, query: dict[str, Any], names: str) -> None:
    assert listed(seller, **query) == [f"{name}@example.com" for name in names]


def test_a_page_past_the_end_still_counts(seller: Seller) -> None:
    assert pages(seller, limit=2, page=9) == {"page": 9, "limit": 2, "total": 5, "totalPages": 3, "nextCursor": None}
    assert pages(seller, limit=5)["totalPages"] == 1


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"limit": 0}, [("limit", "min_value")]),
        ({"limit": 101}, [("limit", "max_value")]),
        ({"limit": -1}, [("limit", "min_value")]),
        ({"limit": "ten"}, [("limit", "invalid")]),
        ({"limit": ""}, [("limit", "invalid")]),
        ({"limit": "1.5"}, [("limit", "invalid")]),
        ({"page": 0}, [("page", "min_value")]),
        ({"page": 1_000_000_001}, [("page", "max_value")]),
        ({"page": "9" * 1001}, [("page", "invalid")]),
        ({"page": "٣"}, [("page", "invalid")]),
        ({"status": "gone"}, [("status", "invalid_choice")]),
        ({"planId": ""}, [("planId", "blank")]),
        ({"planId": "p" * 61}, [("planId", "max_length")]),
        ({"email": "e" * 255}, [("email", "max_length")]),
        ({"search": "s" * 101}, [("search", "max_length")]),
        ({"search": "a\0b"}, [("search", "null_characters_not_allowed")]),
        ({"email": "\0"}, [("email", "null_characters_not_allowed")]),
        ({"planId": "a\0"}, [("planId", "null_characters_not_allowed")]),
        ({"status": "\0"}, [("status", "invalid_choice")]),
        ({"Limit": 5, "plan_id": "x"}, [("Limit", "unknown_field"), ("plan_id", "unknown_field")]),
    ],
)
def test_a_query_that_does_not_fit_is_refused(
    seller: Seller, query: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    answer = Api(seller.key).get("/customers", **query)
    assert (problems(answer) if answer.status_code == 400 else []) == wrong


@pytest.mark.parametrize("raw", ["search=%ED%A0%80", "search=%FF", "email=%C0%80", "search=%", "search=%zz", "&&=&x"])
def test_bytes_that_are_no_text_crash_nothing(seller: Seller, raw: str) -> None:
    answer = Api(seller.key).client.get(f"{BASE}/customers?{raw}")
    assert answer.status_code in (200, 400)


def test_deleted_customers_are_listed_only_when_asked_for(seller: Seller) -> None:
    Customer.objects.filter(email="a@example.com").update(status="deleted", deleted_at=timezone.now())
    Customer.objects.filter(email="b@example.com").update(status="suspended")
    assert listed(seller) == [f"{name}@example.com" for name in "edcb"]
    assert listed(seller, status="deleted") == ["a@example.com"]
    assert listed(seller, status="suspended") == ["b@example.com"]
    assert listed(seller, status="active") == [f"{name}@example.com" for name in "edc"]


def test_a_plan_narrows_the_list(seller: Seller) -> None:
    other = make_plan()
    customer = Customer.objects.get(email="c@example.com")
    customer.subscription.plan = other
    customer.subscription.save(update_fields=["plan"])
    assert listed(seller, planId=other.slug) == ["c@example.com"]
    assert listed(seller, planId=seller.plan.slug) == [f"{name}@example.com" for name in "edba"]
    assert listed(seller, planId="unknown") == []


def test_an_address_is_matched_whole_and_in_any_case(seller: Seller) -> None:
    assert listed(seller, email="C@Example.COM") == ["c@example.com"]
    assert listed(seller, email="c@example") == []
    assert listed(seller, email="%") == []
    assert listed(seller, email="_@example.com") == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("mona", ["100%@example.com", "mona@example.com"]),
        ("MONA", ["100%@example.com", "mona@example.com"]),
        ("ray_clinic", ["100%@example.com"]),
        ("ray", ["100%@example.com", "mona@example.com"]),
        ("100%", ["100%@example.com"]),
        ("%", ["100%@example.com"]),
        ("_", ["100%@example.com"]),
        ("\\", ["backslash@example.com"]),
        ("y\\c", ["backslash@example.com"]),
        ("ÆRØ", ["backslash@example.com"]),
        ("' OR 1=1 --", []),
    ],
)
def test_a_search_finds_parts_and_knows_no_wildcards(search: str, found: list[str]) -> None:
    seller = make_seller()
    make_customer(seller, "mona@example.com", company_name="Ray Clinic")
    make_customer(seller, "backslash@example.com", name="Ærø", company_name="Bay\\Clinic")
    make_customer(seller, "100%@example.com", name="Ramona", company_name="Ray_Clinic")
    assert listed(seller, search=search) == found


def test_all_filters_must_hold(seller: Seller) -> None:
    Customer.objects.filter(email="c@example.com").update(status="suspended", name="Mona")
    Customer.objects.filter(email="d@example.com").update(name="Mona")
    plan = seller.plan.slug
    assert listed(seller, search="mona", planId=plan) == ["d@example.com", "c@example.com"]
    assert listed(seller, search="mona", planId=plan, status="suspended") == ["c@example.com"]
    assert listed(seller, search="mona", email="d@example.com", status="suspended") == []
    counted = pages(seller, search="mona", limit=1)
    assert (counted["total"], counted["totalPages"]) == (2, 2)
