"""The partner's customers: a list, and one with its subscription and history."""

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from api.ids import has_shape
from credits.models import Entry
from customers.access import access_ends_at, is_readable
from customers.listing import mentions
from customers.models import Customer, CustomerStatus
from customers.welcome import welcome_letter
from partners.modes import TEST
from portal.navigation import PARTNERS
from portal.visitor import Visitor, page, show

PAGE = 50
HISTORY = 100


@require_safe
@page(kinds=PARTNERS)
def customers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Newest first; without a status all but the deleted ones."""
    search, status = (request.GET.get(name, "").strip()[:200] for name in ("search", "status"))
    if "\0" in search:
        raise Http404
    found = visitor.account.customers.filter(mode=visitor.mode).select_related("subscription__plan")
    found = found.filter(status=status) if status in CustomerStatus.values else found.filter(deleted_at=None)
    if search:
        found = found.filter(mentions(search))
    before = request.GET.get("before", "")
    if has_shape(before, "pc"):
        mine = visitor.account.customers.filter(mode=visitor.mode, public_id=before)
        found = found.filter(pk__lt=Subquery(mine.values("pk")))
    listed = list(found.order_by("-id")[: PAGE + 1])
    context = {
        "section": "customers",
        "rows": listed[:PAGE],
        "older": listed[PAGE - 1].public_id if len(listed) > PAGE else "",
        "search": search,
        "status": status,
        "statuses": CustomerStatus.choices,
    }
    return show(request, visitor, "portal/customers.html", context)


@require_safe
@page(kinds=PARTNERS)
def customer(request: HttpRequest, visitor: Visitor, customer_id: str) -> HttpResponse:
    """One of the account's in this mode. Another's is a missing page."""
    mine = visitor.account.customers.filter(mode=visitor.mode).select_related("organization", "subscription__plan")
    found: Customer | None = mine.filter(public_id=customer_id).first() if has_shape(customer_id, "pc") else None
    if found is None:
        raise Http404
    history = Entry.objects.filter(wallet=visitor.wallet(), customer_id=found.public_id).order_by("-sequence")
    context = {
        "section": "customers",
        "customer": found,
        "entries": history[:HISTORY],
        "access_ends_at": access_ends_at(found),
        "is_readable": is_readable(found),
        "letter": welcome_letter(found, visitor.account.name) if visitor.mode == TEST else None,
    }
    return show(request, visitor, "portal/customer.html", context)
