"""Webhook endpoints and deliveries: read here, enabled, paused, disabled and sent again. Secrets are never shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from errors_docs.exceptions import WebhookNotEnabled
from partners.admin.api_key import MODE_COLOURS
from partners.admin.base import ReadOnlyAdmin, found_or_404, object_page
from partners.admin.day_filter import DayFilter
from partners.admin.form_page import FormPage, back_from
from partners.admin.inlines import ReadOnlyTable
from webhooks.deliveries import replay
from webhooks.endpoints import Owner, locked_endpoint, set_status
from webhooks.models import Attempt, Delivery, DeliveryStatus, DisabledReason, Endpoint, EndpointStatus

STATUS_COLOURS = {
    EndpointStatus.ENABLED.value: "success",
    EndpointStatus.PAUSED.value: "warning",
    EndpointStatus.DISABLED.value: "danger",
}
DELIVERY_COLOURS = {
    DeliveryStatus.PENDING.value: "info",
    DeliveryStatus.SUCCEEDED.value: "success",
    DeliveryStatus.FAILED.value: "danger",
}


def may_manage(request: HttpRequest) -> bool:
    """Whoever may change endpoints may do all that is done here."""
    return bool(request.user.has_perm("webhooks.change_endpoint"))


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin):
    list_display = ("url", "account", "shown_mode", "shown_status", "disabled_reason", "failing_since", "created_at")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("mode", ChoicesDropdownFilter),
        ("account", AutocompleteSelectFilter),
    )
    list_select_related = ("account",)
    search_fields = ("=public_id", "url", "account__name")
    search_help_text = "Endpoint id, address or account"
    ordering = ("-pk",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("public_id", "url", "description", "events", "account", "shown_mode", "created_at")}),
        ("State", {"fields": ("shown_status", "disabled_reason", "disabled_at", "failing_since", "deliveries")}),
        ("Secret", {"fields": ("previous_until",)}),
    )
    actions_detail = ("enable", "pause", "disable")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Endpoint]":
        return super().get_queryset(request).filter(deleted_at=None)

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_manage(request)

    @object_page(title="Enable", permissions=["manage"], icon="play_arrow")
    def enable(self, request: HttpRequest, object_id: str) -> HttpResponse:
        says = "What is waiting is sent at once."
        return self._change(request, object_id, EndpointStatus.ENABLED, "Enable", says)

    @object_page(title="Pause", permissions=["manage"], icon="pause")
    def pause(self, request: HttpRequest, object_id: str) -> HttpResponse:
        says = "What happens from now on waits until it is enabled again."
        return self._change(request, object_id, EndpointStatus.PAUSED, "Pause", says)

    @object_page(title="Disable", permissions=["manage"], icon="block", dangerous=True)
    def disable(self, request: HttpRequest, object_id: str) -> HttpResponse:
        says = "What happens from now on is not kept for it, but can be replayed for 30 days."
        return self._change(request, object_id, EndpointStatus.DISABLED, "Disable", says)

    def _change(
        self, request: HttpRequest, object_id: str, status: EndpointStatus, title: str, says: str
    ) -> HttpResponse:
        endpoint = found_or_404(self, request, object_id, Endpoint)
        form = forms.Form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._set(request, endpoint, status)
            return redirect(back_from(self, endpoint))
        page = FormPage(title=f"{title} webhook endpoint", submit=title, form=form, of=endpoint, says=says)
        return page.response(self, request)

    @transaction.atomic
    def _set(self, request: HttpRequest, endpoint: Endpoint, status: EndpointStatus) -> None:
        locked = locked_endpoint(Owner(endpoint.account_id, endpoint.mode), endpoint.public_id)
        set_status(locked, status, DisabledReason.OPERATOR)
        self.log_change(request, endpoint, f"Made {status.value}.")
        self.message_user(request, f"{endpoint} is {status.value}.", messages.SUCCESS)

    @display(description="mode", label=MODE_COLOURS)
    def shown_mode(self, endpoint: Endpoint) -> str:
        return endpoint.mode

    @display(description="status", label=STATUS_COLOURS)
    def shown_status(self, endpoint: Endpoint) -> str:
        return endpoint.status

    @display(description="events")
    def events(self, endpoint: Endpoint) -> str:
        return ", ".join(endpoint.event_types) or "all"

    @display(description="deliveries")
    def deliveries(self, endpoint: Endpoint) -> SafeString:
        url = f"{reverse('admin:webhooks_delivery_changelist')}?q={endpoint.public_id}"
        return format_html('<a class="text-link" href="{}">Deliveries to this endpoint</a>', url)


class AttemptInline(ReadOnlyTable):
    model = Attempt
    fields = readonly_fields = (
        "number",
        "started_at",
        "duration_ms",
        "outcome",
        "status_code",
        "detail",
        "response",
    )


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("event_type", "endpoint", "account", "shown_status", "attempt_count", "next_attempt_at", "happened")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("endpoint__account", AutocompleteSelectFilter),
        ("created_at", DayFilter),
    )
    list_select_related = ("endpoint__account", "event")
    # The search compares whole ids (get_search_results); Django shows the field because this isn't empty.
    search_fields = ("public_id",)
    search_help_text = "A whole id: of a delivery, an event or an endpoint"
    ordering = ("-pk",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("public_id", "event_id_text", "event_type", "happened", "data")}),
        ("To", {"fields": ("endpoint", "account")}),
        ("State", {"fields": ("shown_status", "attempt_count", "next_attempt_at", "completed_at")}),
    )
    inlines = (AttemptInline,)
    actions_detail = ("replay",)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        fields = {"evt": "event__public_id", "whe": "endpoint__public_id"}
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(**{fields.get(term[:3], "public_id"): term}), False

    def has_manage_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_manage(request)

    @object_page(title="Send again", permissions=["manage"], icon="replay")
    def replay(self, request: HttpRequest, object_id: str) -> HttpResponse:
        delivery = found_or_404(self, request, object_id, Delivery)
        form = forms.Form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._replay(request, delivery)
            return redirect(back_from(self, delivery))
        says = "With the same body and the same webhook-id; the schedule of attempts begins again."
        page = FormPage(title="Send delivery again", submit="Send again", form=form, of=delivery, says=says)
        return page.response(self, request)

    def _replay(self, request: HttpRequest, delivery: Delivery) -> None:
        endpoint = delivery.endpoint
        try:
            with transaction.atomic():
                replay(
                    owner=Owner(endpoint.account_id, endpoint.mode),
                    endpoint_id=endpoint.public_id,
                    delivery_id=delivery.public_id,
                )
                self.log_change(request, delivery, "Sent again.")
        except WebhookNotEnabled as refused:
            self.message_user(request, f"{endpoint} is {refused.status}: enable it first.", messages.ERROR)
            return
        self.message_user(request, "It is on its way.", messages.SUCCESS)

    @display(description="event")
    def event_type(self, delivery: Delivery) -> str:
        return delivery.event.type

    @display(description="event id")
    def event_id_text(self, delivery: Delivery) -> str:
        return delivery.event.public_id

    @display(description="happened")
    def happened(self, delivery: Delivery) -> Any:
        return delivery.event.created_at

    @display(description="data")
    def data(self, delivery: Delivery) -> Any:
        return delivery.event.data

    @display(description="account")
    def account(self, delivery: Delivery) -> str:
        return str(delivery.endpoint.account)

    @display(description="status", label=DELIVERY_COLOURS)
    def shown_status(self, delivery: Delivery) -> str:
        return delivery.status
