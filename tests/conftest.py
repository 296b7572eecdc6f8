"""Fixtures that every test has."""

import pytest

from partners.background import Background
from tests.contract.watch import contract

__all__ = ["contract"]


@pytest.fixture(autouse=True)
def _no_background_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a thread would write a moment later, a test that is about it writes itself; others have no use for it."""
    monkeypatch.setattr(Background, "starts_threads", False)
