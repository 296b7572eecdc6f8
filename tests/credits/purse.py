"""A wallet for the ledger's tests: movements with made-up references, and what the database has of it, compactly."""

import datetime
import itertools
from typing import Any

from django.db.models import F
from django.utils import timezone

from credits import ledger
from credits.audit import audit
from credits.ledger import Charge, Movement, Note
from credits.models import Entry, Grant, GrantKind, Hold, Wallet
from tests.factories import make_partner, wallet_of

_numbers = itertools.count(1)


def new_wallet() -> Wallet:
    """The live wallet of a new partner, empty."""
    return wallet_of(make_partner())


def note(reference: str = "") -> Note:
    """A note with a reference of its own unless one is given."""
    return Note(reference=reference or f"test:{next(_numbers)}", description="A test")


def give(
    wallet: Wallet,
    amount: int,
    *,
    days: float | None = None,
    kind: GrantKind = GrantKind.PURCHASED,
    reference: str = "",
) -> Grant:
    """A grant that expires in so many days, or never."""
    expires_at = None if days is None else timezone.now() + datetime.timedelta(days=days)
    made = ledger.grant(wallet_id=wallet.pk, amount=amount, kind=kind, note=note(reference), expires_at=expires_at)
    ((grant_id, _),) = Entry.objects.get(pk=made.entry_id).allocations
    return Grant.objects.get(pk=grant_id)


def asked(wallet: Wallet, amount: int, reference: str = "", **more: Any) -> Charge:
    """A charge to ask for."""
    name = reference or f"test:{next(_numbers)}"
    return Charge(wallet_id=wallet.pk, amount=amount, reference=name, description="A test", **more)


def charge(wallet: Wallet, amount: int, reference: str = "") -> Movement:
    """Charges the wallet."""
    return ledger.charge(asked(wallet, amount, reference))


def adjust(wallet: Wallet, amount: int, reference: str = "") -> Movement:
    """Corrects the balance by hand."""
    return ledger.adjust(wallet_id=wallet.pk, amount=amount, note=note(reference))


def hold(wallet: Wallet, amount: int, reference: str = "") -> Hold:
    """Holds credits for an hour."""
    deadline = timezone.now() + datetime.timedelta(hours=1)
    return ledger.hold(wallet_id=wallet.pk, amount=amount, deadline=deadline, note=note(reference))


def refund(movement: Movement, amount: int, reference: str = "") -> Movement:
    """Refunds part of a charge or capture."""
    return ledger.refund(charge_id=movement.entry_id, amount=amount, note=note(reference))


def capture(held: Hold, reference: str = "") -> Movement | None:
    """Charges what was held."""
    return ledger.capture(hold_id=held.pk, note=note(reference))


def release(held: Hold, reference: str = "") -> Movement | None:
    """Frees what was held."""
    return ledger.release(hold_id=held.pk, note=note(reference))


def pass_days(wallet: Wallet, days: float) -> None:
    """Lets time pass for a wallet: whatever ends later ends so much earlier now."""
    passed = datetime.timedelta(days=days)
    Grant.objects.filter(wallet=wallet).update(expires_at=F("expires_at") - passed)
    Hold.objects.filter(wallet=wallet).update(deadline=F("deadline") - passed)
    Wallet.objects.filter(pk=wallet.pk).update(draw_until=F("draw_until") - passed)


def heirs(wallet: Wallet) -> list[tuple[int | None, int]]:
    """(the grant that it came back from, amount) of each grant that a refund or a release made, oldest first."""
    made = Grant.objects.filter(wallet=wallet, heir_of__isnull=False).order_by("pk")
    return list(made.values_list("heir_of_id", "amount"))


def sums(wallet: Wallet) -> tuple[int, int]:
    """(balance, held) as the database has them."""
    return Wallet.objects.values_list("balance", "held").get(pk=wallet.pk)


def entries(wallet: Wallet) -> list[tuple[str, int, int, int]]:
    """(kind, amount, balance after, held after) of each entry, oldest first."""
    return list(_ledger(wallet).values_list("kind", "amount", "balance_after", "held_after"))


def last_allocations(wallet: Wallet) -> list[list[int]]:
    """The grants that the last movement touched, and by how much."""
    entry = _ledger(wallet).last()
    assert entry is not None
    return list(entry.allocations)


def left(wallet: Wallet) -> dict[int, int]:
    """What is left of each grant, drawn or not, by its id."""
    now = Wallet.objects.get(pk=wallet.pk)
    return {
        grant.pk: grant.remaining + (now.draw_left if grant.pk == now.draw_grant_id else 0)
        for grant in Grant.objects.filter(wallet=wallet).order_by("pk")
    }


def spendable(wallet: Wallet) -> int:
    """What a charge may take now: what is left of the grants that have not expired."""
    rest, now = left(wallet), timezone.now()
    return sum(rest[grant.pk] for grant in wallet.grants.all() if grant.expires_at is None or grant.expires_at > now)


def everything(wallet: Wallet) -> list[Any]:
    """All that the database has of the wallet, to compare before and after a refusal."""
    found: list[Any] = []
    for rows in (
        Wallet.objects.filter(pk=wallet.pk),
        _ledger(wallet),
        wallet.grants.order_by("pk"),
        wallet.holds.all(),
    ):
        found += list(rows.values())
    return found


def is_clean() -> bool:
    """Whether every invariant holds in every wallet."""
    return audit().broken == []


def _ledger(wallet: Wallet) -> Any:
    return Entry.objects.filter(wallet=wallet).order_by("sequence")
