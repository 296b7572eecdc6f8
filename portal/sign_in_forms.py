"""Allauth's forms about addresses, which take every spelling of one. Named in ACCOUNT_FORMS."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm

from portal.address_fields import KnownAddressField, NewAddressField


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Allauth makes the field here, because its kind depends on the settings.
        self.fields["login"] = KnownAddressField()


class ForgottenPasswordForm(ResetPasswordForm):
    email = KnownAddressField()


class ChangeAddressForm(AddEmailForm):
    email = NewAddressField()
