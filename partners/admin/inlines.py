"""What stands on the page of another object."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import StackedInline, TabularInline

from partners.admin.choices import Choosing
from partners.admin.typed_fields import TYPED_FIELDS


class TableInline(Choosing, TabularInline):  # type: ignore[misc]  # unfold types a hook of Django more narrowly than it
    """Rows that can be edited; none is offered empty."""

    extra = 0
    # The columns say which row it is.
    hide_title = True
    formfield_overrides = TYPED_FIELDS  # type: ignore[misc]  # Django reads it from the class, unfold makes it its own
    # Unfold declares it by example only; the annotation says what it may hold.
    per_page: int | None = None  # type: ignore[assignment]


class ReadOnlyTable(TableInline):
    per_page: int | None = None
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyStack(StackedInline):
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
