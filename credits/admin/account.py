"""Accounts: a partner's profile, terms, credits and prices on one page, and what an operator does with them."""

from typing import Any, Final

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from credits.admin.account_forms import ChangeStatus, NewPartner
from credits.admin.account_inlines import OpeningInline, PartnerInline, RetailAddOnPriceInline, RetailPriceInline
from credits.admin.money_forms import AdjustCredits, GrantCredits
from credits.admin.movements import adjust_once, grant_once, may_move_credits
from credits.admin.wallet import ledger_url
from credits.models import Wallet
from credits.wallets import open_wallets
from errors_docs.money import format_credits
from partners.accounts import create_partner, set_account_status
from partners.admin.base import OperatorAdmin, found_or_404, object_page
from partners.admin.form_page import FormPage, back_from
from partners.models import Account, AccountStatus, Partner
from partners.modes import LIVE, TEST

COLOURS: Final = {AccountStatus.ACTIVE.value: "success", AccountStatus.INACTIVE.value: "danger"}
PARTNER_INLINES: Final = (PartnerInline, RetailPriceInline, RetailAddOnPriceInline, OpeningInline)


@admin.register(Account)
class AccountAdmin(OperatorAdmin):
    list_display = ("name", "kind", "tier", "trial_ends", "shown_status", "live", "test", "created_at")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("status", ChoicesDropdownFilter),
        ("partner__tier", RelatedDropdownFilter),
    )
    list_select_related = ("partner__tier",)
    search_fields = ("name", "=public_id", "partner__contact_email")
    search_help_text = "Name, account id or contact address"
    ordering = ("name", "pk")
    fields = ("name", "public_id", "shown_status", "renewals", "balances", "lists", "created_at")
    readonly_fields = ("public_id", "shown_status", "renewals", "balances", "lists", "created_at")
    actions_detail = ("grant", {"title": "More", "items": ["adjust", "activate", "deactivate"]})

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Account]":
        return super().get_queryset(request).prefetch_related("wallets")

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        """The profile and the prices are a partner's."""
        return PARTNER_INLINES if isinstance(obj, Account) and profile(obj) is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: the ledger is kept. An account that is over is made inactive."""
        return False

    def has_move_credits_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_move_credits(request)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """An active account can be deactivated, and the other way round."""
        account = self.get_object(request, str(object_id))
        active = isinstance(account, Account) and account.status == AccountStatus.ACTIVE
        hidden = "partners_account_activate" if active else "partners_account_deactivate"
        return [page for page in super().get_actions_detail(request, object_id) if page.action_name != hidden]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A partner with its profile and its wallets."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewPartner(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            says = "Its trial, if the tier has one, begins now. Credits, keys and prices come on the next page."
            return FormPage(title="New partner", submit="Create partner", form=form, says=says).response(self, request)
        account = self._create(request, form)
        self.message_user(request, f"{account} is ready for credits and a key.", messages.SUCCESS)
        return redirect(back_from(self, account))

    @object_page(title="Grant credits", permissions=["move_credits"], icon="add_card")
    def grant(self, request: HttpRequest, object_id: str) -> HttpResponse:
        account = found_or_404(self, request, object_id, Account)
        form = GrantCredits(request.POST if request.method == "POST" else None)
        if form.is_valid() and grant_once(self, request, form, account):
            return redirect(back_from(self, account))
        return FormPage(title="Grant credits", submit="Grant credits", form=form, of=account).response(self, request)

    @object_page(title="Adjust credits", permissions=["move_credits"], icon="tune")
    def adjust(self, request: HttpRequest, object_id: str) -> HttpResponse:
        account = found_or_404(self, request, object_id, Account)
        form = AdjustCredits(request.POST if request.method == "POST" else None)
        if form.is_valid() and adjust_once(self, request, form, account):
            return redirect(back_from(self, account))
        says = "For corrections. What was bought or given is a grant; what a charge took is given back by a refund."
        page = FormPage(title="Adjust credits", submit="Adjust credits", form=form, of=account, says=says)
        return page.response(self, request)

    @object_page(title="Activate", permissions=["change"], icon="play_arrow")
    def activate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        says = (
            "Its keys work again from the next request on. What was due meanwhile is charged once, for a period that "
            "begins now; the time in between is not charged."
        )
        return self._change_status(request, object_id, AccountStatus.ACTIVE, "Activate", says)

    @object_page(title="Deactivate", permissions=["change"], icon="pause", dangerous=True)
    def deactivate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        says = (
            "All its keys are refused from the next request on, and renewals of its customers pause. What they stored "
            f"can be read for {settings.SUSPENDED_ACCESS_DAYS} days. Members see the ledger, statements and exports, "
            "and nothing else. Nothing is lost; it can be activated again."
        )
        return self._change_status(request, object_id, AccountStatus.INACTIVE, "Deactivate", says)

    def _change_status(
        self, request: HttpRequest, object_id: str, status: AccountStatus, title: str, says: str
    ) -> HttpResponse:
        account = found_or_404(self, request, object_id, Account)
        form = ChangeStatus(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._set_status(request, account, status, form.cleaned_data["reason"])
            return redirect(back_from(self, account))
        dangerous = status == AccountStatus.INACTIVE
        page = FormPage(title=f"{title} account", submit=title, form=form, of=account, warns=says, dangerous=dangerous)
        return page.response(self, request)

    @transaction.atomic
    def _set_status(self, request: HttpRequest, account: Account, status: AccountStatus, reason: str) -> None:
        if not set_account_status(account, status):
            self.message_user(request, f"{account} was {status} before.", messages.WARNING)
            return
        self.log_change(request, account, f"Made {status}: {reason}")
        self.message_user(request, f"{account} is {status}.", messages.SUCCESS)

    @transaction.atomic
    def _create(self, request: HttpRequest, form: NewPartner) -> Account:
        account = create_partner(**form.cleaned_data)
        open_wallets(account)
        self.log_addition(request, account, f"Created as a partner of the tier {form.cleaned_data['tier']}.")
        return account

    @display(description="tier", ordering="partner__tier__discount_percent")
    def tier(self, account: Account) -> str | None:
        partner = profile(account)
        return str(partner.tier) if partner else None

    @display(description="trial ends", ordering="partner__trial_ends_at", empty_value="no trial")
    def trial_ends(self, account: Account) -> Any:
        partner = profile(account)
        return partner.trial_ends_at if partner else None

    @display(description="status", label=COLOURS, ordering="status")
    def shown_status(self, account: Account) -> str:
        return account.status

    @display(description="renewals")
    def renewals(self, account: Account) -> str:
        if account.is_active:
            return "run"
        since = f" since {account.deactivated_at:%Y-%m-%d %H:%M} UTC" if account.deactivated_at else ""
        return f"paused{since}, because the account is inactive"

    @display(description="live balance")
    def live(self, account: Account) -> str | None:
        return shown_balance(account, LIVE)

    @display(description="test balance")
    def test(self, account: Account) -> str | None:
        return shown_balance(account, TEST)

    @display(description="credits")
    def balances(self, account: Account) -> str:
        rows = [
            {
                "mode": wallet.mode,
                "available": format_credits(wallet.available),
                "held": format_credits(wallet.held),
                "balance": format_credits(wallet.balance),
                "wallet": reverse("admin:credits_wallet_change", args=[wallet.pk]),
                "ledger": ledger_url(wallet),
            }
            for wallet in wallets(account)
        ]
        return render_to_string("admin/balances.html", {"rows": rows})

    @display(description="lists")
    def lists(self, account: Account) -> str:
        of = f"account__id__exact={account.pk}"
        links = [
            ("API keys", f"{reverse('admin:partners_apikey_changelist')}?{of}"),
            ("New API key", f"{reverse('admin:partners_apikey_add')}?account={account.pk}"),
            ("Customers", f"{reverse('admin:customers_customer_changelist')}?{of}"),
        ]
        return render_to_string("admin/links.html", {"links": links})


def profile(account: Account) -> Partner | None:
    """The account's profile if it is a partner's."""
    found: Partner | None = getattr(account, "partner", None)
    return found


def wallets(account: Account) -> list[Wallet]:
    """Live first; none that isn't open yet. Filtered here, because the lists have them prefetched."""
    return sorted(account.wallets.all(), key=lambda wallet: wallet.mode)


def shown_balance(account: Account, mode: str) -> str | None:
    """The balance of one mode's wallet."""
    return next((format_credits(wallet.balance) for wallet in wallets(account) if wallet.mode == mode), None)
