"""What sign-up asks beside an address and a password. Named in ACCOUNT_SIGNUP_FORM_CLASS, which allauth extends.

It stands apart from the other forms because allauth imports it while its own forms are being imported.
"""

from typing import Any, Final

from allauth.core import context
from django import forms
from django.db import transaction
from django.http import HttpRequest

from errors_docs.surfaces import PARTNER, WORKSPACE
from foundation.form_fields import NameField
from partners.models import User
from portal.address_fields import NewAddressField
from portal.invitations import accept, open_invitation_of
from portal.opening import open_account

KINDS: Final = (
    (PARTNER.account_kind, "Partner API: create and bill your own customers"),
    (WORKSPACE.account_kind, "Workspace API: turn ideas into plans with generation tools"),
)


class SignUpForm(forms.Form):
    """Who was invited joins an account; everybody else opens one."""

    kind = forms.ChoiceField(
        label="What do you build with?", choices=KINDS, initial=PARTNER.account_kind, widget=forms.RadioSelect
    )
    account_name = NameField(
        label="Company or project",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "placeholder": "Acme Imaging"}),
    )

    field_order = ("kind", "account_name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = NewAddressField()
        self.invitation = open_invitation_of(context.request)
        if self.invitation is not None:
            del self.fields["kind"], self.fields["account_name"]
            # The link was mailed there: who signs up with it has shown that the address is theirs.
            self.initial["email"] = self.invitation.email
            self.fields["email"].disabled = True
            context.request.session["account_verified_email"] = self.invitation.email

    @transaction.atomic
    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the user that was just saved."""
        if self.invitation is not None and self.invitation.email == user.email:
            accept(self.invitation, user)
            request.session["portal_account"] = self.invitation.account.public_id
        elif self.invitation is None:
            data = self.cleaned_data
            account = open_account(user=user, kind=data["kind"], name=data["account_name"])
            request.session["portal_account"] = account.public_id
