"""The forms that make an account and change its status."""

from django import forms
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from foundation.form_fields import MailAddressField, NameField
from partners.models import Tier


class NewPartner(forms.Form):
    """The arguments of create_partner."""

    name = NameField(max_length=200, widget=UnfoldAdminTextInputWidget)
    tier = forms.ModelChoiceField(
        Tier.objects.all(),
        empty_label="Select a tier",
        widget=UnfoldAdminSelectWidget,
        help_text="Its discount, its limits, and whether there is a trial.",
    )
    contact_email = MailAddressField(label="Contact email", required=False, widget=UnfoldAdminEmailInputWidget)


class ChangeStatus(forms.Form):
    """Why an account is closed or opened."""

    reason = NameField(max_length=200, widget=UnfoldAdminTextInputWidget, help_text="Kept in the account's history.")
