"""Whether one member of staff may change another: nobody changes somebody who has more rights."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.http import HttpRequest

from partners.models import User


def permissions_of(user: User) -> set[int]:
    """Return the permissions that a user has, or will have again once active, which Django leaves out."""
    return set(Permission.objects.filter(Q(user=user) | Q(group__user=user)).values_list("pk", flat=True))


def outranks(user: User, actor: User) -> bool:
    """Whether the user has a right that the actor lacks. Nobody outranks a superuser, and nobody themselves."""
    if actor.is_superuser or user.pk == actor.pk:
        return False
    return user.is_superuser or not permissions_of(user) <= permissions_of(actor)


def may_touch(request: HttpRequest, users: Iterable[User]) -> bool:
    """Whether the signed-in operator may change what belongs to these users: their sign-in, address, second factor."""
    actor = request.user
    return isinstance(actor, User) and not any(outranks(user, actor) for user in users)
