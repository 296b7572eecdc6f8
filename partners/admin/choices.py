"""Fields that choose another object while somebody types (Django's autocomplete)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, ManyToManyField
from django.http import HttpRequest
from unfold.mixins import BaseModelAdminMixin


class _Possible(AutocompleteMixin):
    """Django's looks up what was sent when it shows a form again, and fails on what can't be an id."""

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> Any:
        identifier = self.field.remote_field.model._meta.pk
        return super().optgroups(name, [each for each in value if _can_be(identifier, each)], attr)


class Choice(_Possible, AutocompleteSelect):
    """One object."""


class Choices(_Possible, AutocompleteSelectMultiple):
    """Any number of objects."""


class Choosing(BaseModelAdminMixin):
    """An admin or an inline whose ``autocomplete_fields`` are shown again as they were sent, whatever that was."""

    #: Of Django's own class, which unfold's doesn't name as its base.
    admin_site: AdminSite
    autocomplete_fields: ClassVar[Any]

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", Choice(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", Choices(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _can_be(identifier: "Field[Any, Any]", value: Any) -> bool:
    """Tell whether a value may be an id; a form sends the empty text for no choice."""
    try:
        return value == "" or identifier.to_python(value) is not None
    except ValidationError:
        return False
