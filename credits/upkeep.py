"""What time does to credits: grants expire, forgotten holds end. Safe to run twice, late, or on several workers."""

import datetime
from typing import Final

from django.utils import timezone

from credits import ledger
from credits.models import Grant, Hold, HoldState, Wallet
from credits.posting import Note

#: A hold is released so long after its deadline: whoever works on it has surely ended by then.
GRACE: Final = datetime.timedelta(seconds=60)


def expire_grants() -> int:
    """Lapses expired grants, each wallet in a transaction of its own; returns how many wallets had any."""
    now = timezone.now()
    lapsed = Grant.objects.filter(remaining__gt=0, expires_at__lte=now).values_list("wallet_id")
    drawn = Wallet.objects.filter(draw_left__gt=0, draw_until__lte=now).values_list("id")
    wallet_ids = [wallet_id for (wallet_id,) in lapsed.union(drawn)]
    for wallet_id in wallet_ids:
        ledger.expire(wallet_id=wallet_id)
    return len(wallet_ids)


def sweep_holds() -> int:
    """Releases open holds past their deadline and the grace; returns how many."""
    overdue = Hold.objects.filter(state=HoldState.OPEN, deadline__lt=timezone.now() - GRACE).select_related("entry")
    swept = [
        ledger.release(
            hold_id=hold.pk,
            note=Note(reference=f"{hold.entry.reference}:swept", description="Released: its deadline had passed"),
        )
        for hold in overdue.iterator(chunk_size=500)
    ]
    return sum(movement is not None for movement in swept)
