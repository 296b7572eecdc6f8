"""The operator's pages for workspaces, their plans, projects and generations."""

import json
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from errors_docs.money import format_credits
from foundation.form_fields import NameField
from generation.models import Generation, GenerationState, Project, Workspace, WorkspacePlan
from generation.refresh import change_plan
from generation.workspaces import create_workspace
from partners.admin.api_key import MODE_COLOURS
from partners.admin.base import OperatorAdmin, ReadOnlyAdmin, found_or_404, object_page
from partners.admin.form_page import FormPage, back_from
from partners.admin.priced import PricedAdmin

STATUS_COLOURS: Final = {"active": "success", "inactive": "danger"}
STATE_COLOURS: Final = {
    GenerationState.RUNNING.value: "warning",
    GenerationState.SUCCEEDED.value: "success",
    GenerationState.FAILED.value: "danger",
    GenerationState.TIMED_OUT.value: "danger",
}


class PlanForm(forms.Form):
    """Which plan a workspace is put on."""

    plan = forms.ModelChoiceField(WorkspacePlan.objects.all(), empty_label=None, widget=UnfoldAdminSelectWidget)


class NewWorkspace(PlanForm):
    """The arguments of create_workspace."""

    name = NameField(max_length=200, widget=UnfoldAdminTextInputWidget)
    field_order = ("name", "plan")


@admin.register(WorkspacePlan)
class WorkspacePlanAdmin(PricedAdmin):
    """Tools name plans by their slug, so a plan that was made stays."""

    list_display = ("name", "slug", "rank", "shown_credits", "shown_regenerations")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "rank", "monthly_credits", "regenerations")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return () if obj is None else ("slug",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @display(description="credits a month", ordering="monthly_credits")
    def shown_credits(self, plan: WorkspacePlan) -> str:
        return format_credits(plan.monthly_credits)

    @display(description="regenerations", ordering="regenerations", empty_value="any number")
    def shown_regenerations(self, plan: WorkspacePlan) -> int | None:
        return plan.regenerations


@admin.register(Workspace)
class WorkspaceAdmin(OperatorAdmin):
    """Its credits, keys and status are on its account's page."""

    list_display = ("account", "shown_plan", "shown_status", "next_refresh_at")
    list_filter = (("plan", RelatedDropdownFilter), ("account__status", ChoicesDropdownFilter))
    list_select_related = ("account", "plan")
    search_fields = ("account__name", "=account__public_id")
    search_help_text = "Name or account id"
    ordering = ("account__name", "pk")
    fields = readonly_fields = ("account", "shown_plan", "shown_status", "anchored_at", "next_refresh_at", "lists")
    actions_detail = ("change_plan",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: the ledger is kept. Deactivating its account deletes a workspace, as far as its keys can tell."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A workspace with its wallets and its first credits."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewWorkspace(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            says = "It begins with its sign-up credits and, on a plan that gives more, with the plan's first month."
            page = FormPage(title="New workspace", submit="Create workspace", form=form, says=says)
            return page.response(self, request)
        workspace = self._create(request, form)
        self.message_user(request, f"{workspace} is ready for a key.", messages.SUCCESS)
        return redirect(back_from(self, workspace))

    @object_page(title="Change plan", permissions=["change"], icon="stacks")
    def change_plan(self, request: HttpRequest, object_id: str) -> HttpResponse:
        workspace = found_or_404(self, request, object_id, Workspace)
        form = PlanForm(request.POST if request.method == "POST" else None, initial={"plan": workspace.plan_id})
        if form.is_valid():
            self._change(request, workspace, form.cleaned_data["plan"])
            return redirect(back_from(self, workspace))
        says = (
            "A plan that gives more begins a new month at once, in place of what is left of this one; one that gives "
            "less leaves the credits of this month until the next refresh. Credits that were bought stay."
        )
        page = FormPage(title="Change plan", submit="Change plan", form=form, of=workspace, says=says)
        return page.response(self, request)

    @transaction.atomic
    def _create(self, request: HttpRequest, form: NewWorkspace) -> Workspace:
        account = create_workspace(name=form.cleaned_data["name"], plan=form.cleaned_data["plan"])
        workspace = Workspace.objects.get(pk=account.pk)
        self.log_addition(request, workspace, f"Created on the plan {form.cleaned_data['plan']}.")
        return workspace

    @transaction.atomic
    def _change(self, request: HttpRequest, workspace: Workspace, plan: WorkspacePlan) -> None:
        before = workspace.plan
        change_plan(account_id=workspace.pk, plan=plan)
        self.log_change(request, workspace, f"Changed from {before} to {plan}.")
        self.message_user(request, f"{workspace} is on {plan}.", messages.SUCCESS)

    @display(description="plan", ordering="plan__rank")
    def shown_plan(self, workspace: Workspace) -> str:
        return str(workspace.plan)

    @display(description="status", label=STATUS_COLOURS, ordering="account__status")
    def shown_status(self, workspace: Workspace) -> str:
        return workspace.account.status

    @display(description="lists")
    def lists(self, workspace: Workspace) -> str:
        of = f"account__id__exact={workspace.pk}"
        links = [
            ("Account and credits", reverse("admin:partners_account_change", args=[workspace.pk])),
            ("API keys", f"{reverse('admin:partners_apikey_changelist')}?{of}"),
            ("New API key", f"{reverse('admin:partners_apikey_add')}?account={workspace.pk}"),
            ("Projects", f"{reverse('admin:generation_project_changelist')}?{of}"),
            ("Generations", f"{reverse('admin:generation_generation_changelist')}?{of}"),
        ]
        return render_to_string("admin/links.html", {"links": links})


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "account", "shown_mode", "shown_idea", "created_at")
    list_filter = (("mode", ChoicesDropdownFilter), ("account", AutocompleteSelectFilter))
    list_select_related = ("account",)
    search_fields = ("=public_id", "account__name")
    search_help_text = "Project id or account"
    ordering = ("-pk",)
    fields = ("public_id", "account", "shown_mode", "idea", "created_at")

    @display(description="mode", label=MODE_COLOURS)
    def shown_mode(self, project: Project) -> str:
        return project.mode

    @display(description="idea")
    def shown_idea(self, project: Project) -> str:
        return str(project)


@admin.register(Generation)
class GenerationAdmin(ReadOnlyAdmin):
    list_display = (
        "created_at",
        "account",
        "shown_mode",
        "tool",
        "shown_state",
        "shown_cost",
        "error_code",
        "public_id",
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("mode", ChoicesDropdownFilter),
        ("account", AutocompleteSelectFilter),
    )
    list_select_related = ("account",)
    search_fields = ("=public_id", "=request_id")
    search_help_text = "A whole generation id or request id"
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("public_id", "account", "shown_mode", "tool", "shown_state", "error_code", "shown_cost")}),
        ("Run", {"fields": ("provider", "model", "offline", "duration_ms", "request_id", "key", "project")}),
        ("Times", {"fields": ("created_at", "deadline", "finished_at")}),
        ("Content", {"fields": ("shown_input", "shown_result")}),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Generation]":
        """Inputs and results are large, and the list shows neither."""
        return super().get_queryset(request).defer("input", "result")

    @display(description="mode", label=MODE_COLOURS)
    def shown_mode(self, generation: Generation) -> str:
        return generation.mode

    @display(description="state", label=STATE_COLOURS)
    def shown_state(self, generation: Generation) -> str:
        return generation.state

    @display(description="cost", ordering="cost")
    def shown_cost(self, generation: Generation) -> str:
        return format_credits(generation.cost)

    @display(description="input")
    def shown_input(self, generation: Generation) -> SafeString:
        return as_json(generation.input)

    @display(description="result", empty_value="none")
    def shown_result(self, generation: Generation) -> SafeString | None:
        return None if generation.result is None else as_json(generation.result)


def as_json(value: Any) -> SafeString:
    """Indented, for reading."""
    return format_html("<pre>{}</pre>", json.dumps(value, indent=2, ensure_ascii=False))
