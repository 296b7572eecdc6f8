"""Signing up: from nothing to a test key that works."""

import re
from typing import Any

import pytest
from django.test import Client

from credits.defaults import load_plans
from tests.calls import Api
from tests.portal.members import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plans() -> None:
    load_plans()


def sign_up(client: Client, **fields: Any) -> Any:
    typed = {"kind": "partner", "account_name": "Northwind", "email": "ada@example.com", "password1": PASSWORD}
    return client.post("/accounts/signup/", {**typed, **fields}, follow=True)


def test_two_pages_lead_to_a_test_key_whose_first_calls_succeed(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 200
    page = sign_up(client)
    assert page.request["PATH_INFO"] == "/portal/welcome"
    (secret,) = set(re.findall(r"sk_test_[0-9A-Za-z]{34}", page.content.decode()))
    answer = Api(secret).get("/account")
    assert answer.status_code == 200
    assert answer.json()["data"]["credits"]["available"] == 1000
    made = Api(secret).post("/customers", {"email": "first@example.com", "planId": "starter"})
    assert (made.status_code, made.json()["data"]["creditsCharged"]) == (201, 49)
