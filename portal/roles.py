"""What the members of an account may do: one table, which the pages obey and a test walks through."""

from enum import Enum
from typing import Final

from django.db.models import TextChoices


class Role(TextChoices):
    """Somebody's part in an account. Public in invitations: add freely, never rename."""

    OWNER = "owner", "owner"
    DEVELOPER = "developer", "developer"
    BILLING = "billing", "billing"
    VIEWER = "viewer", "viewer"


class Right(Enum):
    """What a page asks for, in the words that a refusal and the members' page show."""

    LOOK = "read every page"
    MANAGE_KEYS = "make, rotate and revoke API keys, and see the sample key"
    MANAGE_WEBHOOKS = "add, test, replay and rotate webhooks"
    SET_PRICES = "enable plans and set retail prices"
    MANAGE_ACCOUNT = "rename the account, invite and remove members, change roles"


RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.OWNER: frozenset(Right),
    Role.DEVELOPER: frozenset({Right.LOOK, Right.MANAGE_KEYS, Right.MANAGE_WEBHOOKS}),
    Role.BILLING: frozenset({Right.LOOK, Right.SET_PRICES}),
    Role.VIEWER: frozenset({Right.LOOK}),
}


def may(role: str, right: Right) -> bool:
    """Whether a role has a right."""
    return right in RIGHTS[Role(role)]
