"""No form fails, whatever one of its fields says: those of the admin, of the signed-in area and of signing in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pytest
from django import forms
from django.contrib import admin
from django.test import Client

from tests.hostile.everything import Everything
from tests.hostile.failing import failures
from tests.hostile.routes import below, every

REGISTERED: Final = {(model._meta.app_label, model._meta.model_name): model for model in admin.site._registry}
VALUES: Final = (
    *("\0", "9" * 30, "1e400", "a\0b", "\r\nBcc: x", "\u202e", "x" * 100_000, "-" + "9" * 30, "9" * 5000, "NaN", "1_0"),
    *("\u0663", "99999-01-01", "0000-00-00", "9999-12-31", "99:99", '{"a": "\\u0000"}', "[1e400]", "{", "[" * 100_000),
    *("10.0.0.0/99", "::/0,\0", "0", "", "https://xn--a.example.com/", "a@xn--a.example.com"),
)


def forms_of(context: Any) -> Iterator[forms.BaseForm]:
    """Every form on a page: the admin's, those of its inlines, ours."""
    for name in ("form", "page", "adminform"):
        found = context.get(name)
        form = found if isinstance(found, forms.BaseForm) else getattr(found, "form", None)
        if isinstance(form, forms.BaseForm):
            yield form
    for inline in context.get("inline_admin_formsets") or ():
        yield inline.formset.management_form
        yield from inline.formset.forms


def filled(form: forms.BaseForm) -> dict[str, Any]:
    """What a browser would send of a form that nobody has touched."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        widget = bound.field.widget
        if isinstance(widget, forms.MultiWidget):
            parts = widget.decompress(value) or [""] * len(widget.widgets)
            sent |= {f"{bound.html_name}_{place}": part or "" for place, part in enumerate(parts)}
        elif value not in (None, False):
            sent[bound.html_name] = value
    return sent


def tries(browser: Client, addresses: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the forms at these addresses may be sent: each value in all fields at once, and in one after the other."""
    for address in addresses:
        page = browser.get(address)
        sent = {name: value for form in forms_of(page.context or {}) for name, value in filled(form).items()}
        names = {bound.html_name for form in forms_of(page.context or {}) for bound in form} | sent.keys()
        changed = [name for name in sorted(names) if not name.endswith("_FORMS")]
        for value in VALUES if changed else ():
            yield from ((address, {**sent, name: value}) for name in changed)
            yield address, {**sent, **dict.fromkeys(changed, value)}


def crashes(browser: Client, addresses: Sequence[str], apart: int, step: int) -> list[Any]:
    """Return what crashed, of the forms of pages that are so far apart in a list, and of tries that are."""
    walk = every(step, tries(browser, every(apart, addresses)))
    return [crash for address, sent in walk for crash in failures(browser, [address], "post", data=sent)]


def of_operators() -> list[str]:
    """Every page of the admin that may have a form; an object's with the first object that there is."""
    found = []
    for route in below("admin/"):
        app, _, rest = route.template.removeprefix("admin/").partition("/")
        model = REGISTERED.get((app, rest.partition("/")[0]))
        obj = model._default_manager.order_by("pk").first() if model else None
        found.append(route.path({"object_id": str(obj.pk) if obj else "1"}))
    return [address for address in found if "logout" not in address]


def of_members(ids: Mapping[str, str]) -> list[str]:
    """Every page of the signed-in area, and of signing in."""
    return [route.path(ids) for route in below("portal/", "accounts/") if "logout" not in route.template]


@pytest.mark.parametrize(
    ("apart", "step"), [(19, 61), pytest.param(1, 61, marks=pytest.mark.thorough)], ids=["some", "many"]
)
def test_no_form_fails_whatever_its_fields_say(everything: Everything, apart: int, step: int) -> None:
    assert crashes(everything.operator, of_operators(), apart, step) == []
    assert crashes(everything.partner, of_members(everything.ids), apart, step) == []
    assert crashes(Client(), of_members(everything.ids), apart, step) == []
