"""What the tests of the Workspace API start from: a workspace with a key, and calls as clients make them."""

from dataclasses import dataclass
from typing import Any, Final

from django.test import Client

from credits.models import Entry, Wallet
from errors_docs.surfaces import WORKSPACE
from generation.models import Generation
from partners.models import Account
from partners.modes import LIVE
from tests.factories import give_credits, make_key, make_workspace, wallet_of

IDEA: Final = "A booking app for dog groomers with reminders and deposits"
BASE: Final = WORKSPACE.base_path


@dataclass(frozen=True)
class Shop:
    """A workspace, and a live key of it with the scope full."""

    account: Account
    key: str

    @property
    def wallet(self) -> Wallet:
        """As the database has it now."""
        return wallet_of(self.account)

    @property
    def money(self) -> tuple[int, int]:
        """(balance, held), in hundredths."""
        return self.wallet.balance, self.wallet.held

    @property
    def generations(self) -> list[Generation]:
        """Oldest first."""
        return list(Generation.objects.filter(account=self.account).order_by("id"))

    @property
    def kinds(self) -> list[str]:
        """What the live ledger says happened, oldest first, without the credits that were given."""
        return [
            entry.kind
            for entry in Entry.objects.filter(wallet=self.wallet).order_by("sequence")
            if entry.kind != "grant"
        ]

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """POST below the base path. A header's underscores stand for hyphens."""
        named = {"X-API-Key": self.key, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return Client().post(BASE + path, body, content_type="application/json", headers=named)

    def get(self, path: str, **query: Any) -> Any:
        return Client().get(BASE + path, query, headers={"X-API-Key": self.key})

    def generate(self, tool: str = "research", body: Any = None, **headers: str) -> Any:
        """POST /mcp/generate/{tool}, of IDEA unless a body says otherwise."""
        return self.post(f"/mcp/generate/{tool}", {"idea": IDEA} if body is None else body, **headers)


def make_shop(*, plan: str = "free", credits: int = 0, mode: str = LIVE, **key: Any) -> Shop:
    """With its sign-up credits (100.00), its plan's month if it isn't Free, and ``credits`` that were bought."""
    account = make_workspace(plan=plan)
    give_credits(account, credits, mode)
    return Shop(account, make_key(account, mode, **key))
