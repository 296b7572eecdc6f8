"""The numbers on the admin's first page. Each costs one bounded query, and is shown to who may view what it counts."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Min, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from credits.models import Entry, Kind, Wallet
from errors_docs.money import format_credits
from partners.key_state import KeyState, in_state
from partners.models import Account, AccountStatus, ApiKey, LoggedRequest
from partners.modes import LIVE, TEST

#: Entries that the number of today's charges looks at, newest first: about 30 ms on a ledger of any length.
NEWEST: Final = 50_000
#: A balance at or below it is called low, as the event credits.low calls it. Hundredths.
LOW: Final = 10_00


@dataclass(frozen=True)
class Card:
    """One number: what it is, what it says, and the list behind it."""

    title: str
    value: str
    note: str
    link: str


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The template's context with the cards that the user may see; unfold calls it (DASHBOARD_CALLBACK)."""
    now = timezone.now()
    return {**context, "cards": [make(now) for permission, make in CARDS if request.user.has_perm(permission)]}


def partners_card(now: datetime.datetime) -> Card:
    active = Count("pk", filter=Q(status=AccountStatus.ACTIVE))
    found = Account.objects.filter(kind="partner").aggregate(active=active, all=Count("pk"))
    note = f"{found['all'] - found['active']} inactive"
    return Card("Active partners", str(found["active"]), note, listed("partners_account", "kind__exact=partner"))


def keys_card(now: datetime.datetime) -> Card:
    found = ApiKey.objects.filter(in_state(KeyState.ACTIVE, now) | in_state(KeyState.EXPIRING, now)).aggregate(
        live=Count("pk", filter=Q(mode=LIVE)),
        test=Count("pk", filter=Q(mode=TEST)),
        expiring=Count("pk", filter=in_state(KeyState.EXPIRING, now)),
    )
    note = f"and {found['test']} in test mode; {found['expiring']} of all expire within 30 days"
    return Card("Usable live keys", str(found["live"]), note, listed("partners_apikey", "mode__exact=live"))


def outstanding_card(now: datetime.datetime) -> Card:
    found = Wallet.objects.filter(mode=LIVE).aggregate(balance=Sum("balance", default=0), held=Sum("held", default=0))
    note = f"of it {grouped(found['held'])} held"
    link = listed("credits_wallet", "mode__exact=live")
    return Card("Live credits outstanding", grouped(found["balance"]), note, link)


def low_card(now: datetime.datetime) -> Card:
    found = Wallet.objects.filter(mode=LIVE, account__status=AccountStatus.ACTIVE).aggregate(
        low=Count("pk", filter=Q(balance__lte=LOW)), empty=Count("pk", filter=Q(balance=0))
    )
    note = f"live wallets at {format_credits(LOW)} or less; {found['empty']} of them empty"
    return Card("Low balances", str(found["low"]), note, listed("credits_wallet", "mode__exact=live&o=3"))


def charges_card(now: datetime.datetime) -> Card:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = Q(kind__in=[Kind.CHARGE, Kind.CAPTURE], wallet__mode=LIVE, created_at__gte=midnight)
    newest = Entry.objects.order_by("-pk").values("kind", "amount", "created_at", "wallet__mode")[:NEWEST]
    found = newest.aggregate(
        charged=Sum("amount", filter=today, default=0),
        charges=Count("amount", filter=today),
        looked_at=Count("amount"),
        oldest=Min("created_at"),
    )
    note = f"{found['charges']:,} live charges since midnight UTC"
    if found["looked_at"] == NEWEST and found["oldest"] >= midnight:
        note += f", among the newest {NEWEST:,} entries"
    return Card("Charged today", grouped(found["charged"]), note, listed("credits_entry", "kind__exact=charge"))


def refused_card(now: datetime.datetime) -> Card:
    newest = LoggedRequest.objects.filter(created_at__gte=now - datetime.timedelta(hours=1)).order_by("-created_at")
    found = newest.values("status", "count")[:NEWEST].aggregate(
        all=Sum("count", default=0), refused=Sum("count", filter=Q(status__gte=400), default=0)
    )
    note = f"of {found['all']:,} with a known key in the last hour"
    return Card("Refused requests", f"{found['refused']:,}", note, listed("partners_loggedrequest", ""))


def grouped(hundredths: int) -> str:
    """An amount that isn't negative, in groups of three digits: 1499601 gives "14,996.01"."""
    whole, _, cents = format_credits(hundredths).partition(".")
    return f"{int(whole):,}.{cents}"


def listed(model: str, query: str) -> str:
    """The address of a model's list with a filter."""
    url = reverse(f"admin:{model}_changelist")
    return f"{url}?{query}" if query else url


#: What may be seen with which permission.
CARDS: Final[tuple[tuple[str, Callable[[datetime.datetime], Card]], ...]] = (
    ("partners.view_account", partners_card),
    ("partners.view_apikey", keys_card),
    ("credits.view_wallet", outstanding_card),
    ("credits.view_entry", charges_card),
    ("credits.view_wallet", low_card),
    ("partners.view_loggedrequest", refused_card),
)
