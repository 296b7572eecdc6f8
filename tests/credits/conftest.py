"""A wallet to move credits in."""

import pytest

from credits.models import Wallet
from tests.credits.purse import new_wallet


@pytest.fixture
def wallet(db: None) -> Wallet:
    """The live wallet of a new partner, empty."""
    return new_wallet()
