"""The switches between accounts and between live and test, and what somebody without an account sees."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from partners.models import User
from partners.modes import MODES
from portal.visitor import ACCOUNT, MODE, Visitor, page


@require_POST
@page(inactive=True)
def switch_mode(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What is shown from now on; one object's page may not be there in the other mode."""
    mode = request.POST.get("mode")
    if mode not in MODES:
        raise Http404
    request.session[MODE] = mode
    back = request.POST.get("back", "")
    return redirect(back if _is_list(back) else "portal:overview")


@require_POST
@page(inactive=True)
def switch_account(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Another account of the same user."""
    wanted = request.POST.get("account")
    if wanted not in {member.account.public_id for member in visitor.memberships}:
        raise Http404
    request.session[ACCOUNT] = wanted
    return redirect("portal:overview")


@require_safe
def no_account(request: HttpRequest) -> HttpResponse:
    """Signed in, but a member of nothing: an operator, or somebody who was taken out."""
    if not isinstance(request.user, User):
        return redirect("account_login")
    return render(request, "portal/no_account.html")


def _is_list(path: str) -> bool:
    """A page of the portal that is there in both modes: /portal/ or /portal/<section>."""
    safe = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return safe and path.startswith("/portal/") and path.count("/") == 2 and "\\" not in path
