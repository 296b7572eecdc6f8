"""The first page, and the one after signing up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from credits.models import Wallet
from credits.moments import spent_by_day
from credits.pricing import sellable_plans
from errors_docs.money import format_credits
from errors_docs.surfaces import PARTNER, WORKSPACE
from generation.models import Workspace
from partners.logged_requests import requests_of
from partners.models import User
from portal.chart import Chart, bar_chart
from portal.roles import Right
from portal.sample_keys import sample_secret
from portal.traffic import traffic
from portal.visitor import Visitor, page, show, visitor_of

CHART_DAYS = 30
RECENT = 8


@require_safe
@page()
def overview(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Balance, spending, error rate and the refusals of a day."""
    wallet = visitor.wallet()
    refused = requests_of(visitor.account.pk, visitor.mode).exclude(code="")[:RECENT]
    context = {
        "section": "overview",
        "wallet": wallet,
        "chart": _spending(wallet),
        "traffic": traffic(visitor),
        "refused": refused,
        "partner": visitor.account.partner if visitor.is_partner else None,
        "workspace": None if visitor.is_partner else _workspace(visitor),
        "now": timezone.now(),
    }
    return show(request, visitor, "portal/overview.html", context)


@require_safe
@page()
def welcome(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A key and a first call that succeeds. The sample key is test only, so it may be shown here again."""
    secret = sample_secret(visitor.account, visitor.user) if visitor.may(Right.MANAGE_KEYS) else None
    plan = sellable_plans(visitor.account.pk).filter(retail_enabled=True).first() if visitor.is_partner else None
    context = {
        "section": "welcome",
        "secret": secret,
        "api": settings.BASE_URL + visitor.surface.base_path,
        "plan": plan,
    }
    return show(request, visitor, "portal/welcome.html", context)


@require_safe
def sample_keys(request: HttpRequest) -> HttpResponse:
    """The test keys that the samples in the docs are filled in with, null where there is none; for scripts.

    A stranger, a member who may not see keys and one of an inactive account get the same answer: nothing to fill in.
    """
    keys: dict[str, str | None] = {PARTNER.name: None, WORKSPACE.name: None}
    visitor = visitor_of(request, request.user) if isinstance(request.user, User) else None
    if visitor is not None and visitor.account.is_active and visitor.may(Right.MANAGE_KEYS):
        keys[visitor.surface.name] = sample_secret(visitor.account, visitor.user)
    return JsonResponse(keys)


def _workspace(visitor: Visitor) -> Workspace | None:
    """The profile with its plan; None for an account that never got one."""
    return Workspace.objects.select_related("plan").filter(account=visitor.account).first()


def _spending(wallet: Wallet) -> Chart:
    days = spent_by_day(wallet.pk, timezone.now().date(), CHART_DAYS)
    highest = format_credits(max(day.spent for day in days), grouped=True)
    total = format_credits(sum(day.spent for day in days), grouped=True)
    return bar_chart(
        [(f"{day.date:%Y-%m-%d}", day.spent, format_credits(day.spent, grouped=True)) for day in days],
        summary=f"{total} credits in {CHART_DAYS} days, at most {highest} on one day",
    )
