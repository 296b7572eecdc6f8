"""Wallets with the grants in them: read-only, because only the ledger moves credits."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from credits.models import Grant, Wallet
from errors_docs.money import format_credits
from partners.admin.api_key import MODE_COLOURS
from partners.admin.base import ReadOnlyAdmin
from partners.admin.inlines import ReadOnlyTable


class GrantInline(ReadOnlyTable):
    """In the order in which they are used; what open holds took is in the wallet's held amount instead."""

    model = Grant
    fields = readonly_fields = ("kind", "given", "left", "expires_at", "created_at")
    verbose_name_plural = "grants, in the order in which they are used, without what is held"
    per_page = 20

    @display(description="granted")
    def given(self, grant: Grant) -> str:
        return format_credits(grant.amount)

    @display(description="left")
    def left(self, grant: Grant) -> str:
        """What is left of the grant in use lies open in the wallet."""
        drawn = grant.wallet.draw_left if grant.wallet.draw_grant_id == grant.pk else 0
        return format_credits(grant.remaining + drawn)


@admin.register(Wallet)
class WalletAdmin(ReadOnlyAdmin):
    list_display = ("account", "shown_mode", "shown_balance", "shown_held", "shown_available", "entries")
    list_filter = (("mode", ChoicesDropdownFilter), ("account", AutocompleteSelectFilter))
    list_select_related = ("account",)
    search_fields = ("account__name", "=account__public_id")
    fields = ("account", "shown_mode", "shown_balance", "shown_held", "shown_available", "ledger_link")
    inlines = (GrantInline,)

    @display(description="mode", label=MODE_COLOURS)
    def shown_mode(self, wallet: Wallet) -> str:
        return wallet.mode

    @display(description="balance", ordering="balance")
    def shown_balance(self, wallet: Wallet) -> str:
        return format_credits(wallet.balance)

    @display(description="held", ordering="held")
    def shown_held(self, wallet: Wallet) -> str:
        return format_credits(wallet.held)

    @display(description="available")
    def shown_available(self, wallet: Wallet) -> str:
        return format_credits(wallet.available)

    @display(description="ledger")
    def ledger_link(self, wallet: Wallet) -> SafeString:
        return format_html('<a class="text-link" href="{}">{} entries</a>', ledger_url(wallet), wallet.entries)


def ledger_url(wallet: Wallet) -> str:
    """The ledger's list, of this wallet only."""
    return f"{reverse('admin:credits_entry_changelist')}?wallet__id__exact={wallet.pk}"
