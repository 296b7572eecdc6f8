"""A page made of one form of ours round one service call, in the looks of the admin."""

from dataclasses import dataclass

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """``of`` is the object that it's about; ``says`` explains, ``warns`` stands out; dangerous makes the button red."""

    title: str
    submit: str
    form: forms.Form
    of: Model | None = None
    says: str = ""
    warns: str = ""
    dangerous: bool = False
    #: "get" for a form that only chooses what the next page is about.
    method: str = "post"

    def response(self, admin: "ModelAdmin[Model]", request: HttpRequest) -> TemplateResponse:
        """The page; 400 if the form was sent and has errors, so that a script sees the refusal too."""
        context = {
            **admin.admin_site.each_context(request),
            "opts": admin.opts,
            "original": self.of,
            "title": self.title,
            "page": self,
            "form": self.form,
            "back": back_from(admin, self.of),
        }
        return TemplateResponse(request, "admin/form_page.html", context, status=400 if self.form.errors else 200)


def back_from(admin: "ModelAdmin[Model]", of: Model | None) -> str:
    """Where "Cancel" leads: to the object, or to the list."""
    name = f"{admin.opts.app_label}_{admin.opts.model_name}"
    if of is None:
        return reverse(f"{admin.admin_site.name}:{name}_changelist")
    return reverse(f"{admin.admin_site.name}:{name}_change", args=[of.pk])
