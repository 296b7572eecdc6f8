"""The forms of the settings page."""

from django import forms

from foundation.form_fields import NameField, SignInAddressField
from portal.roles import Role


class AccountNameForm(forms.Form):
    """The account's name, as invitations, statements and mail to customers show it."""

    name = NameField(max_length=200, label="Account name", widget=forms.TextInput(attrs={"autocomplete": "off"}))


class InviteForm(forms.Form):
    """Somebody else, by their address of mail."""

    email = SignInAddressField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(choices=Role.choices, initial=Role.DEVELOPER)


class RoleForm(forms.Form):
    """A member's new role."""

    role = forms.ChoiceField(choices=Role.choices)
