"""Who is looking at a page: a member of an account, in one of its modes. Every query of a page starts from here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from credits.models import Wallet
from customers.access import grace
from errors_docs.surfaces import SURFACES, Surface
from partners.keys import surface_of_account
from partners.models import Account, User
from partners.modes import MODES, TEST
from portal.models import Membership
from portal.navigation import navigation_of
from portal.roles import Right, may

ACCOUNT: Final = "portal_account"
MODE: Final = "portal_mode"
EVERY_KIND: Final = tuple(surface.account_kind for surface in SURFACES.values())

Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class Visitor:
    """A signed-in user in the account that is open, in the mode that is switched on."""

    user: User
    membership: Membership
    #: Every membership of the user, for the switch between accounts.
    memberships: Sequence[Membership]
    mode: str

    @property
    def account(self) -> Account:
        return self.membership.account

    @property
    def role(self) -> str:
        return self.membership.role

    @cached_property
    def surface(self) -> Surface:
        return surface_of_account(self.account)

    @property
    def is_partner(self) -> bool:
        return self.account.kind == SURFACES["partner"].account_kind

    def may(self, right: Right) -> bool:
        return may(self.role, right)

    @property
    def rights(self) -> set[str]:
        """The names of its rights, for templates."""
        return {right.name for right in Right if self.may(right)}

    def wallet(self) -> Wallet:
        """The account's wallet in this mode."""
        return Wallet.objects.get(account=self.account, mode=self.mode)

    @cached_property
    def has_verified_email(self) -> bool:
        """Whether the address is known to be theirs. Until then there is test mode only, and nobody is invited."""
        return EmailAddress.objects.filter(user=self.user, email__iexact=self.user.email, verified=True).exists()


@dataclass(frozen=True)
class Ask:
    """What a page asks of its visitor."""

    right: Right
    kinds: tuple[str, ...]
    inactive: bool
    fresh: bool


Page = Callable[Concatenate[HttpRequest, Visitor, Arguments], HttpResponseBase]


def page(
    right: Right = Right.LOOK, *, kinds: tuple[str, ...] = EVERY_KIND, inactive: bool = False, fresh: bool = False
) -> Callable[[Page[Arguments]], Any]:
    """Makes ``(request, visitor, …)`` a view: signed in, a member, of this kind of account, with this right.

    Without the right it answers 403; in another kind of account there is no such page, so 404. Of an inactive account
    only pages that say ``inactive`` are open; any other answers 403 and says what is. ``fresh`` is for what gives
    access that outlives the session: it asks for the password or a second factor again, unless that was shown within
    the last minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT), and goes on where it was.
    """

    def decorate(view: Page[Arguments]) -> Any:
        respond = reauthentication_required(app="allauth.account")(view) if fresh else view

        @wraps(view)
        def inner(request: HttpRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            visitor = visitor_of(request, request.user)
            if visitor is None:
                return redirect("portal:no_account")
            if not (inactive or visitor.account.is_active):
                return _inactive(request, visitor)
            if visitor.account.kind not in kinds:
                return _missing(request, visitor)
            if not visitor.may(right):
                return show(request, visitor, "portal/forbidden.html", {"right": right.value}, status=403)
            try:
                return cast("HttpResponseBase", respond(request, visitor, *args, **kwargs))
            except Http404:
                return _missing(request, visitor)

        inner.ask = Ask(right, kinds, inactive, fresh)  # type: ignore[attr-defined]  # the table test reads it
        return inner

    return decorate


def visitor_of(request: HttpRequest, user: User) -> Visitor | None:
    """The visitor of a signed-in user, None without any membership. One query. It begins in test mode."""
    memberships = list(Membership.objects.filter(user=user).select_related("account__partner__tier"))
    if not memberships:
        return None
    wanted = request.session.get(ACCOUNT)
    current = next((member for member in memberships if member.account.public_id == wanted), memberships[0])
    mode = request.session.get(MODE)
    return Visitor(user, current, memberships, mode if mode in MODES else TEST)


def show(
    request: HttpRequest, visitor: Visitor, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page in the frame of the portal."""
    return render(
        request,
        template,
        {"visitor": visitor, "navigation": navigation_of(visitor.account), **(context or {})},
        status=status,
    )


def _missing(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The same for whatever isn't there, another account's included."""
    return show(request, visitor, "portal/missing.html", status=404)


def _inactive(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What goes on for an inactive account, and what doesn't."""
    since = visitor.account.deactivated_at
    ends_at = since + grace() if since is not None else None
    return show(request, visitor, "portal/inactive.html", {"ends_at": ends_at}, status=403)
