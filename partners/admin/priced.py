"""Pages of models whose only big integers are amounts: they are typed in credits."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import models

from partners.admin.base import OperatorAdmin
from partners.admin.credits_widget import CreditsWidget
from partners.admin.inlines import TableInline
from partners.admin.typed_fields import TYPED_FIELDS
from partners.credits_field import CreditsField

IN_CREDITS: Final[dict[type, Any]] = {
    **TYPED_FIELDS,
    models.BigIntegerField: {"form_class": CreditsField, "widget": CreditsWidget},
}


class PricedAdmin(OperatorAdmin):
    actions_detail: Sequence[str | dict[str, Any]] = ()
    formfield_overrides = IN_CREDITS  # type: ignore[misc]  # Django reads it from the class, unfold makes it its own


class PricedTable(TableInline):
    formfield_overrides = IN_CREDITS  # type: ignore[misc]  # as above
