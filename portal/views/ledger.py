"""The credits page: the ledger with the explanation of each amount, statements, and the proof of the chain."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from credits import chain, check_ledger
from credits.models import Kind
from foundation.spreadsheet import CONTENT_TYPE
from foundation.times import NotATime, day
from portal.customer_file import customer_lines
from portal.ledger_pages import LedgerFilter, ledger_page, statement_of
from portal.long_pages import StillMaking, gathered, long_file
from portal.navigation import PARTNERS
from portal.printed_statement import LONGEST_PDF, pdf_pieces
from portal.statements import statement_lines
from portal.visitor import Visitor, page, show

LONGEST_TEXT = 40
CHECK_PROGRAM: Final = Path(check_ledger.__file__).read_bytes()
#: Between these, a day later and a day earlier can still be counted.
YEARS = (2000, 9000)


@require_safe
@page(inactive=True)
def ledger(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Newest first, with filters."""
    asked = LedgerFilter(
        kind=_text(request, "kind"),
        customer=_text(request, "customer"),
        first_day=_day(request, "from"),
        last_day=_day(request, "to"),
    )
    before = _text(request, "before")
    wallet = visitor.wallet()
    found = ledger_page(
        wallet, asked, int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    )
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "section": "credits",
        "wallet": wallet,
        "found": found,
        "asked": asked,
        "kinds": Kind.choices,
        "query": query.urlencode(),
        "is_first_page": not before,
        "seal": chain.newest_seal(wallet.pk),
        "month": timezone.now().date().replace(day=1),
        "today": timezone.now().date(),
    }
    return show(request, visitor, "portal/credits.html", context)


@require_safe
@page(inactive=True)
def statement_file(request: HttpRequest, visitor: Visitor, form: str) -> HttpResponseBase:
    """A statement of a range of days as csv or pdf; without days of the running month."""
    today = timezone.now().date()
    first, last = _day(request, "from") or today.replace(day=1), _day(request, "to") or today
    wallet = visitor.wallet()
    statement = statement_of(wallet, first, max(first, last))
    name = f"statement-{statement.first_day}-{statement.last_day}.{form}"
    if form == "csv":
        return _long_file(request, visitor, gathered(statement_lines(wallet, statement)), CONTENT_TYPE, name)
    if statement.count > LONGEST_PDF:
        said = f"These days have {statement.count} movements; a PDF has at most {LONGEST_PDF}. Take CSV, or fewer days."
        messages.error(request, said)
        return redirect("portal:credits")
    return _long_file(request, visitor, pdf_pieces(visitor.account, wallet, statement), "application/pdf", name)


@require_safe
@page(inactive=True)
def chain_proof(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The whole ledger with its seals, as credits/chain.py describes."""
    lines = gathered(chain.statement(visitor.wallet().pk))
    return _long_file(request, visitor, lines, "application/x-ndjson", f"ledger-{visitor.mode}.jsonl")


@require_safe
@page(inactive=True)
def check_program(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The program that checks the file of ``chain_proof``, as a text that can be read before it is run."""
    answer = HttpResponse(CHECK_PROGRAM, content_type="text/x-python; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="check_ledger.py"'
    return answer


@require_safe
@page(kinds=PARTNERS, inactive=True)
def customer_file(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """All customers of the mode, deleted ones included."""
    lines = gathered(customer_lines(visitor.account, visitor.mode))
    return _long_file(request, visitor, lines, CONTENT_TYPE, f"customers-{visitor.mode}.csv")


def _long_file(
    request: HttpRequest, visitor: Visitor, pieces: Iterator[str] | Iterator[bytes], kind: str, name: str
) -> HttpResponseBase:
    try:
        return long_file(visitor.account, pieces, kind, name)
    except StillMaking:
        messages.error(request, "Another file of this account is being made. Try again when it has arrived.")
        return redirect("portal:credits")


def _text(request: HttpRequest, name: str) -> str:
    text = request.GET.get(name, "").strip()
    if "\0" in text:
        raise Http404
    return text[:LONGEST_TEXT]


def _day(request: HttpRequest, name: str) -> datetime.date | None:
    """A day of the query; None for what isn't one."""
    try:
        found = day(_text(request, name))
    except NotATime:
        return None
    return found if YEARS[0] <= found.year <= YEARS[1] else None
