"""Changing who belongs to an account. It never loses its last owner."""

from django.db import transaction

from foundation.mail_address import mailable
from partners.models import Account
from portal.models import Membership
from portal.roles import Role


class LastOwner(ValueError):
    """The account would have nobody left who may manage it."""


@transaction.atomic
def change_role(account: Account, member_id: int, role: Role) -> Membership:
    """Gives a member another role. Raises Membership.DoesNotExist, LastOwner."""
    member = _locked(account, member_id)
    if role != Role.OWNER:
        _refuse_last_owner(account, member)
    member.role = role
    member.save(update_fields=["role"])
    return member


@transaction.atomic
def remove_member(account: Account, member_id: int) -> Membership:
    """Takes a member out of the account; keys that they made go on. Raises Membership.DoesNotExist, LastOwner."""
    member = _locked(account, member_id)
    _refuse_last_owner(account, member)
    member.delete()
    return member


def is_verified_address(account_id: int, address: str) -> bool | None:
    """Tell whether an address of a member of the account is verified; None for one of no member (partners/mail.py)."""
    spelled, members = mailable(address).lower(), Membership.objects.filter(account_id=account_id)
    if members.filter(user__emailaddress__email=spelled, user__emailaddress__verified=True).exists():
        return True
    return False if members.filter(user__email=spelled).exists() else None


def _locked(account: Account, member_id: int) -> Membership:
    """The account's lock puts two owners who demote each other in one order."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    return account.memberships.select_related("user").get(pk=member_id)


def _refuse_last_owner(account: Account, member: Membership) -> None:
    others = account.memberships.filter(role=Role.OWNER).exclude(pk=member.pk)
    if member.role == Role.OWNER and not others.exists():
        raise LastOwner("An account keeps at least one owner: make somebody else owner first.")
