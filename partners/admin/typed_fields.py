"""Which fields the admin makes of models' columns that somebody types into: those of foundation/form_fields.py."""

from typing import Any, Final

from django import forms
from django.db import models
from unfold.widgets import UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from foundation.form_fields import (
    MailAddressField,
    NameField,
    PlainDecimalField,
    ProseField,
    SplitMomentField,
    WholeNumberField,
)

TYPED_FIELDS: Final[dict[type, Any]] = {
    models.CharField: {"form_class": NameField},
    # Its validator says which letters it may have.
    models.SlugField: {"form_class": forms.SlugField, "widget": UnfoldAdminTextInputWidget},
    models.TextField: {"form_class": ProseField},
    models.EmailField: {"form_class": MailAddressField},
    models.IntegerField: {"form_class": WholeNumberField},
    models.BigIntegerField: {"form_class": WholeNumberField},
    models.DecimalField: {"form_class": PlainDecimalField},
    models.DateTimeField: {"form_class": SplitMomentField, "widget": UnfoldAdminSplitDateTimeWidget},
}
