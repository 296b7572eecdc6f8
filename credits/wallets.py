"""Wallets: opening them, and reading them in the gate's round trip."""

from dataclasses import dataclass
from typing import Final

from credits.models import Wallet
from partners.caller import Caller
from partners.models import Account
from partners.modes import MODES

#: A gate column (partners/gate.py): the caller's wallet in the key's mode.
WALLET_COLUMN: Final = (
    "(SELECT ARRAY[w.id, w.balance, w.held, w.entries] FROM credits_wallet w"
    " WHERE w.account_id = called.account_id AND w.mode = called.mode)"
)
#: A gate column: the newest seal of that wallet, as the last entry that it covers and 64 hex digits.
SEAL_COLUMN: Final = (
    "(SELECT ARRAY[s.through_sequence::text, encode(s.hash, 'hex')]"
    " FROM credits_wallet w JOIN credits_seal s ON s.wallet_id = w.id"
    " WHERE w.account_id = called.account_id AND w.mode = called.mode ORDER BY s.through_sequence DESC LIMIT 1)"
)


@dataclass(frozen=True)
class WalletState:
    """A wallet as the gate read it; amounts in hundredths."""

    id: int
    balance: int
    held: int
    entries: int

    @property
    def available(self) -> int:
        return self.balance - self.held


def open_wallets(account: Account) -> None:
    """A wallet for each mode; those that exist stay as they are."""
    Wallet.objects.bulk_create([Wallet(account=account, mode=mode) for mode in MODES], ignore_conflicts=True)


def wallet_of(caller: Caller) -> WalletState:
    """The wallet that WALLET_COLUMN read, which must be the view's first gate column."""
    return WalletState(*caller.columns[0])
