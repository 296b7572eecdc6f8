"""The pages in the side navigation."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE
from partners.models import Account

BOTH: Final = tuple(surface.account_kind for surface in SURFACES.values())
PARTNERS: Final = (PARTNER.account_kind,)
WORKSPACES: Final = (WORKSPACE.account_kind,)


@dataclass(frozen=True)
class Item:
    """``section`` is also the name of its URL."""

    section: str
    title: str
    kinds: tuple[str, ...] = BOTH
    #: Open while the account is inactive.
    inactive: bool = False

    @property
    def url(self) -> str:
        return reverse(f"portal:{self.section}")


ITEMS: Final = (
    Item("overview", "Overview"),
    Item("welcome", "First steps"),
    Item("keys", "API keys"),
    Item("requests", "Request log"),
    Item("credits", "Credits", inactive=True),
    Item("customers", "Customers", PARTNERS),
    Item("plans", "Plans and prices", PARTNERS),
    Item("generations", "Generations", WORKSPACES),
    Item("webhooks", "Webhooks", PARTNERS),
    Item("settings", "Settings"),
)


def navigation_of(account: Account) -> list[Item]:
    """Return what an account of this kind has, or has left while it is inactive."""
    return [item for item in ITEMS if account.kind in item.kinds and (item.inactive or account.is_active)]
