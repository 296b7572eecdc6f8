"""Fixtures that every test has."""

from tests.contract.watch import contract

__all__ = ["contract"]
