"""The states of a key as people see them."""

import datetime
from typing import Final

from django.db.models import Q, TextChoices

from partners.models import ApiKey

#: A usable key that ends within so long is called expiring; the longest overlap of a rotation is as long.
SOON: Final = datetime.timedelta(days=30)


class KeyState(TextChoices):
    """Each key is in one of them."""

    ACTIVE = "active", "active"
    EXPIRING = "expiring", "expiring"
    EXPIRED = "expired", "expired"
    REVOKED = "revoked", "revoked"


#: The colours of unfold's labels; the portal's have the same names.
COLOURS: Final = {
    KeyState.ACTIVE.value: "success",
    KeyState.EXPIRING.value: "warning",
    KeyState.EXPIRED.value: "info",
    KeyState.REVOKED.value: "danger",
}


def state_of(key: ApiKey, now: datetime.datetime) -> KeyState:
    """The state of one key; in_state says the same to the database."""
    if key.revoked_at is not None:
        return KeyState.REVOKED
    if key.expires_at is None or key.expires_at > now + SOON:
        return KeyState.ACTIVE
    return KeyState.EXPIRING if key.expires_at > now else KeyState.EXPIRED


def in_state(state: KeyState, now: datetime.datetime) -> Q:
    """The condition that picks the keys of a state."""
    kept = Q(revoked_at__isnull=True)
    return {
        KeyState.ACTIVE: kept & (Q(expires_at__isnull=True) | Q(expires_at__gt=now + SOON)),
        KeyState.EXPIRING: kept & Q(expires_at__gt=now, expires_at__lte=now + SOON),
        KeyState.EXPIRED: kept & Q(expires_at__lte=now),
        KeyState.REVOKED: Q(revoked_at__isnull=False),
    }[state]
