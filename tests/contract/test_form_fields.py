"""Every form of the portal and of the admin reads text, addresses and numbers by the rules of foundation."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.forms import UsernameField
from django.db.models import Model
from django.test import RequestFactory

from credits.admin.account import PARTNER_INLINES
from foundation import form_fields
from partners.credits_field import CreditsField
from partners.models import Account, User
from partners.networks_field import NetworksField
from portal.address_fields import KnownAddressField, NewAddressField
from tests.admin.staff import make_operator

OURS = ("config", "credits", "customers", "generation", "imaging", "partners", "portal", "webhooks")
#: Fields that take text or numbers as Django reads them, with what makes them safe.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("portal.webhook_forms.EndpointForm", "url"): "webhooks/inputs.py judges it",
    ("portal.sign_in_forms.WholeSignUpForm", "email"): "portal/sign_up_form.py puts a NewAddressField there",
    ("portal.sign_in_forms.WholeSignUpForm", "username"): "allauth takes it out: people sign in with an address",
    ("admin ProcrastinateJob ProcrastinateEventInline", "at"): "its model refuses to be saved",
}
#: Inlines that depend on the object.
INLINES: dict[type[Model], tuple[Any, ...]] = {Account: PARTNER_INLINES}
#: Kinds of fields that are read by a rule of their own, or whose text is never stored.
RULED: tuple[type[forms.Field], ...] = (
    form_fields.NameField,
    form_fields.MailAddressField,
    form_fields.WholeNumberField,
    form_fields.PlainDecimalField,
    form_fields.MomentField,
    form_fields.SplitMomentField,
    CreditsField,
    NetworksField,
    KnownAddressField,
    NewAddressField,
    UsernameField,
    forms.SlugField,
    forms.UUIDField,
)
TYPED = (forms.CharField, forms.IntegerField, forms.fields.BaseTemporalField, forms.MultiValueField)


def our_forms() -> Iterator[tuple[str, type[forms.BaseForm]]]:
    """Every form that a module of ours declares, by its dotted name; forms of models are the admin's."""
    for package in OURS:
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if ".migrations." in found.name or found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, forms.Form) and value.__module__ == found.name:
                    yield f"{found.name}.{value.__name__}", value


def admin_forms(user: User) -> Iterator[tuple[str, type[forms.BaseForm]]]:
    """Every form that the admin makes of a model, its inlines' included."""
    request = RequestFactory().get("/admin/")
    request.user = user
    for model, options in admin.site._registry.items():
        if options.has_change_permission(request):
            yield f"admin {model.__name__}", options.get_form(request, None, change=True)
        for inline in {*options.inlines, *INLINES.get(model, ())}:
            made = inline(model, admin.site)
            if made.has_change_permission(request):
                yield f"admin {model.__name__} {inline.__name__}", made.get_formset(request, None).form


def plain_fields(name: str, form: type[forms.BaseForm]) -> list[tuple[str, str]]:
    """The fields that read what is typed as Django does."""
    fields: dict[str, Any] = form.base_fields  # type: ignore[attr-defined]  # the metaclass of forms makes it
    return [
        (name, field)
        for field, made in fields.items()
        if isinstance(made, TYPED)
        and not isinstance(made, RULED)
        and not isinstance(made.widget, forms.PasswordInput)
        and (name, field) not in EXCEPTIONS
    ]


def test_every_form_of_ours_reads_what_is_typed_by_a_rule_of_ours() -> None:
    found = dict(our_forms())
    assert len(found) >= 30
    assert [plain for name, form in found.items() for plain in plain_fields(name, form)] == []


@pytest.mark.django_db
def test_every_form_that_the_admin_makes_of_a_model_does_so_too() -> None:
    found = list(admin_forms(make_operator()))
    assert len(found) >= 20
    assert [plain for name, form in found for plain in plain_fields(name, form)] == []
