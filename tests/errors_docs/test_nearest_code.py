"""Which code was meant by one that a surface doesn't have."""

import pytest

from errors_docs.nearest_code import nearest_code
from errors_docs.surfaces import PARTNER, WORKSPACE


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("rate_limited", "RATE_LIMITED"),
        ("RateLimited", "RATE_LIMITED"),
        ("CUSTOMER_NOTFOUND", "CUSTOMER_NOT_FOUND"),
        ("CUSTOMERS_NOT_FOUND", "CUSTOMER_NOT_FOUND"),
        ("missing_api_key", "UNAUTHENTICATED"),
        ("malformed_api_key", "INVALID_API_KEY"),
        ("preflight_failed", "INTERNAL_ERROR"),
        ("plan_gate", None),
        ("NO_SUCH_THING", None),
        ("", None),
        ("X" * 100_000, None),
    ],
)
def test_a_code_of_the_partner_api_is_found_by_its_spelling_or_by_its_name_on_the_other_surface(
    code: str, meant: str | None
) -> None:
    assert nearest_code(PARTNER, code) == meant


@pytest.mark.parametrize(
    ("code", "meant"),
    [("UNAUTHENTICATED", "missing_api_key"), ("plan-gate", "plan_gate"), ("STORAGE_FULL", None)],
)
def test_a_code_of_the_workspace_api_is_found_in_the_same_way(code: str, meant: str | None) -> None:
    assert nearest_code(WORKSPACE, code) == meant
