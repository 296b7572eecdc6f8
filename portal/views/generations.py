"""What a workspace had generated: a list, and one with its input and result."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from api.ids import has_shape
from generation.models import Generation
from portal.navigation import WORKSPACES
from portal.visitor import Visitor, page, show

PAGE = 50


@require_safe
@page(kinds=WORKSPACES)
def generations(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Newest first. Results are long, so the list leaves them where they are."""
    mine = Generation.objects.filter(account=visitor.account, mode=visitor.mode)
    found = mine.select_related("project").defer("result", "input")
    before = request.GET.get("before", "")
    if has_shape(before, "gen"):
        last = mine.filter(public_id=before).values_list("pk", flat=True)
        found = found.filter(pk__lt=last[:1])
    listed = list(found.order_by("-id")[: PAGE + 1])
    older = listed[PAGE - 1].public_id if len(listed) > PAGE else ""
    context = {"section": "generations", "rows": listed[:PAGE], "older": older}
    return show(request, visitor, "portal/generations.html", context)


@require_safe
@page(kinds=WORKSPACES)
def generation(request: HttpRequest, visitor: Visitor, generation_id: str) -> HttpResponse:
    """One of the workspace's in this mode. Another's is a missing page."""
    mine = Generation.objects.filter(account=visitor.account, mode=visitor.mode).select_related("project", "key")
    found = mine.filter(public_id=generation_id).first() if has_shape(generation_id, "gen") else None
    if found is None:
        raise Http404
    return show(request, visitor, "portal/generation.html", {"section": "generations", "generation": found})
