"""The migrations that store one spelling of each address, on what an older version has left."""

from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils import timezone

from customers.models import Customer
from partners.models import Partner, User
from tests.factories import make_customer, make_partner, make_seller

pytestmark = pytest.mark.django_db


def respell(app: str, number: str) -> None:
    module: Any = import_module(f"{app}.migrations.{number}_one_spelling_of_addresses")
    module.respell(apps, None)


def test_of_two_sign_ins_with_one_address_the_last_that_signed_in_keeps_it() -> None:
    User.objects.create(username="a", email="ada@bücher.example", last_login=timezone.now())
    second = User.objects.create(username="b", email="ada@xn--bcher-kva.example")
    third = User.objects.create(username="c", email="ada@bücher\u3002example.")
    User.objects.create(username="d", email="root@localhost")
    respell("partners", "0008")
    assert dict(User.objects.values_list("username", "email")) == {
        "a": "ada@xn--bcher-kva.example",
        "b": f"ada@xn--bcher-kva.example.{second.pk}.invalid",
        "c": f"ada@xn--bcher-kva.example.{third.pk}.invalid",
        "d": "root@localhost",
    }


def test_a_contact_is_stored_as_it_is_mailed() -> None:
    account = make_partner()
    Partner.objects.filter(pk=account.pk).update(contact_email="Ops@Bücher.example")
    respell("partners", "0008")
    assert Partner.objects.get(pk=account.pk).contact_email == "Ops@xn--bcher-kva.example"


def test_of_two_customers_with_one_address_the_second_keeps_its_spelling() -> None:
    seller = make_seller()
    for email in ("ada@bücher.example", "ADA@xn--bcher-kva.example.", "Grace@Example.com"):
        make_customer(seller, email)
    make_customer(make_seller(), "ada@BÜCHER.example")
    respell("customers", "0003")
    assert list(Customer.objects.order_by("pk").values_list("email", flat=True)) == [
        "ada@xn--bcher-kva.example",
        "ADA@xn--bcher-kva.example.",
        "Grace@Example.com",
        "ada@xn--bcher-kva.example",
    ]


def test_a_verified_address_goes_before_one_that_is_not() -> None:
    users = [User.objects.create(username=name, email=f"{name}@example.com") for name in "ab"]
    EmailAddress.objects.create(user=users[0], email="ada@bücher.example")
    EmailAddress.objects.create(user=users[1], email="ada@BÜCHER.example", verified=True)
    EmailAddress.objects.create(user=users[1], email="ada@bücher\u3002example")
    respell("portal", "0003")
    assert list(EmailAddress.objects.order_by("pk").values_list("email", "verified")) == [
        ("ada@xn--bcher-kva.example", False),
        ("ada@xn--bcher-kva.example", True),
        ("ada@bücher\u3002example", False),
    ]
