"""The plans that a new installation starts with (contract). What an operator has changed since stays changed."""

from typing import Any, Final

from generation.models import WorkspacePlan

#: Hundredths of a credit at sign-up, once, whatever the plan.
SIGN_UP_CREDITS: Final = 100_00
#: What a workspace begins with.
FIRST_PLAN: Final = "free"
PLANS: Final[dict[str, dict[str, Any]]] = {
    "free": {"name": "Free", "rank": 10, "monthly_credits": 100_00, "regenerations": 2},
    "starter": {"name": "Starter", "rank": 20, "monthly_credits": 500_00, "regenerations": 5},
    "pro": {"name": "Pro", "rank": 30, "monthly_credits": 2000_00, "regenerations": None},
}


def load_workspace_plans() -> None:
    """Adds the plans that are not there yet."""
    for slug, terms in PLANS.items():
        WorkspacePlan.objects.get_or_create(slug=slug, defaults=terms)
