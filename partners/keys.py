"""Making, rotating and revoking keys. The secret leaves these functions once and is kept nowhere."""

import datetime
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from errors_docs.surfaces import SURFACES, WORKSPACE, Surface
from foundation.nearest import nearest
from partners.key_format import new_secret
from partners.models import Account, ApiKey, User
from partners.scopes import default_scopes, scope_names, unknown_scopes

#: The longest time for which a rotated key may go on working beside its successor.
LONGEST_OVERLAP = datetime.timedelta(days=30)
#: What stands before the IPv4 address in ::ffff:192.0.2.1.
MAPPED_BITS = 96
#: At most so many usable keys for a workspace (contract); a partner has no such bound.
WORKSPACE_KEYS = 10


class KeyRefused(ValueError):
    """A key can't be made or changed as asked; the message says why, for the form that asked."""


@dataclass(frozen=True)
class IssuedKey:
    """A new key and its secret, to be shown once."""

    key: ApiKey
    #: Not in the repr, which error reports show.
    secret: str = field(repr=False)


def surface_of_account(account: Account) -> Surface:
    """The surface that an account's keys open."""
    return next(surface for surface in SURFACES.values() if surface.account_kind == account.kind)


@transaction.atomic
def create_key(
    *,
    account: Account,
    name: str,
    mode: str,
    scopes: Sequence[str] | None = None,
    allowed_networks: Sequence[str] = (),
    expires_at: datetime.datetime | None = None,
    monthly_cap: int | None = None,
    created_by: User | None = None,
    replaces: ApiKey | None = None,
) -> IssuedKey:
    """A new key of an account. ``scopes`` None means all. Raises KeyRefused for a scope or network that isn't one."""
    surface = surface_of_account(account)
    chosen = default_scopes(surface) if scopes is None else list(dict.fromkeys(scopes))
    _refuse_bad_scopes(surface, chosen)
    _refuse_unenforced_cap(surface, monthly_cap)
    _refuse_too_many(account, replaces)
    secret = new_secret(surface, mode)
    key = ApiKey.objects.create(
        account=account,
        name=name,
        mode=mode,
        hash=sha256(secret.encode()).digest(),
        hint=secret[-4:],
        scopes=chosen,
        allowed_networks=normalised_networks(allowed_networks),
        expires_at=expires_at,
        monthly_cap=monthly_cap,
        created_by=created_by,
        replaces=replaces,
    )
    return IssuedKey(key=key, secret=secret)


@transaction.atomic
def rotate_key(*, key: ApiKey, overlap: datetime.timedelta, rotated_by: User | None = None) -> IssuedKey:
    """A successor with the same name and rights; the old key ends after ``overlap`` (0 to 30 days) at the latest."""
    if not datetime.timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise KeyRefused("The overlap is 0 to 30 days.")
    held = ApiKey.objects.select_for_update().get(pk=key.pk)
    if not held.is_usable():
        raise KeyRefused("A revoked or expired key can't be rotated; create a new one.")
    issued = create_key(
        account=held.account,
        name=held.name,
        mode=held.mode,
        scopes=held.scopes,
        allowed_networks=held.allowed_networks,
        expires_at=held.expires_at,
        monthly_cap=held.monthly_cap,
        created_by=rotated_by,
        replaces=held,
    )
    ends_at = timezone.now() + overlap
    held.expires_at = ends_at if held.expires_at is None else min(held.expires_at, ends_at)
    held.save(update_fields=["expires_at"])
    return issued


def revoke_key(*, key: ApiKey, reason: str) -> bool:
    """Ends a key at once and for ever. False if it was revoked before; the first reason stays."""
    revoked = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_reason=reason
    )
    return revoked == 1


def normalised_networks(networks: Sequence[str]) -> list[str]:
    """Networks as PostgreSQL's cidr type takes them: 192.0.2.7 gives 192.0.2.7/32. Raises KeyRefused."""
    try:
        return [str(_network(text.strip())) for text in networks]
    except ValueError as wrong:
        raise KeyRefused(f"Not a network in CIDR notation: {wrong}") from wrong


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """IPv4 wrapped in IPv6 is taken as IPv4, as the gate takes a client's address. Raises ValueError."""
    if "%" in text:
        raise ValueError(f"{text!r} names a zone, which only one machine knows")
    network = ipaddress.ip_network(text, strict=False)
    if isinstance(network, ipaddress.IPv4Network) or network.prefixlen < MAPPED_BITS:
        return network
    mapped = network.network_address.ipv4_mapped
    return network if mapped is None else ipaddress.ip_network((mapped, network.prefixlen - MAPPED_BITS))


def _refuse_bad_scopes(surface: Surface, scopes: list[str]) -> None:
    if not scopes:
        raise KeyRefused("A key needs at least one scope.")
    if unknown := unknown_scopes(surface, scopes):
        raise KeyRefused(f"The {surface.title} has no scope {', '.join(unknown)}.{_did_you_mean(surface, unknown)}")


def _did_you_mean(surface: Surface, unknown: Sequence[str]) -> str:
    """The scopes that were probably meant, as a question; "" if none is near."""
    near = [meant for name in unknown if (meant := nearest(name, scope_names(surface))) is not None]
    return f" Did you mean {', '.join(near)}?" if near else ""


def _refuse_too_many(account: Account, replaces: ApiKey | None) -> None:
    """A key and its successor count as one while both work, so a rotation never needs a free place.

    A key has one successor at a time: rotating it again would otherwise make any number of keys.
    """
    if account.kind != WORKSPACE.account_kind:
        return
    Account.objects.select_for_update().get(pk=account.pk)
    usable = {key.pk: key for key in account.api_keys.filter(revoked_at__isnull=True) if key.is_usable()}
    succeeded = {key.replaces_id for key in usable.values()} & usable.keys()
    if replaces is not None and (replaces.pk in succeeded or replaces.replaces_id in usable):
        raise KeyRefused("This key is being rotated already; revoke the other key of the pair first.")
    if replaces is None and len(usable) - len(succeeded) >= WORKSPACE_KEYS:
        raise KeyRefused(f"A workspace has at most {WORKSPACE_KEYS} active keys; revoke one first.")


def _refuse_unenforced_cap(surface: Surface, monthly_cap: int | None) -> None:
    """A generation is held and then charged, which a key's cap doesn't follow: no cap is better than a loose one."""
    if surface is WORKSPACE and monthly_cap is not None:
        raise KeyRefused("A workspace's key has no cap of its own.")
