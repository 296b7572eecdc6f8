"""Tiers: the terms of partners."""

from django.contrib import admin

from partners.admin.base import OperatorAdmin
from partners.models import Tier


@admin.register(Tier)
class TierAdmin(OperatorAdmin):
    """A tier that partners are in can't be deleted."""

    list_display = ("name", "slug", "discount_percent", "may_sell", "trial_days", "requests_per_minute")
    search_fields = ("name", "slug")
    fieldsets = (
        (None, {"fields": ("name", "slug", "discount_percent", "may_sell", "trial_days", "requests_per_minute")}),
        (
            "Trials of customers",
            {
                "fields": (
                    "customer_trial_days",
                    "customer_trial_seats",
                    "customer_trial_units",
                    "open_customer_trials",
                )
            },
        ),
    )
