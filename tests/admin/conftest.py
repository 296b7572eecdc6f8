"""A signed-in operator."""

import pytest
from django.test import Client
from pytest_django import Settings

from partners.models import User
from tests.admin.staff import client_of, make_operator


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """A real hash is made to take long, and each test makes somebody who signs in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def operator(db: None) -> User:
    return make_operator()


@pytest.fixture
def browser(operator: User) -> Client:
    """The operator's browser."""
    return client_of(operator)
