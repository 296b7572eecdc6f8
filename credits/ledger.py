"""The only way to move credits. Amounts are integer hundredths; all is atomic; a replay answers the first movement.

Each movement has a reference, its own name in the wallet. The same reference with another kind or amount is a
LedgerConflict: a fault in our code, never a client's mistake. Lock first, look second, write third.
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from credits.allocation import closed, give_back, last_taken
from credits.charging import Charge, charge_one_undisputed, charge_undisputed
from credits.models import Entry, Grant, GrantKind, Hold, HoldState, Kind, Side
from credits.models.grant import PRIORITY
from credits.posting import (
    LedgerConflict,
    Movement,
    Note,
    lapse,
    locked,
    movement_of,
    post,
    refuse_used,
    replay_of,
    spend,
)
from errors_docs.exceptions import InsufficientCredits

__all__ = [
    "Charge",
    "LedgerConflict",
    "Movement",
    "Note",
    "adjust",
    "capture",
    "charge",
    "charge_many",
    "end_month",
    "expire",
    "grant",
    "hold",
    "refund",
    "release",
    "reverse",
]


def charge(asked: Charge) -> Movement:
    """Charges a wallet. Raises InsufficientCredits if too little is available; nothing moved then."""
    answer = charge_one_undisputed(asked) or _decide(asked)
    if isinstance(answer, InsufficientCredits):
        raise answer
    return answer


def charge_many(asked: Sequence[Charge]) -> list[Movement | InsufficientCredits]:
    """An answer for each charge, in their order; each is made or refused on its own, a wallet's in the order given."""
    made = charge_undisputed(asked)
    return [made[position] if position in made else _decide(one) for position, one in enumerate(asked)]


@transaction.atomic
def _decide(asked: Charge) -> Movement | InsufficientCredits:
    """One charge that the set-based statement left alone: a replay, too little credit, or the next grant's turn."""
    note = Note(
        reference=asked.reference, description=asked.description, customer_id=asked.customer_id, facts=asked.facts
    )
    wallet = locked(asked.wallet_id)
    replayed = replay_of(wallet, note, kind=Kind.CHARGE, amount=asked.amount)
    if replayed is not None:
        return movement_of(replayed, replayed=True)
    now = timezone.now()
    lapse(wallet, now)
    if wallet.available < asked.amount:
        return InsufficientCredits(required=asked.amount, current=wallet.available)
    return movement_of(spend(wallet, now, Kind.CHARGE, (Side.AVAILABLE, Side.REVENUE), asked.amount, note))


@transaction.atomic
def grant(
    *, wallet_id: int, amount: int, kind: GrantKind, note: Note, expires_at: datetime.datetime | None = None
) -> Movement:
    """Gives credits, used in the order of their kind (monthly, promotional, purchased), then of their expiry."""
    wallet = locked(wallet_id)
    replayed = replay_of(wallet, note, kind=Kind.GRANT, amount=amount)
    if replayed is not None:
        return movement_of(replayed, replayed=True)
    with closed(wallet, timezone.now()):
        given = _new_grant(wallet_id, amount, kind, expires_at)
        route = (Side.ISSUANCE, Side.AVAILABLE)
        return movement_of(post(wallet, Kind.GRANT, route, amount, note, allocations=[[given.pk, amount]]))


@transaction.atomic
def adjust(*, wallet_id: int, amount: int, note: Note) -> Movement:
    """Corrects a balance by hand, up or down. Raises InsufficientCredits if less is available than is taken."""
    wallet = locked(wallet_id)
    route = (Side.AVAILABLE, Side.ISSUANCE) if amount < 0 else (Side.ISSUANCE, Side.AVAILABLE)
    replayed = replay_of(wallet, note, kind=Kind.ADJUSTMENT, amount=abs(amount), source=route[0])
    if replayed is not None:
        return movement_of(replayed, replayed=True)
    now = timezone.now()
    if amount < 0:
        lapse(wallet, now)
        if wallet.available < -amount:
            raise InsufficientCredits(required=-amount, current=wallet.available)
        return movement_of(spend(wallet, now, Kind.ADJUSTMENT, route, -amount, note))
    with closed(wallet, now):
        given = _new_grant(wallet_id, amount, GrantKind.PROMOTIONAL, None)
        return movement_of(post(wallet, Kind.ADJUSTMENT, route, amount, note, allocations=[[given.pk, amount]]))


@transaction.atomic
def refund(*, charge_id: int, amount: int, note: Note) -> Movement:
    """Gives back part or all of a charge or capture to the grants it left, last used first; never more than it took.

    What comes back from a grant that has expired meanwhile lives 30 days more, once: what comes back from such an heir
    after its end expires at once, by a second entry after the refund.
    """
    charged = Entry.objects.get(pk=charge_id, kind__in=[Kind.CHARGE, Kind.CAPTURE])
    wallet = locked(charged.wallet_id)
    replayed = replay_of(wallet, note, kind=Kind.REFUND, amount=amount, related_id=charge_id)
    if replayed is not None:
        return movement_of(replayed, replayed=True)
    before = charged.followers.filter(kind=Kind.REFUND).aggregate(total=Sum("amount"))["total"] or 0
    if before + amount > charged.amount:
        raise LedgerConflict(f"{charged.reference}: {amount} of {charged.amount - before} refundable")
    now = timezone.now()
    with closed(wallet, now):
        allocations, has_ended = give_back(last_taken(charged.allocations, before, amount), now)
        route = (Side.REVENUE, Side.AVAILABLE)
        entry = post(wallet, Kind.REFUND, route, amount, note, allocations=allocations, related=charged)
    if has_ended:
        lapse(wallet, now)
    return movement_of(entry)


@transaction.atomic
def hold(*, wallet_id: int, amount: int, deadline: datetime.datetime, note: Note) -> Hold:
    """Sets credits aside until captured or released. Raises InsufficientCredits; a replay answers the first hold.

    It takes them out of the best grants at once, so no grant that comes, is spent or expires meanwhile changes it.
    """
    wallet = locked(wallet_id)
    replayed = replay_of(wallet, note, kind=Kind.HOLD, amount=amount)
    if replayed is not None:
        return replayed.hold
    now = timezone.now()
    lapse(wallet, now)
    if wallet.available < amount:
        raise InsufficientCredits(required=amount, current=wallet.available)
    entry = spend(wallet, now, Kind.HOLD, (Side.AVAILABLE, Side.HELD), amount, note)
    taken = entry.allocations
    return Hold.objects.create(wallet=wallet, entry=entry, amount=amount, allocations=taken, deadline=deadline)


@transaction.atomic
def capture(*, hold_id: int, note: Note) -> Movement | None:
    """Charges what was held, of the grants it was taken from. None if the hold was settled before: nothing changes."""
    held = Hold.objects.get(pk=hold_id)
    wallet = locked(held.wallet_id)
    if not _settle(held, HoldState.CAPTURED, timezone.now()):
        return None
    refuse_used(wallet, note)
    route = (Side.HELD, Side.REVENUE)
    entry = post(wallet, Kind.CAPTURE, route, held.amount, note, allocations=held.allocations, related=held.entry)
    return movement_of(entry)


@transaction.atomic
def release(*, hold_id: int, note: Note) -> Movement | None:
    """Gives what was held back to its grants, by the rule of refunds. None if the hold was settled before."""
    held = Hold.objects.get(pk=hold_id)
    wallet, now = locked(held.wallet_id), timezone.now()
    if not _settle(held, HoldState.RELEASED, now):
        return None
    refuse_used(wallet, note)
    with closed(wallet, now):
        allocations, has_ended = give_back(held.allocations, now)
        route = (Side.HELD, Side.AVAILABLE)
        entry = post(wallet, Kind.RELEASE, route, held.amount, note, allocations=allocations, related=held.entry)
    if has_ended:
        lapse(wallet, now)
    return movement_of(entry)


@transaction.atomic
def expire(*, wallet_id: int) -> None:
    """Moves what is left of expired grants to breakage. Running it twice, late or twice at once moves it once."""
    lapse(locked(wallet_id), timezone.now())


@transaction.atomic
def end_month(*, wallet_id: int) -> None:
    """Ends monthly grants before their time: what is left of them expires, but not what open holds took."""
    wallet, now = locked(wallet_id), timezone.now()
    with closed(wallet, now):
        # Those that are used up or held as well: what comes back to them comes back to an ended month.
        Grant.objects.filter(wallet=wallet, kind=GrantKind.MONTHLY, expires_at__gt=now).update(expires_at=now)
    lapse(wallet, now)


@transaction.atomic
def reverse(*, entry_id: int, note: Note) -> Movement:
    """Undoes a grant, or an adjustment upwards, of which nothing was used yet. Raises LedgerConflict otherwise."""
    entry = Entry.objects.get(pk=entry_id, kind__in=[Kind.GRANT, Kind.ADJUSTMENT], destination=Side.AVAILABLE)
    wallet = locked(entry.wallet_id)
    replayed = replay_of(wallet, note, kind=Kind.REVERSAL, related_id=entry_id)
    if replayed is not None:
        return movement_of(replayed, replayed=True)
    ((grant_id, amount),) = entry.allocations
    with closed(wallet, timezone.now()):
        unused = Grant.objects.filter(pk=grant_id, remaining=amount).update(remaining=0)
        if not unused:
            raise LedgerConflict(f"{entry.reference} was used in part; write an adjustment instead")
        route = (Side.AVAILABLE, Side.ISSUANCE)
        return movement_of(
            post(wallet, Kind.REVERSAL, route, amount, note, allocations=[[grant_id, amount]], related=entry)
        )


def _new_grant(wallet_id: int, amount: int, kind: GrantKind, expires_at: datetime.datetime | None) -> Grant:
    return Grant.objects.create(
        wallet_id=wallet_id,
        kind=kind,
        priority=PRIORITY[kind],
        amount=amount,
        remaining=amount,
        expires_at=expires_at,
    )


def _settle(held: Hold, state: HoldState, now: datetime.datetime) -> bool:
    """Ends a hold if it is open still. The condition in the update, not the row read before, decides."""
    return Hold.objects.filter(pk=held.pk, state=HoldState.OPEN).update(state=state, settled_at=now) == 1
