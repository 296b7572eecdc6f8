"""Which grants credits leave and come back to. Every function here works on a wallet that its caller has locked.

The order is priority, then earlier expiry, then earlier grant. The grant in use lies open in the wallet (draw_*);
``closed`` puts its rest back on its row for the time of a decision, and opens the best grant again afterwards.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db.models import F, Q, QuerySet

from credits.models import Grant, Wallet

#: [[grant id, amount], …] as an entry stores it.
Allocations = list[list[int]]

#: The grace: what comes back from a grant that has expired meanwhile lives once more for this long, as its heir.
#: What comes back from an heir never lives longer than the heir.
HEIR_LIFETIME: Final = datetime.timedelta(days=30)


@contextmanager
def closed(wallet: Wallet, now: datetime.datetime) -> Iterator[None]:
    """While the block runs every grant's rest is on its own row; after it the best one is drawn on again."""
    if wallet.draw_grant_id is not None:
        Grant.objects.filter(pk=wallet.draw_grant_id).update(remaining=F("remaining") + wallet.draw_left)
    wallet.draw_grant_id, wallet.draw_left, wallet.draw_until = None, 0, None
    yield
    best = _unexpired(wallet, now).first()
    if best is not None:
        Grant.objects.filter(pk=best.pk).update(remaining=0)
        wallet.draw_grant_id, wallet.draw_left, wallet.draw_until = best.pk, best.remaining, best.expires_at
    wallet.save(update_fields=["draw_grant", "draw_left", "draw_until"])


def take(wallet: Wallet, amount: int, now: datetime.datetime) -> Allocations:
    """Takes an amount out of the grants, best first."""
    allocations: Allocations = []
    for grant in _unexpired(wallet, now):
        part = min(amount, grant.remaining)
        Grant.objects.filter(pk=grant.pk).update(remaining=F("remaining") - part)
        allocations.append([grant.pk, part])
        amount -= part
        if amount == 0:
            return allocations
    raise AssertionError(f"grants of wallet {wallet.pk} are {amount} short of its balance")


def give_back(allocations: Allocations, now: datetime.datetime) -> tuple[Allocations, bool]:
    """Puts amounts back where they came from; returns where they went: to an heir if a given grant has expired.

    An heir that has expired takes them back all the same. Whether one did is returned as well: the caller lets them
    expire at once.
    """
    grants = Grant.objects.in_bulk([grant_id for grant_id, _ in allocations])
    ended = any(grants[grant_id].heir_of_id and not _lives(grants[grant_id], now) for grant_id, _ in allocations)
    return [_give_back_to(grants[grant_id], part, now) for grant_id, part in allocations], ended


def last_taken(allocations: Allocations, skip: int, amount: int) -> Allocations:
    """The part of a charge's allocations that a refund gives back: last taken first, ``skip`` given back before."""
    parts: Allocations = []
    for grant_id, part in reversed(allocations):
        skipped = min(skip, part)
        given = min(amount, part - skipped)
        skip, amount = skip - skipped, amount - given
        if given:
            parts.append([grant_id, given])
    return parts


def has_expired(wallet: Wallet, now: datetime.datetime) -> bool:
    """Whether a grant has expired with something left, or while it was drawn."""
    drawn_expired = wallet.draw_until is not None and wallet.draw_until <= now
    return drawn_expired or _remaining(wallet).filter(expires_at__lte=now).exists()


def expired(wallet: Wallet, now: datetime.datetime) -> list[Grant]:
    """The grants that have expired with something left. What holds have set aside isn't on a grant, and so not here."""
    return list(_remaining(wallet).filter(expires_at__lte=now))


def _give_back_to(grant: Grant, part: int, now: datetime.datetime) -> list[int]:
    if _lives(grant, now) or grant.heir_of_id is not None:
        Grant.objects.filter(pk=grant.pk).update(remaining=F("remaining") + part)
        return [grant.pk, part]
    heir = Grant.objects.create(
        wallet_id=grant.wallet_id,
        kind=grant.kind,
        priority=grant.priority,
        amount=part,
        remaining=part,
        expires_at=now + HEIR_LIFETIME,
        heir_of=grant,
        created_at=now,
    )
    return [heir.pk, part]


def _lives(grant: Grant, now: datetime.datetime) -> bool:
    return grant.expires_at is None or grant.expires_at > now


def _remaining(wallet: Wallet) -> QuerySet[Grant]:
    return Grant.objects.filter(wallet=wallet, remaining__gt=0)


def _unexpired(wallet: Wallet, now: datetime.datetime) -> QuerySet[Grant]:
    return _remaining(wallet).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
