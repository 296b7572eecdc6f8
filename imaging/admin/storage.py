"""How much of what it bought each customer uses."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from customers.models import Usage
from customers.quota import GB
from customers.usage import quota_gb
from partners.admin.base import ReadOnlyAdmin


@admin.register(Usage)
class UsageAdmin(ReadOnlyAdmin):
    list_display = ("customer", "account", "used", "quota", "filled", "files", "studies", "reports", "devices")
    list_filter = (("customer__account", AutocompleteSelectFilter),)
    list_select_related = ("customer__account", "customer__subscription__plan")
    search_fields = ("=customer__public_id", "customer__email")
    ordering = ("-storage_bytes", "pk")
    sortable_by = ()
    fields = ("customer", "used", "quota", "filled", "files", "studies", "reports", "devices")

    @display(description="account")
    def account(self, usage: Usage) -> str:
        return str(usage.customer.account)

    @display(description="used")
    def used(self, usage: Usage) -> str:
        return filesizeformat(usage.storage_bytes)

    @display(description="quota in GB")
    def quota(self, usage: Usage) -> int:
        return quota_gb(usage.customer.subscription)

    @display(description="filled")
    def filled(self, usage: Usage) -> str:
        quota = self.quota(usage) * GB
        return f"{100 * usage.storage_bytes / quota:.1f} %" if quota else "no storage"
