"""Approvals: credits that wait for a second operator."""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from credits.approvals import ApprovalRefused, approve, decline
from credits.models import Approval, ApprovalState
from errors_docs.money import format_credits
from partners.admin.base import ReadOnlyAdmin, found_or_404, object_page, operator
from partners.admin.form_page import FormPage, back_from

COLOURS: Final = {
    ApprovalState.WAITING.value: "warning",
    ApprovalState.APPROVED.value: "success",
    ApprovalState.DECLINED.value: "danger",
}


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "wallet", "kind", "credits", "description", "asked_by", "shown_state", "decided_by")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("wallet__account", "asked_by", "decided_by")
    ordering = ("-pk",)
    sortable_by = ()
    fields = (
        *("wallet", "kind", "credits", "grant_kind", "expires_at", "description", "asked_by", "asked_at"),
        *("shown_state", "decided_by", "decided_at", "entry"),
    )
    actions_detail = ("approve", "decline")

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Need both: the right to move credits, and the right to decide for others."""
        return request.user.has_perms(("credits.change_approval", "credits.add_entry"))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer a decision only while it waits, and only to somebody who hasn't asked for it."""
        approval = self.get_object(request, str(object_id))
        waits = isinstance(approval, Approval) and approval.state == ApprovalState.WAITING
        of_others = isinstance(approval, Approval) and approval.asked_by_id != request.user.pk
        return super().get_actions_detail(request, object_id) if waits and of_others else []

    @object_page(title="Approve", permissions=["decide"], icon="check")
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move the credits."""
        return self._page(request, object_id, approved=True)

    @object_page(title="Decline", permissions=["decide"], icon="close", dangerous=True)
    def decline(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End it without moving anything."""
        return self._page(request, object_id, approved=False)

    def _page(self, request: HttpRequest, object_id: str, *, approved: bool) -> HttpResponse:
        approval = found_or_404(self, request, object_id, Approval)
        title = "Approve" if approved else "Decline"
        form = forms.Form(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._decide(request, form, approval, approved=approved):
            return redirect(back_from(self, approval))
        says = f"Asked for by {approval.asked_by}: {wanted(approval)}."
        page = FormPage(title=title, submit=title, form=form, of=approval, warns=says, dangerous=not approved)
        return page.response(self, request)

    @transaction.atomic
    def _decide(self, request: HttpRequest, form: forms.Form, approval: Approval, *, approved: bool) -> bool:
        """Decide, and record it in the histories of approval and account. False if the form has an error now."""
        by = operator(request)
        try:
            decided = (approve if approved else decline)(approval_id=approval.pk, by=by)
        except ApprovalRefused as refused:
            form.add_error(None, str(refused))
            return False
        said = f"{decided.state.capitalize()}: {wanted(decided)}; asked for by {decided.asked_by}."
        self.log_change(request, decided, said)
        self.log_change(request, decided.wallet.account, said)
        self.message_user(request, said, messages.SUCCESS)
        return True

    @display(description="credits")
    def credits(self, approval: Approval) -> str:
        return format_credits(approval.amount)

    @display(description="state", label=COLOURS)
    def shown_state(self, approval: Approval) -> str:
        return approval.state


def wanted(approval: Approval) -> str:
    """Return in a line what was asked for."""
    kind = f"{approval.grant_kind} grant" if approval.grant_kind else "adjustment"
    return f"{kind} of {format_credits(approval.amount)} credits for {approval.wallet}: {approval.description}"
