"""A signed-in operator."""

import pytest
from django.test import Client

from partners.models import User
from tests.admin.staff import client_of, make_operator


@pytest.fixture
def operator(db: None) -> User:
    return make_operator()


@pytest.fixture
def browser(operator: User) -> Client:
    """The operator's browser."""
    return client_of(operator)
