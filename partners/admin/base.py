"""What all pages of the operator's admin have in common."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from django.contrib.admin import ShowFacets
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.enums import ActionVariant

from partners.admin.choices import Choosing
from partners.admin.paging import BoundedChangeList, BoundedPaginator
from partners.admin.typed_fields import TYPED_FIELDS
from partners.models import User

Page = TypeVar("Page", bound=Callable[..., HttpResponse])
Object = TypeVar("Object", bound=Model)


class OperatorAdmin(Choosing, ModelAdmin):  # type: ignore[misc]  # unfold types a hook of Django more narrowly than it
    """Lists whose cost doesn't grow with the table, and no deleting of many at once."""

    list_per_page = 50
    list_fullwidth = True
    list_filter_submit = True
    show_full_result_count = False
    # Counting each choice of each filter reads the whole table.
    show_facets = ShowFacets.NEVER
    paginator = BoundedPaginator
    actions = None
    warn_unsaved_form = True
    formfield_overrides = TYPED_FIELDS  # type: ignore[misc]  # Django reads it from the class, unfold makes it its own
    # Unfold declares it by example only; the annotation says what it may hold.
    actions_detail: Sequence[str | dict[str, Any]] = ()  # type: ignore[assignment]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return BoundedChangeList

    def get_ordering(self, request: HttpRequest) -> Any:
        """Newest first where nothing else is declared: pages of choices have no order unless one is asked for."""
        return super().get_ordering(request) or self.opts.ordering or ("-pk",)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Without "save and add another", which has no sense where adding is a page of its own."""
        context = {"show_save_and_add_another": False, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)


class ReadOnlyAdmin(OperatorAdmin):
    """Pages that show and change nothing, whatever permissions somebody has."""

    actions_detail: Sequence[str | dict[str, Any]] = ()

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def object_page(
    *, title: str, permissions: Sequence[str], icon: str = "", dangerous: bool = False
) -> Callable[[Page], Page]:
    """Makes a method ``(request, object_id)`` a page of an object, named in its admin's ``actions_detail``.

    ``permissions`` are the words of has_<word>_permission; without all of them the page answers 403 and its button
    isn't shown. (Unfold takes names such as "credits.add_entry" too, but looks for them in the database whenever the
    system checks run, also before the first migration.)
    """
    variant = ActionVariant.DANGER if dangerous else ActionVariant.DEFAULT
    # Unfold's annotation says that the decorator returns a description of the action; it returns a decorator.
    decorator = cast("Any", action)(description=title, permissions=permissions, icon=icon, variant=variant)

    def decorate(page: Page) -> Page:
        return cast("Page", decorator(page))

    return decorate


def found_or_404(admin: ModelAdmin, request: HttpRequest, object_id: str, model: type[Object]) -> Object:
    """The object of an object's page. Raises Http404."""
    found = admin.get_object(request, object_id)
    if not isinstance(found, model):
        raise Http404
    return found


def operator(request: HttpRequest) -> User:
    """Who is signed in: the admin lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user
