"""The ledger, read-only. What may be undone is undone by another entry."""

import json
from typing import Any, Final

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from credits import ledger
from credits.admin.money_forms import ReverseEntry
from credits.admin.movements import may_move_credits
from credits.models import Entry, Grant, Kind, Side
from errors_docs.money import format_credits
from partners.admin.base import ReadOnlyAdmin, found_or_404, object_page, operator
from partners.admin.day_filter import DayFilter
from partners.admin.form_page import FormPage, back_from

COLOURS: Final = {
    Kind.GRANT.value: "success",
    Kind.REFUND.value: "success",
    Kind.CHARGE.value: "primary",
    Kind.CAPTURE.value: "primary",
    Kind.HOLD.value: "warning",
    Kind.ADJUSTMENT.value: "info",
    Kind.EXPIRY.value: "danger",
    Kind.REVERSAL.value: "danger",
}
#: So many later entries about an entry are shown on its page.
FOLLOWERS: Final = 50


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = (*("created_at", "wallet", "shown_kind", "change", "balance", "description", "customer", "actor"),)
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("wallet__mode", ChoicesDropdownFilter),
        ("wallet__account", AutocompleteSelectFilter),
        ("created_at", DayFilter),
    )
    list_select_related = ("wallet__account", "actor")
    # The search compares whole values (get_search_results); Django shows the field because this isn't empty.
    search_fields = ("reference",)
    search_help_text = "A whole reference, customer id or request id"
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("shown_kind", "change", "route", "wallet", "description")}),
        ("After it", {"fields": ("balance", "held")}),
        ("Origin", {"fields": ("reference", "sequence", "customer", "request_id", "actor", "created_at")}),
        ("Related", {"fields": ("related", "followed_by", "grants", "calculation")}),
    )
    actions_detail = ("reverse",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Entry]":
        return super().get_queryset(request).select_related("wallet__account", "actor")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Newest first. Within one wallet by sequence, which has the index."""
        return ("-sequence",) if "wallet__id__exact" in request.GET else ("-pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """Whole values only: a part of one would read the whole ledger."""
        term = search_term.strip()
        if not term:
            return queryset, False
        kind, _, rest = term.partition("_")
        column = {"pc": "customer_id", "req": "request_id"}.get(kind, "reference") if rest else "reference"
        return queryset.filter(**{column: term}), False

    def has_move_credits_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_move_credits(request)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        entry = self.get_object(request, str(object_id))
        possible = isinstance(entry, Entry) and is_reversible(entry)
        return super().get_actions_detail(request, object_id) if possible else []

    @object_page(title="Reverse", permissions=["move_credits"], icon="undo", dangerous=True)
    def reverse(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Takes back a grant or an upward adjustment that nothing was used of."""
        entry = found_or_404(self, request, object_id, Entry)
        form = ReverseEntry(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._reverse(request, form, entry):
            return redirect(back_from(self, entry))
        warns = f"{format_credits(entry.amount)} credits leave the wallet of {entry.wallet} again."
        page = FormPage(title="Reverse entry", submit="Reverse", form=form, of=entry, warns=warns, dangerous=True)
        return page.response(self, request)

    @transaction.atomic
    def _reverse(self, request: HttpRequest, form: ReverseEntry, entry: Entry) -> bool:
        """An entry is reversed once, so its number is the reference: a second try answers the first reversal."""
        reason: str = form.cleaned_data["reason"]
        note = ledger.Note(reference=f"reversal:{entry.pk}", description=reason, actor=operator(request))
        try:
            with transaction.atomic():
                movement = ledger.reverse(entry_id=entry.pk, note=note)
        except (ledger.LedgerConflict, Entry.DoesNotExist) as conflict:
            form.add_error(None, f"It can't be reversed: {conflict}")
            return False
        if movement.replayed:
            self.message_user(request, "The entry was reversed before; nothing moved.", messages.WARNING)
            return True
        self.log_change(request, entry, f"Reversed: {reason}")
        self.message_user(request, f"{format_credits(movement.amount)} credits were taken back.", messages.SUCCESS)
        return True

    @display(description="kind", label=COLOURS)
    def shown_kind(self, entry: Entry) -> str:
        return entry.kind

    @display(description="credits")
    def change(self, entry: Entry) -> str:
        return signed_credits(entry)

    @display(description="balance after")
    def balance(self, entry: Entry) -> str:
        return format_credits(entry.balance_after)

    @display(description="held after")
    def held(self, entry: Entry) -> str:
        return format_credits(entry.held_after)

    @display(description="from, to")
    def route(self, entry: Entry) -> str:
        return f"{Side(entry.source).label} → {Side(entry.destination).label}"

    @display(description="customer")
    def customer(self, entry: Entry) -> SafeString | None:
        if not entry.customer_id:
            return None
        url = f"{reverse('admin:customers_customer_changelist')}?q={entry.customer_id}"
        return format_html('<a class="text-link id" href="{}" title="{}">{}</a>', url, *[entry.customer_id] * 2)

    @display(description="followed by")
    def followed_by(self, entry: Entry) -> SafeString | None:
        links = (
            (reverse("admin:credits_entry_change", args=[later.pk]), later.kind, signed_credits(later))
            for later in entry.followers.order_by("pk")[:FOLLOWERS]
        )
        return format_html_join(SafeString("<br>"), '<a class="text-link" href="{}">{} {}</a>', links) or None

    @display(description="grants")
    def grants(self, entry: Entry) -> str | None:
        """Which grants the amount left or came back to."""
        kinds = dict(Grant.objects.filter(pk__in=[pk for pk, _ in entry.allocations]).values_list("pk", "kind"))
        rows = [(f"{kinds.get(pk, 'unknown')} grant {pk}", format_credits(amount)) for pk, amount in entry.allocations]
        return render_to_string("admin/pairs.html", {"rows": rows}) if rows else None

    @display(description="how it came about")
    def calculation(self, entry: Entry) -> SafeString | None:
        if entry.facts is None:
            return None
        return format_html('<pre class="facts">{}</pre>', json.dumps(entry.facts, indent=2, ensure_ascii=False))


def signed_credits(entry: Entry) -> str:
    """What an entry did to the balance, with its sign; a hold or release only sets credits aside, and has none."""
    if entry.balance_change == 0:
        return format_credits(entry.amount)
    return f"{'+' if entry.balance_change > 0 else ''}{format_credits(entry.balance_change)}"


def is_reversible(entry: Entry) -> bool:
    """Whether it gave credits and wasn't reversed. If nothing was used of them is the ledger's to say."""
    gave = entry.kind in (Kind.GRANT, Kind.ADJUSTMENT) and entry.destination == Side.AVAILABLE
    return gave and not entry.followers.filter(kind=Kind.REVERSAL).exists()
