"""The test key that a signed-in reader's samples carry. Live keys are never kept, and so never here."""

from typing import Final

from django.db import transaction

from partners.keys import KeyRefused, create_key, revoke_key
from partners.models import Account, User
from partners.modes import TEST
from partners.sealing import CannotUnseal, seal, unseal
from portal.models import SampleKey

PURPOSE: Final = "sample keys"
NAME: Final = "Samples in the docs"


def sample_secret(account: Account, user: User) -> str | None:
    """The secret; None if the key was revoked, can't be unsealed any more, or the account may have no further key.

    The account's first reader makes the key.
    """
    kept = SampleKey.objects.select_related("key").filter(account=account).first()
    if kept is None:
        return _made(account, user)
    return _secret_of(kept) if kept.key.is_usable() else None


@transaction.atomic
def replace_sample_key(account: Account, user: User) -> str:
    """Ends the sample key, if there is one, and makes another. Raises KeyRefused; then the old one stays."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    kept = SampleKey.objects.select_related("key").filter(account=account).first()
    if kept is not None:
        revoke_key(key=kept.key, reason="Replaced by another sample key")
    issued = create_key(account=account, name=NAME, mode=TEST, created_by=user)
    sealed = seal(issued.secret.encode(), PURPOSE)
    SampleKey.objects.update_or_create(account=account, defaults={"key": issued.key, "sealed_secret": sealed})
    return issued.secret


@transaction.atomic
def _made(account: Account, user: User) -> str | None:
    """Two readers at once make one key: the second finds the first's once it has the lock."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    kept = SampleKey.objects.select_related("key").filter(account=account).first()
    if kept is not None:
        return _secret_of(kept)
    try:
        return replace_sample_key(account, user)
    except KeyRefused:
        return None


def _secret_of(kept: SampleKey) -> str | None:
    try:
        return unseal(bytes(kept.sealed_secret), PURPOSE).decode()
    except CannotUnseal:
        return None
