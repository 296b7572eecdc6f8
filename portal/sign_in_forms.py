"""Allauth's forms about addresses, which take every spelling of one. Named in ACCOUNT_FORMS."""

import secrets
from typing import Any, cast

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm, SignupForm
from allauth.core.exceptions import ImmediateHttpResponse
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partners.models import User
from portal.address_fields import KnownAddressField, NewAddressField
from portal.invitations import InvitationRefused


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Allauth makes the field here, because its kind depends on the settings.
        self.fields["login"] = KnownAddressField()


class WholeSignUpForm(SignupForm):
    """Signs up whole or not at all: an invitation may end while its form is being sent."""

    cleaned_data: dict[str, Any]

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Return the new user, or for an address that has a sign-in the same page, after the same time."""
        if self.account_already_exists:
            self._pretend(request)
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved

    def _pretend(self, request: HttpRequest) -> None:
        """Do the work of a sign-up and take it back, or the time would tell which addresses are known."""
        typed = self.cleaned_data
        self.cleaned_data = {**typed, "email": f"{secrets.token_hex(8)}@taken-back.invalid"}
        self.account_already_exists = False
        with transaction.atomic():
            self.save(request)
            transaction.set_rollback(True)
        self.cleaned_data, self.account_already_exists = typed, True
        request.session.pop("portal_account", None)

    def save(self, request: HttpRequest) -> User:
        """Raises ImmediateHttpResponse with the page of an invitation that is over; nobody has signed up then."""
        try:
            with transaction.atomic():
                return cast("User", super().save(request))
        except InvitationRefused as refused:
            raise ImmediateHttpResponse(render(request, "portal/invitation_missing.html", status=404)) from refused


class ForgottenPasswordForm(ResetPasswordForm):
    email = KnownAddressField()


class ChangeAddressForm(AddEmailForm):
    email = NewAddressField()
