"""No page of the admin fails, whatever its address says: each list by each filter and field, each object by any id."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.db import models
from django.db.models import Model
from django.test import RequestFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from credits.models import Entry
from partners.models import Account, User
from tests.admin.staff import list_of, text_of
from tests.hostile.everything import Everything
from tests.hostile.failing import failures
from tests.hostile.routes import IDS, VALUES, below, every, steps

NOTHING = "Nothing can be found by this address: a filter, a page or an order in it is impossible."
#: What each kind of field can't be compared with, after the name of the field.
WRONG: Final[Mapping[type, tuple[str, ...]]] = {
    models.DateField: ("__year=99999", "__year=0", f"__year={'9' * 30}", "=9999-12-31T23:59:59-23:00", "__hour=x"),
    models.IntegerField: ("=x", f"={'9' * 30}", f"={'9' * 5000}", "__range=1", "__in=1,x", "__gte=NaN"),
    models.CharField: ("=%00", "__regex=(", "__contains=%00", "__range=a", "__year=1"),
    models.TextField: ("=%00", "__regex=(", "__search=%00"),
    models.JSONField: ("=%00", "=%7B", "__a=%00", "__len=x", "__has_key=%00"),
    models.BooleanField: ("=x", "__exact=2", "__gte=%00"),
    models.ForeignKey: ("=x", f"={'9' * 30}", "__id__exact=x", "__id__in=1,x", "__isnull=x", "__nothing=1"),
    models.Field: ("=%00", "__x=1"),
}
LISTS = (
    *("q=%00", "q=" + "a%20" * 1000, "q=%27%22%5C", "q=9999999999999999999999", "q=" + "x" * 3000),
    *("p=0", "p=-1", "p=99999", "p=" + "9" * 30, "p=" + "9" * 5000, "p=x", "p=%00", "all=", "all=%00"),
    *("o=99", "o=-99", "o=x", "o=%00", "o=1.-1.1", "o=" + "1." * 500, "o=" + "9" * 5000, "o=-"),
    *("e=1", "e=%00", "_popup=1", "_popup=%00", "_to_field=x", "_to_field=%00", "_to_field=id", "_facets=1"),
    *("nothing=1", "nothing__x=1", "__=1", "%00=1", "pk=x", "pk__in=1,x", "id__exact=%00", "_changelist_filters=%00"),
)


def wrong_for(field: "models.Field[Any, Any]") -> tuple[str, ...]:
    return next(queries for kind, queries in WRONG.items() if isinstance(field, kind))


def by_field(model: type[Model]) -> Iterator[str]:
    """Queries that ask for what a field can't be."""
    for field in model._meta.fields:
        yield from (field.name + query for query in wrong_for(field))


def by_filter(model_admin: "ModelAdmin[Model]") -> Iterator[str]:
    """Queries that ask for what a filter of the list can't be."""
    for item in model_admin.list_filter:
        name = item[0] if isinstance(item, tuple) else getattr(item, "parameter_name", item)
        for ending in ("", "__exact", "__id__exact", "_from", "_to", "__isnull"):
            yield from (f"{name}{ending}={value}" for value in ("%00", "x", "9999-12-31", "9" * 30))


def crash_of(model_admin: "ModelAdmin[Model]", query: str) -> str | None:
    """Return the crash of a list that can't be made; it isn't rendered, which takes ten times as long."""
    request = RequestFactory().get(f"/?{query}")
    request.user, request.session = User.objects.get(is_superuser=True), SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # as Django's middleware does
    try:
        model_admin.changelist_view(request)
    except SuspiciousOperation:
        """Answered with 400."""
    except Exception as crash:
        return f"{model_admin.model._meta.label} {query[:100]}: {crash!r}"[:300]
    return None


@pytest.mark.parametrize("step", steps(101, 13))
def test_no_list_fails_whatever_it_is_filtered_by(everything: Everything, step: int) -> None:
    admins = admin.site._registry.items()
    walk = [(each, query) for model, each in admins for query in (*by_field(model), *by_filter(each))]
    crashes = [crash_of(*each) for each in every(step, walk)]
    assert list(filter(None, crashes)) == []


@pytest.mark.parametrize("step", steps(53, 5))
def test_no_list_fails_whatever_its_address_says(everything: Everything, step: int) -> None:
    """Rendered, each with something wrong for each of its filters at once, and with what every list takes."""
    addresses: list[str] = []
    for model, model_admin in admin.site._registry.items():
        wrong = "&".join(query for query in by_filter(model_admin) if query.endswith("=x"))
        addresses += [f"{list_of(model)}?{query}" for query in (wrong, *by_field(model)) if query][:3]
    addresses += [f"{list_of(model)}?{query}" for query in LISTS for model in (Account, ProcrastinateJob)]
    assert failures(everything.operator, every(step, addresses)) == []


def test_a_list_that_nothing_can_be_in_is_empty_and_says_so(everything: Everything) -> None:
    for query in ("created_at__year=99999", "kind__exact=%00", "reference__regex=(", "wallet__id__exact=x"):
        page = everything.operator.get(f"{list_of(Entry)}?{query}")
        assert (page.status_code, list(page.context["cl"].result_list)) == (200, [])
        assert NOTHING in text_of(page)
    page = everything.operator.get(f"{list_of(Entry)}?kind__exact=charge")
    assert len(page.context["cl"].result_list) == 2
    assert NOTHING not in text_of(page)


@pytest.mark.parametrize("step", steps(53, 5))
def test_no_page_of_an_object_fails_whatever_its_id_says(everything: Everything, step: int) -> None:
    sessions = ContentType.objects.get_for_model(Session)
    ids = {"content_type_id": str(sessions.pk)}
    addresses = [path for route in below("admin/") for value in IDS for path in route.paths(ids, value)]
    assert failures(everything.operator, every(step, addresses)) == []


@pytest.mark.parametrize("step", steps(13, 1))
def test_no_search_fails_whatever_is_searched_for(everything: Everything, step: int) -> None:
    words = [*VALUES, "a", "account", "mail", "group", "log", "admin", "e"]
    addresses = [f"/admin/search/?s={value}{more}" for value in words for more in ("", "&extended=1")]
    addresses += [f"/admin/search/?s=a&page={value}" for value in VALUES]
    assert failures(everything.operator, every(step, addresses)) == []


@pytest.mark.parametrize("step", steps(101, 13))
def test_no_choice_of_another_object_fails_whatever_is_searched_for(everything: Everything, step: int) -> None:
    referring = [
        f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={field.name}"
        for model in admin.site._registry
        for field in model._meta.fields
        if field.is_relation
    ]
    addresses = [f"/admin/autocomplete/?{field}&term={term}" for field in referring for term in VALUES]
    addresses += [f"/admin/autocomplete/?{referring[-1]}&page={value}" for value in VALUES]
    addresses += ["/admin/autocomplete/", "/admin/autocomplete/?app_label=%00&model_name=%00&field_name=%00"]
    assert failures(everything.operator, every(step, addresses)) == []
