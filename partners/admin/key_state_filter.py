"""The filter of the list of keys by state."""

from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import RadioFilter

from partners.key_state import KeyState, in_state
from partners.models import ApiKey


class KeyStateFilter(RadioFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Model]") -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in KeyState]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[ApiKey]") -> "QuerySet[ApiKey]":
        """All of them for a state that doesn't exist."""
        asked = [state for state in KeyState if state == self.value()]
        return queryset.filter(in_state(asked[0], timezone.now())) if asked else queryset
