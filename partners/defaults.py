"""The tiers that a new installation starts with. What an operator has changed since stays changed."""

from decimal import Decimal
from typing import Any, Final

from partners.models import Tier

TIERS: Final[dict[str, dict[str, Any]]] = {
    "trial": {"name": "Trial", "trial_days": 14},
    "referral": {"name": "Referral", "may_sell": False},
    "registered": {"name": "Registered", "discount_percent": Decimal(15)},
    "silver": {"name": "Silver", "discount_percent": Decimal(25)},
    "gold": {"name": "Gold", "discount_percent": Decimal(35)},
    "platinum": {"name": "Platinum", "discount_percent": Decimal(50)},
}


def load_tiers() -> None:
    """Adds the tiers that are not there yet."""
    for slug, terms in TIERS.items():
        Tier.objects.get_or_create(slug=slug, defaults=terms)
