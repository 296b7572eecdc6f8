"""Signing in: limited by address and by name, and leading to the first page."""

from typing import Any

import pytest
from django.test import Client

from config.admin.sign_in import ADDRESS_QUOTA, NAME_QUOTA
from partners.models import RateWindow, User
from tests.admin.staff import make_operator, text_of

pytestmark = pytest.mark.django_db

URL = "/admin/login/"


def attempt(name: str, password: str = "", address: str = "192.0.2.1") -> Any:
    return Client(REMOTE_ADDR=address).post(URL, {"username": name, "password": password or "wrong"})


@pytest.fixture
def somebody() -> User:
    return make_operator()


def test_the_right_password_leads_to_the_first_page(somebody: User) -> None:
    fields = {"username": somebody.username, "password": "a-long-password", "next": "/admin/"}
    response = Client().post(URL, fields)
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_a_partner_without_staff_rights_is_not_let_in() -> None:
    User.objects.create_user("partner", "partner@example.com", "a-long-password")
    response = attempt("partner", "a-long-password")
    assert response.status_code == 200
    assert "correct username and password for a staff account" in text_of(response)


def test_an_address_may_try_ten_times_a_minute(somebody: User) -> None:
    answers = [attempt(f"name{number}").status_code for number in range(ADDRESS_QUOTA + 1)]
    assert answers == [200] * 10 + [429]
    assert attempt(somebody.username, "a-long-password").status_code == 429
    assert attempt(somebody.username, "a-long-password", "192.0.2.2").status_code == 302


def test_a_refusal_says_when_to_try_again(somebody: User) -> None:
    for _ in range(ADDRESS_QUOTA):
        attempt(somebody.username)
    response = attempt(somebody.username)
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert f"Try again in {response['Retry-After']} second" in text_of(response)
    assert response["Cache-Control"] == "no-store"
    assert "form-action 'self'" in response["Content-Security-Policy"]


def test_a_name_may_be_tried_thirty_times_from_everywhere(somebody: User) -> None:
    answers = [attempt(somebody.username, address=f"192.0.2.{number}").status_code for number in range(NAME_QUOTA + 1)]
    assert answers == [200] * 30 + [429]
    assert attempt(f" {somebody.username.upper()}", address="198.51.100.1").status_code == 429
    assert attempt("somebody-else", address="198.51.100.1").status_code == 200


def test_one_network_of_ipv6_counts_as_one_address() -> None:
    answers = [attempt(f"name{n}", address=f"2001:db8::{n:x}").status_code for n in range(1, ADDRESS_QUOTA + 2)]
    assert answers == [200] * 10 + [429]
    assert attempt("name", address="2001:db8:1::1").status_code == 200


def test_what_was_typed_as_a_name_is_not_kept() -> None:
    attempt("my-password-by-mistake")
    assert [key for key in RateWindow.objects.values_list("key", flat=True) if "mistake" in key] == []


def test_opening_the_form_is_not_counted(somebody: User) -> None:
    browser = Client(REMOTE_ADDR="192.0.2.1")
    assert [browser.get(URL).status_code for _ in range(ADDRESS_QUOTA + 2)] == [200] * 12
    assert RateWindow.objects.count() == 0


def test_a_name_longer_than_any_column_is_only_a_wrong_name() -> None:
    assert attempt("x" * 5000).status_code == 200
    assert attempt("").status_code == 200
