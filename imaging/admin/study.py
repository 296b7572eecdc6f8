"""Studies by their UID, what could not be indexed and why, and links to a patient's timeline."""

import datetime

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from foundation.form_fields import WholeNumberField
from imaging.inputs import LONGEST_LINK_HOURS
from imaging.links import timeline_url
from imaging.models import IndexState, Instance, Study, TimelineLink
from imaging.studies import LARGE
from partners.admin.base import ReadOnlyAdmin, found_or_404, object_page
from partners.admin.form_page import FormPage, back_from

STATE_COLOURS = {
    IndexState.PENDING.value: "info",
    IndexState.INDEXED.value: "success",
    IndexState.FAILED.value: "danger",
}


class NewLink(forms.Form):
    """How long it opens the page."""

    hours = WholeNumberField(
        initial=24, min_value=1, max_value=LONGEST_LINK_HOURS, widget=UnfoldAdminIntegerFieldWidget
    )


@admin.register(Study)
class StudyAdmin(ReadOnlyAdmin):
    list_display = ("uid", "customer", "account", "series_count", "instance_count", "created_at", "indexed_at")
    list_filter = (("customer__account", AutocompleteSelectFilter),)
    list_select_related = ("customer__account",)
    search_fields = ("=uid", "=customer__public_id")
    search_help_text = "A whole study UID or customer id"
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("uid", "customer", "series_count", "instance_count", "failed", "created_at", "indexed_at")
    readonly_fields = ("failed",)
    actions_detail = ("timeline_link",)

    def has_timeline_link_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A link shows a patient's data: who makes one needs the permission to add links."""
        return request.user.has_perm("imaging.add_timelinelink")

    @object_page(title="Timeline link", permissions=["timeline_link"], icon="link")
    def timeline_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Makes a link to the timeline of the study's patient, and shows it once."""
        study = found_or_404(self, request, object_id, Study)
        form = NewLink(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._linked(request, study, form.cleaned_data["hours"])
        says = "Whoever has the link sees all studies and reports of this study's patient, until it ends."
        page = FormPage(title="Timeline link", submit="Make link", form=form, of=study, says=says)
        return page.response(self, request)

    def _linked(self, request: HttpRequest, study: Study, hours: int) -> TemplateResponse:
        with transaction.atomic():
            expires_at = timezone.now() + datetime.timedelta(hours=hours)
            link = TimelineLink.objects.create(customer=study.customer, study=study, expires_at=expires_at)
            self.log_change(request, study, f"Made the timeline link {link.public_id} for {hours} hours.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": study,
            "title": "Copy the link now",
            "says": f"It opens the page until {expires_at:%Y-%m-%d %H:%M} UTC.",
            "named": f"{study.customer}, {link.public_id}",
            "secret": timeline_url(link),
            "advice": "Send it only to those who may see this patient's data.",
            "back": back_from(self, study),
        }
        return TemplateResponse(request, "imaging/shown_once.html", context, headers={"Cache-Control": "no-store"})

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Study]":
        """Leave what the images say where it is: megabytes in each row, if they say so much."""
        return super().get_queryset(request).defer(*LARGE)

    @display(description="account")
    def account(self, study: Study) -> str:
        return str(study.customer.account)

    @display(description="could not be indexed")
    def failed(self, study: Study) -> int:
        return study.instances.filter(state=IndexState.FAILED).count()


@admin.register(Instance)
class InstanceAdmin(ReadOnlyAdmin):
    """Without attributes: they are the patient's."""

    list_display = ("uid", "customer", "shown_state", "failure", "size", "stored_at")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("customer",)
    search_fields = ("=uid", "=customer__public_id")
    search_help_text = "A whole instance UID or customer id"
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("uid", "customer", "study", "class_uid", "transfer_syntax", "size", "shown_state", "failure", "stored_at")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Instance]":
        """Leave out the same as of studies."""
        return super().get_queryset(request).defer(*LARGE)

    @display(description="state", label=STATE_COLOURS)
    def shown_state(self, instance: Instance) -> str:
        return instance.state


@admin.register(TimelineLink)
class TimelineLinkAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "customer", "created_at", "expires_at", "revoked_at")
    list_select_related = ("customer",)
    search_fields = ("=public_id", "=customer__public_id")
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("public_id", "customer", "study", "created_at", "expires_at", "revoked_at")
    actions_detail = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("imaging.change_timelinelink")

    @object_page(title="Revoke", permissions=["revoke"], icon="block", dangerous=True)
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ends a link at once."""
        link = found_or_404(self, request, object_id, TimelineLink)
        form = forms.Form(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            warns = "The page doesn't open with this link from then on."
            page = FormPage(title="Revoke link", submit="Revoke", form=form, of=link, warns=warns, dangerous=True)
            return page.response(self, request)
        with transaction.atomic():
            TimelineLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
            self.log_change(request, link, "Revoked.")
        return redirect(back_from(self, link))
