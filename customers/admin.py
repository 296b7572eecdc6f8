"""Customers, their organizations and subscriptions: read-only here, changed through the Partner API."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from customers.models import Customer, CustomerStatus, Organization, Subscription, SubscriptionStatus
from errors_docs.money import format_credits
from partners.admin.api_key import MODE_COLOURS
from partners.admin.base import ReadOnlyAdmin
from partners.admin.inlines import ReadOnlyStack

STATUS_COLOURS = {
    CustomerStatus.ACTIVE.value: "success",
    CustomerStatus.SUSPENDED.value: "warning",
    CustomerStatus.DELETED.value: "danger",
}
SUBSCRIPTION_COLOURS = {
    SubscriptionStatus.ACTIVE.value: "success",
    SubscriptionStatus.TRIALING.value: "info",
    SubscriptionStatus.PAST_DUE.value: "warning",
    SubscriptionStatus.SUSPENDED.value: "warning",
    SubscriptionStatus.CANCELLED.value: "danger",
}


class OrganizationInline(ReadOnlyStack):
    model = Organization
    fields = readonly_fields = ("public_id", "name")


class SubscriptionInline(ReadOnlyStack):
    model = Subscription
    fields = ("plan", "status", "seats", "ai_lens_medical", "add_ons", "price", "period_start", "period_end")
    readonly_fields = ("price",)

    @display(description="credits for a period")
    def price(self, subscription: Subscription) -> str:
        return format_credits(subscription.cost)


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    list_display = ("email", "name", "company_name", "account", "shown_mode", "shown_status", "plan", "created_at")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("mode", ChoicesDropdownFilter),
        ("account", AutocompleteSelectFilter),
        ("subscription__plan", AutocompleteSelectFilter),
    )
    list_select_related = ("account", "subscription__plan")
    search_fields = ("=public_id", "email", "name", "company_name")
    search_help_text = "Customer id, email, name or company"
    ordering = ("-pk",)
    sortable_by = ()
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "public_id",
                    "email",
                    "name",
                    "company_name",
                    "phone",
                    "shown_status",
                    "suspended_at",
                    "deleted_at",
                )
            },
        ),
        ("Belongs to", {"fields": ("account", "shown_mode", "created_at", "ledger")}),
        ("Settings", {"fields": ("language", "focus_mode")}),
    )
    inlines = (OrganizationInline, SubscriptionInline)

    @display(description="mode", label=MODE_COLOURS)
    def shown_mode(self, customer: Customer) -> str:
        return customer.mode

    @display(description="status", label=STATUS_COLOURS)
    def shown_status(self, customer: Customer) -> str:
        return customer.status

    @display(description="plan")
    def plan(self, customer: Customer) -> str | None:
        subscription: Subscription | None = getattr(customer, "subscription", None)
        return str(subscription) if subscription else None

    @display(description="ledger")
    def ledger(self, customer: Customer) -> SafeString:
        url = f"{reverse('admin:credits_entry_changelist')}?q={customer.public_id}"
        return format_html('<a class="text-link" href="{}">Entries for this customer</a>', url)


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    list_display = ("name", "public_id", "customer", "account")
    list_filter = (("customer__account", AutocompleteSelectFilter),)
    list_select_related = ("customer__account",)
    search_fields = ("=public_id", "name", "customer__email")
    ordering = ("-pk",)
    sortable_by = ()

    @display(description="account")
    def account(self, organization: Organization) -> str:
        return str(organization.customer.account)


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("customer", "account", "plan", "seats", "price", "shown_status", "period_end", "trial_ends_at")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("plan", AutocompleteSelectFilter),
        ("customer__mode", ChoicesDropdownFilter),
        ("customer__account", AutocompleteSelectFilter),
    )
    list_select_related = ("customer__account", "plan")
    search_fields = ("=customer__public_id", "customer__email")
    ordering = ("-pk",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("customer", "plan", "seats", "ai_lens_medical", "add_ons", "price")}),
        ("State", {"fields": ("shown_status", "renewal", "period_start", "period_end", "trial_ends_at")}),
    )

    @display(description="next renewal")
    def renewal(self, subscription: Subscription) -> str | None:
        if subscription.next_charge_at is None:
            return None
        if not subscription.customer.account.is_active:
            return "paused, because the account is inactive"
        return f"{subscription.next_charge_at:%Y-%m-%d %H:%M} UTC"

    @display(description="account")
    def account(self, subscription: Subscription) -> str:
        return str(subscription.customer.account)

    @display(description="credits for a period")
    def price(self, subscription: Subscription) -> str:
        return format_credits(subscription.cost)

    @display(description="status", label=SUBSCRIPTION_COLOURS)
    def shown_status(self, subscription: Subscription) -> str:
        return subscription.status
