"""Agents: list them, make and revoke them. A token is on one answer, the one to the form that made it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_variables
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from customers.models import Customer, CustomerStatus
from foundation.form_fields import NameField
from imaging.agents import IssuedAgent, create_agent, revoke_agent
from imaging.models import Agent
from partners.admin.base import OperatorAdmin, found_or_404, object_page
from partners.admin.choices import Choice
from partners.admin.form_page import FormPage, back_from
from partners.once import OnceForm, is_spent, spend

STATE_COLOURS = {"active": "success", "revoked": "danger"}


class NewAgent(OnceForm):
    """Whose machine it is, and what it is called."""

    customer = forms.ModelChoiceField(
        Customer.objects.exclude(status=CustomerStatus.DELETED),
        widget=Choice(Agent._meta.get_field("customer"), admin.site),
    )
    name = NameField(max_length=120, widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "PACS"}))


@admin.register(Agent)
class AgentAdmin(OperatorAdmin):
    """Nothing of an agent can be edited or deleted: it is made, and revoked."""

    list_display = ("name", "customer", "account", "text", "state", "last_used_at", "created_at")
    list_filter = (("customer__account", AutocompleteSelectFilter),)
    list_select_related = ("customer__account",)
    search_fields = ("name", "=public_id", "=hint", "customer__email")
    search_help_text = "Name, agent id, customer, or the last four characters"
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("public_id", "name", "customer", "text", "state", "last_used_at", "created_at", "revoked_at")
    readonly_fields = fields
    actions_detail = ("revoke",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: a token that has to go is revoked, and downloads name it."""
        return False

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """One that is revoked can't be revoked."""
        agent = self.get_object(request, str(object_id))
        usable = isinstance(agent, Agent) and agent.revoked_at is None
        return super().get_actions_detail(request, object_id) if usable else []

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks whose it is, then shows the token."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewAgent(request.POST if request.method == "POST" else None)
        if form.is_valid():
            if not is_spent(request, form):
                return self._made(request, form)
            form.add_error(None, "This form was sent before and has made an agent; its token can't be shown again.")
        return FormPage(title="New agent", submit="Create agent", form=form).response(self, request)

    @object_page(title="Revoke", permissions=["change"], icon="block", dangerous=True)
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ends an agent's token at once."""
        agent = found_or_404(self, request, object_id, Agent)
        form = forms.Form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._revoke(request, agent)
            return redirect(back_from(self, agent))
        warns = f"{agent} sends and reads nothing from then on. What it has sent stays."
        page = FormPage(
            title="Revoke agent", submit="Revoke permanently", form=form, of=agent, warns=warns, dangerous=True
        )
        return page.response(self, request)

    @sensitive_variables("issued")
    def _made(self, request: HttpRequest, form: NewAgent) -> HttpResponse:
        with transaction.atomic():
            issued = create_agent(customer=form.cleaned_data["customer"], name=form.cleaned_data["name"])
            self.log_addition(request, issued.agent, f"Created for {issued.agent.customer.public_id}.")
        spend(request, form)
        return self._token_page(request, issued)

    @sensitive_variables("issued")
    def _token_page(self, request: HttpRequest, issued: IssuedAgent) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": issued.agent,
            "title": "Copy the token now",
            "says": "This is the only time that the token is shown.",
            "named": f"{issued.agent.name}, {issued.agent.customer}",
            "secret": issued.token,
            "advice": "The agent sends it as Authorization: Bearer. Here only its SHA-256 is kept.",
            "back": back_from(self, issued.agent),
        }
        return TemplateResponse(request, "imaging/shown_once.html", context, headers={"Cache-Control": "no-store"})

    @transaction.atomic
    def _revoke(self, request: HttpRequest, agent: Agent) -> None:
        if revoke_agent(agent):
            self.log_change(request, agent, "Revoked.")
            self.message_user(request, f"{agent} is revoked.", messages.SUCCESS)
        else:
            self.message_user(request, f"{agent} was revoked before; nothing changed.", messages.WARNING)

    @display(description="account")
    def account(self, agent: Agent) -> str:
        return str(agent.customer.account)

    @display(description="token")
    def text(self, agent: Agent) -> str:
        return f"agt_{agent.customer.mode}_…{agent.hint}"

    @display(description="state", label=STATE_COLOURS)
    def state(self, agent: Agent) -> str:
        return "active" if agent.revoked_at is None else "revoked"
