"""Invitations: mailed, single use, for a week, and only for whoever has the address that was invited."""

import datetime
import secrets
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from errors_docs.exceptions import RateLimited
from foundation.text import unlinked
from partners.mail import Cause
from partners.mail_kinds import INVITATION, MINUTE, By
from partners.models import Account, User
from portal.mail import send_later
from portal.models import Invitation, Membership
from portal.roles import Role

LIFETIME: Final = datetime.timedelta(days=7)
#: Open invitations of one account; mail to strangers is not to be had in bulk.
MOST_OPEN: Final = 20
#: The session remembers the token while its bearer signs in or up.
SESSION_KEY: Final = "invitation"


class InvitationRefused(ValueError):
    """An invitation can't be made or accepted; the message says why, for the page that asked."""


@transaction.atomic
def invite(*, account: Account, email: str, role: Role, invited_by: User) -> Invitation:
    """Mail a link. An earlier invitation of the same address ends.

    Raises InvitationRefused, also beyond a bound of mail; then nothing has changed.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if account.memberships.filter(user__email=email).exists():
        raise InvitationRefused(f"{email} is a member already.")
    now = timezone.now()
    open_ones = account.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    open_ones.filter(email=email).update(withdrawn_at=now)
    if open_ones.count() >= MOST_OPEN:
        raise InvitationRefused(f"There are {MOST_OPEN} open invitations already; withdraw one first.")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        account=account,
        email=email,
        role=role,
        hash=_hash(token),
        invited_by=invited_by,
        expires_at=now + LIFETIME,
    )
    _mail(invitation, token)
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """Return the open invitation of a link's token, or None. Nobody joins an inactive account."""
    found = Invitation.objects.select_related("account", "invited_by").filter(hash=_hash(token)).first()
    return found if found is not None and found.is_open() and found.account.is_active else None


def open_invitation_of(request: HttpRequest | None) -> Invitation | None:
    """The invitation whose link this browser has opened, while it is open."""
    token = request.session.get(SESSION_KEY) if request is not None else None
    return find_invitation(token) if token else None


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """Makes the user a member, once. Raises InvitationRefused for another address and for a link that was used."""
    if invitation.email != user.email:
        raise InvitationRefused(f"The invitation is for {invitation.email}; you are signed in as {user.email}.")
    now = timezone.now()
    mine = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    if not mine.update(accepted_at=now):
        raise InvitationRefused("The invitation was used, withdrawn, or has expired.")
    member, _ = Membership.objects.get_or_create(
        user=user, account=invitation.account, defaults={"role": invitation.role}
    )
    return member


def withdraw(account: Account, public_id: str) -> bool:
    """Ends an open invitation of the account. False if there is none with this id."""
    mine = account.invitations.filter(public_id=public_id, accepted_at=None, withdrawn_at=None)
    return mine.update(withdrawn_at=timezone.now()) == 1


def _mail(invitation: Invitation, token: str) -> None:
    link = settings.BASE_URL + reverse("portal:invitation", args=[token])
    body = render_to_string("portal/mail/invitation.txt", {"invitation": invitation, "link": link})
    cause = Cause(to=invitation.email, account_id=invitation.account_id)
    try:
        send_later(INVITATION, cause, subject=f"Join {unlinked(invitation.account.name)}", body=body)
    except RateLimited as limited:
        raise InvitationRefused(_too_many(invitation.email, limited)) from limited


def _too_many(email: str, limited: RateLimited) -> str:
    """Say which bound is reached, and when there is room again."""
    whose = "This account sends" if limited.reason == By.ACCOUNT.value else f"{email} gets"
    again = timezone.now() + datetime.timedelta(seconds=limited.retry_after)
    number = f"{limited.limit} invitation{pluralize(limited.limit)}"
    span = f"{limited.window_seconds // MINUTE} minutes"
    return f"{whose} at most {number} in {span}; the next can go from {again:%Y-%m-%d %H:%M} UTC on."


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
