"""Keys: list them, make, rotate and revoke them. A secret is on one answer, the one to the form that made it."""

import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.views.decorators.debug import sensitive_variables
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from errors_docs.money import format_credits
from errors_docs.surfaces import WORKSPACE
from partners.admin.base import found_or_404, object_page, operator
from partners.admin.form_page import FormPage, back_from
from partners.admin.fresh import fresh
from partners.admin.key_forms import KeyOwner, NewKey, RevokeKey, RotateKey
from partners.admin.key_state_filter import KeyStateFilter
from partners.admin.priced import PricedAdmin
from partners.key_state import COLOURS, state_of
from partners.key_text import key_text
from partners.keys import IssuedKey, KeyRefused, create_key, revoke_key, rotate_key, surface_of_account
from partners.models import Account, AccountStatus, ApiKey
from partners.modes import LIVE, TEST
from partners.once import OnceForm, is_spent, spend
from partners.scopes import scope_names

MODE_COLOURS = {LIVE: "primary", TEST: "info"}


@admin.register(ApiKey)
class ApiKeyAdmin(PricedAdmin):
    """Only the name and the cap can be edited, nothing deleted; the rest happens on the pages below."""

    list_display = ("name", "owner", "shown_mode", "text", "shown_scopes", "state", "used", "expires_at", "created_by")
    list_filter = (KeyStateFilter, ("mode", ChoicesDropdownFilter), ("account", AutocompleteSelectFilter))
    list_select_related = ("account", "created_by")
    search_fields = ("name", "account__name", "=public_id", "=hint")
    search_help_text = "Name, account, key id, or the last four characters"
    fieldsets = (
        (None, {"fields": ("name", "owner", "text", "shown_mode", "state", "why_revoked")}),
        ("Rights", {"fields": ("scopes_in_words", "networks")}),
        ("Spending", {"fields": ("monthly_cap", "spent")}),
        ("Times", {"fields": ("created_at", "created_by", "used", "expires_at", "revoked_at")}),
        ("Rotation", {"fields": ("replaces", "successor")}),
    )
    readonly_fields = (
        *("owner", "text", "shown_mode", "state", "why_revoked", "scopes_in_words", "networks", "spent"),
        *("created_at", "created_by", "used", "expires_at", "revoked_at", "replaces", "successor"),
    )
    actions_detail = ("rotate", "revoke")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """A workspace's keys have no caps (partners/keys.py)."""
        capless = isinstance(obj, ApiKey) and obj.account.kind == WORKSPACE.account_kind
        return (*self.readonly_fields, "monthly_cap") if capless else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: requests, ledger entries and the log point to keys. A key that has to go is revoked."""
        return False

    def has_rotate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A rotation makes a key and ends one."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """A key that no longer works can be neither rotated nor revoked."""
        key = self.get_object(request, str(object_id))
        usable = isinstance(key, ApiKey) and key.is_usable()
        return super().get_actions_detail(request, object_id) if usable else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The column counts in hundredths, people don't."""
        help_texts = {"monthly_cap": "Credits that it may charge in a calendar month. Empty: no cap of its own."}
        return super().get_form(request, obj, change, help_texts=help_texts, **kwargs)

    # The pages

    @fresh
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks whose key it is, then the rest, then shows the secret."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        owner = KeyOwner(request.GET if "account" in request.GET else None)
        if not owner.is_valid():
            return FormPage(title="New API key", submit="Continue", form=owner, method="get").response(self, request)
        account: Account = owner.cleaned_data["account"]
        form = NewKey(surface_of_account(account), request.POST if request.method == "POST" else None)
        if form.is_valid() and (made := self._make_once(request, form, account)) is not None:
            return made
        says = f"For {account}, on the {surface_of_account(account).title}."
        return FormPage(title="New API key", submit="Create key", form=form, says=says).response(self, request)

    @object_page(title="Rotate", permissions=["rotate"], icon="autorenew")
    @fresh
    def rotate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A successor with the same rights; the old key ends after the overlap."""
        key = found_or_404(self, request, object_id, ApiKey)
        form = RotateKey(request.POST if request.method == "POST" else None)
        if form.is_valid() and (rotated := self._rotate_once(request, form, key)) is not None:
            return rotated
        says = "The new key has the same name, scopes, networks and expiry. Its secret is shown once, on the next page."
        page = FormPage(title="Rotate API key", submit="Rotate key", form=form, of=key, says=says)
        return page.response(self, request)

    @object_page(title="Revoke", permissions=["change"], icon="block", dangerous=True)
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ends a key at once."""
        key = found_or_404(self, request, object_id, ApiKey)
        form = RevokeKey(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._revoke(request, key, form.cleaned_data["reason"])
            return redirect(back_from(self, key))
        warns = f"{key_text(key)} stops working at once and permanently. Rotating it instead lets its user change over."
        page = FormPage(
            title="Revoke API key", submit="Revoke permanently", form=form, of=key, warns=warns, dangerous=True
        )
        return page.response(self, request)

    # What the forms do

    @sensitive_variables("issued")
    def _make_once(self, request: HttpRequest, form: NewKey, account: Account) -> HttpResponse | None:
        """The page with the secret, or None if the form now has an error."""
        if self._is_repeated(request, form):
            return None
        given = {name: value for name, value in form.cleaned_data.items() if name != "nonce"}
        try:
            with transaction.atomic():
                issued = create_key(account=account, created_by=operator(request), **given)
                self.log_addition(request, issued.key, f"Created in {issued.key.mode} mode for {account}.")
        except KeyRefused as refused:
            form.add_error(None, str(refused))
            return None
        spend(request, form)
        return self._secret_page(request, issued, "This is the only time that the key is shown.")

    @sensitive_variables("issued")
    def _rotate_once(self, request: HttpRequest, form: RotateKey, key: ApiKey) -> HttpResponse | None:
        if self._is_repeated(request, form):
            return None
        try:
            with transaction.atomic():
                issued = rotate_key(key=key, overlap=form.overlap, rotated_by=operator(request))
                key.refresh_from_db(fields=["expires_at"])
                ends = f"this key ends {minute(key.expires_at)}"
                self.log_change(request, key, f"Rotated: {key_text(issued.key)} follows; {ends}.")
                self.log_addition(request, issued.key, f"Created by rotation of {key_text(key)}.")
        except KeyRefused as refused:
            form.add_error(None, str(refused))
            return None
        spend(request, form)
        return self._secret_page(request, issued, f"The old key {key_text(key)} works until {minute(key.expires_at)}.")

    def _is_repeated(self, request: HttpRequest, form: OnceForm) -> bool:
        if not is_spent(request, form):
            return False
        form.add_error(None, "This form was sent before and has made a key; its secret can't be shown again.")
        return True

    @sensitive_variables("issued")
    def _secret_page(self, request: HttpRequest, issued: IssuedKey, says: str) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": issued.key,
            "title": "Copy the new key now",
            "says": says,
            "secret": issued.secret,
            "back": back_from(self, issued.key),
        }
        return TemplateResponse(request, "admin/key_secret.html", context, headers={"Cache-Control": "no-store"})

    @transaction.atomic
    def _revoke(self, request: HttpRequest, key: ApiKey, reason: str) -> None:
        if revoke_key(key=key, reason=reason):
            self.log_change(request, key, f"Revoked: {reason}")
            self.message_user(request, f"{key_text(key)} is revoked.", messages.SUCCESS)
        else:
            self.message_user(request, f"{key_text(key)} was revoked before; nothing changed.", messages.WARNING)

    # The columns

    @display(description="account", ordering="account__name")
    def owner(self, key: ApiKey) -> str:
        return str(key.account) if key.account.status == AccountStatus.ACTIVE else f"{key.account} (inactive)"

    @display(description="mode", label=MODE_COLOURS, ordering="mode")
    def shown_mode(self, key: ApiKey) -> str:
        return key.mode

    @display(description="key")
    def text(self, key: ApiKey) -> SafeString:
        return format_html("<code>{}</code>", key_text(key))

    @display(description="state", label=COLOURS)
    def state(self, key: ApiKey) -> str:
        return state_of(key, timezone.now()).value

    @display(description="scopes")
    def shown_scopes(self, key: ApiKey) -> SafeString:
        every = scope_names(surface_of_account(key.account))
        short = "all" if set(key.scopes) == set(every) else f"{len(key.scopes)} of {len(every)}"
        return format_html('<span title="{}">{}</span>', ", ".join(key.scopes), short)

    @display(description="last used", ordering="last_used_at", empty_value="never")
    def used(self, key: ApiKey) -> SafeString | None:
        if key.last_used_at is None:
            return None
        return format_html(
            '<time title="{}">{} ago</time>', minute(key.last_used_at), timesince(key.last_used_at, depth=1)
        )

    @display(description="scopes")
    def scopes_in_words(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @display(description="allowed networks")
    def networks(self, key: ApiKey) -> str:
        return ", ".join(key.allowed_networks) or "every address"

    @display(description="charged this month", empty_value="nothing that counts against a cap")
    def spent(self, key: ApiKey) -> str | None:
        spend = key.spends.filter(month=timezone.now().date().replace(day=1)).first()
        return format_credits(spend.spent) if spend else None

    @display(description="reason")
    def why_revoked(self, key: ApiKey) -> str | None:
        return key.revoked_reason or None

    @display(description="replaced by")
    def successor(self, key: ApiKey) -> ApiKey | None:
        return key.replaced_by.first()


def minute(moment: datetime.datetime | None) -> str:
    """A moment for a sentence."""
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
