"""The request log, live, and one request looked up by its id."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from errors_docs.catalogues import catalogue_for
from partners.logged_requests import CLASS, LogFilter
from portal.lookup import look_up
from portal.traffic import STATUSES, log_page
from portal.visitor import Visitor, page, show

#: No request id is longer; what is longer was not made by this server.
LONGEST_ID = 40


@require_safe
@page()
def requests(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The log with its filters. ``?id=`` is the field that looks one up."""
    wanted = request.GET.get("id", "").strip()
    if wanted:
        # A form can't put what was typed into a path, and a path can't have every character that may be typed.
        return redirect("portal:request", request_id=wanted.replace("/", "")[:LONGEST_ID] or "-")
    asked = _asked(request)
    found = log_page(visitor, _filter(asked), request.GET.get("before", "")[:LONGEST_ID])
    keys = visitor.account.api_keys.filter(mode=visitor.mode).order_by("-id")[:100]
    context = {
        "section": "requests",
        "rows": found.rows,
        "older": found.older,
        "asked": asked,
        "keys": keys,
        "statuses": STATUSES,
        "codes": catalogue_for(visitor.surface),
        "is_filtered": any(asked.values()),
        "is_first_page": "before" not in request.GET,
    }
    return show(request, visitor, "portal/requests.html", context)


@require_safe
@page()
def request_rows(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The rows alone, for the script that keeps the log live."""
    asked = _asked(request)
    context = {"rows": log_page(visitor, _filter(asked)).rows, "visitor": visitor, "is_filtered": any(asked.values())}
    return render(request, "portal/request_rows.html", context)


@require_safe
@page()
def request_page(request: HttpRequest, visitor: Visitor, request_id: str) -> HttpResponse:
    """One request. Another account's is answered as a missing one."""
    found = look_up(visitor, request_id) if len(request_id) <= LONGEST_ID else None
    if found is None:
        context = {"section": "requests", "request_id": request_id[:LONGEST_ID]}
        return show(request, visitor, "portal/request_missing.html", context, status=404)
    return show(request, visitor, "portal/request.html", {"section": "requests", "found": found})


def _asked(request: HttpRequest) -> dict[str, str]:
    texts = {name: request.GET.get(name, "").strip()[:60] for name in ("status", "code", "key")}
    if any("\0" in text for text in texts.values()):
        raise Http404
    return texts


def _filter(asked: Mapping[str, str]) -> LogFilter:
    status = asked["status"] + CLASS if asked["status"] in STATUSES else ""
    return LogFilter(status=status, code=asked["code"], key=asked["key"])
