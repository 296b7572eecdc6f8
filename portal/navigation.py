"""The pages in the side navigation."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE

BOTH: Final = tuple(surface.account_kind for surface in SURFACES.values())
PARTNERS: Final = (PARTNER.account_kind,)
WORKSPACES: Final = (WORKSPACE.account_kind,)


@dataclass(frozen=True)
class Item:
    """``section`` is also the name of its URL."""

    section: str
    title: str
    kinds: tuple[str, ...] = BOTH

    @property
    def url(self) -> str:
        return reverse(f"portal:{self.section}")


ITEMS: Final = (
    Item("overview", "Overview"),
    Item("welcome", "First steps"),
    Item("keys", "API keys"),
    Item("requests", "Request log"),
    Item("credits", "Credits"),
    Item("customers", "Customers", PARTNERS),
    Item("plans", "Plans and prices", PARTNERS),
    Item("generations", "Generations", WORKSPACES),
    Item("webhooks", "Webhooks", PARTNERS),
    Item("settings", "Settings"),
)


def navigation_of(kind: str) -> list[Item]:
    """What an account of this kind has."""
    return [item for item in ITEMS if kind in item.kinds]
