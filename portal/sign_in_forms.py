"""Allauth's forms about addresses, which take every spelling of one. Named in ACCOUNT_FORMS."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm, SignupForm
from allauth.core.exceptions import ImmediateHttpResponse
from django.db import transaction
from django.http import HttpRequest
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

    def save(self, request: HttpRequest) -> User:
        """Raises ImmediateHttpResponse with the page of an invitation that is over; nobody has signed up then."""
        try:
            with transaction.atomic():
                user: User = super().save(request)
                return user
        except InvitationRefused as refused:
            raise ImmediateHttpResponse(render(request, "portal/invitation_missing.html", status=404)) from refused


class ForgottenPasswordForm(ResetPasswordForm):
    email = KnownAddressField()


class ChangeAddressForm(AddEmailForm):
    email = NewAddressField()
