"""A shop that sells what the document's examples order, on a server of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.demo import load_demo
from partners.models import Account, Tier
from partners.modes import TEST
from tests.factories import give_credits
from tests.processes import url_of_test_database
from tests.server.running import Running, running

#: The rate limit has tests of its own; here it would answer instead of the endpoints.
REQUESTS_A_MINUTE = 100_000
PLENTY = 10**12


@dataclass(frozen=True)
class Shop:
    """A server, and a test key of a partner with credits and a price for every plan and add-on."""

    server: Running
    key: str


@pytest.fixture
def shop(transactional_db: None, tmp_path: Path) -> Iterator[Shop]:
    """On the test's own database, which the server's process shares."""
    key = load_demo({}).test_key
    Tier.objects.update(requests_per_minute=REQUESTS_A_MINUTE)
    give_credits(Account.objects.get(kind="partner"), PLENTY, TEST)
    with running(tmp_path, url_of_test_database(), DJANGO_SETTINGS_MODULE="config.settings") as server:
        yield Shop(server, key)
