"""Writes one movement on a locked wallet: the wallet's sums and the ledger entry, together."""

import datetime
from dataclasses import dataclass
from typing import Any, Final

from api.request_id import current_request_id
from api.statements import run
from credits.allocation import Allocations, closed, expired, has_expired, take
from credits.models import Entry, Grant, Kind, Side, Wallet
from partners.models import User

#: What a side means for the wallet's sums: (balance, held).
_WEIGHT = {
    Side.AVAILABLE: (1, 0),
    Side.HELD: (1, 1),
    Side.ISSUANCE: (0, 0),
    Side.REVENUE: (0, 0),
    Side.BREAKAGE: (0, 0),
}
#: What a movement may change of a wallet.
WRITTEN: Final = ("balance", "held", "charged", "refunded", "entries", "draw_grant", "draw_left", "draw_until")
#: Writes credits.low and credits.depleted to the outbox if this movement crossed their thresholds.
NOTE_BALANCE: Final = "SELECT credits_note_balance(%(wallet_id)s, %(before)s, %(after)s)"


class LedgerConflict(Exception):
    """A movement contradicts the ledger: the caller's mistake, and never a client's. Nothing was written."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What is recorded beside an amount."""

    reference: str
    description: str
    customer_id: str = ""
    facts: dict[str, Any] | None = None
    actor: User | None = None


@dataclass(frozen=True)
class Movement:
    """What a caller is told of an entry. Amounts in hundredths; ``replayed``: its reference had been used before."""

    entry_id: int
    sequence: int
    amount: int
    balance_after: int
    held_after: int
    replayed: bool = False


def locked(wallet_id: int) -> Wallet:
    """The wallet, locked until the transaction ends. Lock first, look second, write third."""
    return Wallet.objects.select_for_update(no_key=True).get(pk=wallet_id)


def replay_of(wallet: Wallet, note: Note, **movement: Any) -> Entry | None:
    """The entry that this reference made before, or None.

    ``movement`` names the fields that make it the same movement. Raises LedgerConflict if one of them differs.
    """
    entry = Entry.objects.filter(wallet=wallet, reference=note.reference).first()
    if entry is not None and any(getattr(entry, name) != value for name, value in movement.items()):
        asked = ", ".join(f"{name} {value}" for name, value in movement.items())
        raise LedgerConflict(f"{note.reference} names a {entry.kind} of {entry.amount} already; asked for {asked}")
    return entry


def refuse_used(wallet: Wallet, note: Note) -> None:
    """Raises LedgerConflict if the reference names a movement: for movements that can't be replays."""
    if Entry.objects.filter(wallet=wallet, reference=note.reference).exists():
        raise LedgerConflict(f"{note.reference} names another movement already")


def post(
    wallet: Wallet,
    kind: Kind,
    route: tuple[Side, Side],
    amount: int,
    note: Note,
    *,
    allocations: Allocations,
    related: Entry | None = None,
) -> Entry:
    """Moves ``amount`` from one side to the other. The database refuses a balance below zero or below what is held."""
    source, destination = route
    before = wallet.balance
    wallet.balance += amount * (_WEIGHT[destination][0] - _WEIGHT[source][0])
    wallet.held += amount * (_WEIGHT[destination][1] - _WEIGHT[source][1])
    wallet.charged += amount if destination == Side.REVENUE else 0
    wallet.refunded += amount if source == Side.REVENUE else 0
    wallet.entries += 1
    wallet.save(update_fields=WRITTEN)
    if wallet.balance < before:
        run(NOTE_BALANCE, {"wallet_id": wallet.pk, "before": before, "after": wallet.balance})
    # created_at is the database's clock, as in charge.sql: times ascend with the sequence (credits/totals.py).
    return Entry.objects.create(
        wallet=wallet,
        sequence=wallet.entries,
        kind=kind,
        source=source,
        destination=destination,
        amount=amount,
        balance_after=wallet.balance,
        held_after=wallet.held,
        charged_after=wallet.charged,
        refunded_after=wallet.refunded,
        reference=note.reference,
        description=note.description,
        customer_id=note.customer_id,
        request_id=current_request_id.get(),
        related=related,
        allocations=allocations,
        facts=note.facts,
        actor=note.actor,
    )


def lapse(wallet: Wallet, now: datetime.datetime) -> None:
    """Moves what is left of expired grants to breakage. What a hold took out of them stays held."""
    if not has_expired(wallet, now):
        return
    with closed(wallet, now):
        for grant in expired(wallet, now):
            Grant.objects.filter(pk=grant.pk).update(remaining=0)
            amount = grant.remaining
            note = Note(
                reference=f"expiry:{grant.pk}:{wallet.entries + 1}", description=f"{grant.kind} credits expired"
            )
            post(wallet, Kind.EXPIRY, (Side.AVAILABLE, Side.BREAKAGE), amount, note, allocations=[[grant.pk, amount]])


def spend(
    wallet: Wallet, now: datetime.datetime, kind: Kind, route: tuple[Side, Side], amount: int, note: Note
) -> Entry:
    """Takes an amount that the caller knows to be available at ``now`` out of the grants, best first."""
    with closed(wallet, now):
        allocations = take(wallet, amount, now)
        return post(wallet, kind, route, amount, note, allocations=allocations)


def movement_of(entry: Entry, *, replayed: bool = False) -> Movement:
    """An entry as its caller is told."""
    return Movement(entry.pk, entry.sequence, entry.amount, entry.balance_after, entry.held_after, replayed)
