"""The signed-in pages of an account with a long history, each beside 100 ms: a page in which nothing seems to happen.

    CUSTOMERS=10000 ENTRIES=100000 REQUESTS=100000 python -m benchmarks portal

One browser asks a running server for each page again and again. The rows are written in bulk; the requests of the log
are all of the last day, so that what counts a day counts them all.
"""

import os
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.test import Client

from benchmarks import load
from benchmarks.served import OURS, free_port, served
from benchmarks.usage import seed
from credits.models import Wallet
from partners.keys import create_key
from partners.models import Account, ApiKey, User
from partners.modes import LIVE
from portal.models import Membership
from portal.roles import Role
from portal.visitor import ACCOUNT, MODE
from webhooks.endpoints import Owner, create_endpoint

TARGET_MS: Final = 100
KEYS: Final = 100
MEMBERS: Final = 50
ENVIRONMENT: Final = {"LOG_LEVEL": "ERROR"}
#: By variable, in the order of Size.
USUAL: Final = {"CUSTOMERS": 10_000, "ENTRIES": 100_000, "REQUESTS": 100_000}

#: The ledger of the usage benchmark, moved so that it ends now.
LEDGER: Final = """
UPDATE credits_entry SET created_at = created_at + (now() - last.moment)
FROM (SELECT max(created_at) AS moment FROM credits_entry WHERE wallet_id = %(wallet)s) last
WHERE wallet_id = %(wallet)s
"""
#: Only the oldest hundredth was refused and the oldest thousandth failed: who looks for these has all others before.
LOG: Final = """
INSERT INTO partners_loggedrequest (request_id, account_id, key_id, mode, surface, method, route, status, code, message,
    duration_ms, created_at)
SELECT 'req_' || lpad(n::text, 26, '0'), %(account)s, %(key)s, 'live', 'partner', 'POST', '/customers', status,
    CASE status WHEN 201 THEN '' WHEN 402 THEN 'INSUFFICIENT_CREDITS' ELSE 'INTERNAL_ERROR' END,
    CASE status WHEN 402 THEN 'This needs 100.00 credits and 12.50 are available.' ELSE '' END,
    12.5, now() - interval '24 hours' * (n - 1) / %(requests)s
FROM generate_series(1, %(requests)s) n,
    LATERAL (SELECT %(requests)s - n AS older) placed,
    LATERAL (SELECT CASE WHEN older < %(requests)s / 1000 THEN 500 WHEN older < %(requests)s / 100 THEN 402 ELSE 201 END
        AS status) ended
"""
#: Each customer's creation was told to the endpoint.
EVENTS: Final = """
WITH event AS (
    INSERT INTO webhooks_event (public_id, account_id, mode, type, data, created_at, dispatched_at)
    SELECT 'evt_' || lpad(n::text, 26, '0'), %(account)s, 'live', 'customer.created', '{}', now(), now()
    FROM generate_series(1, %(customers)s) n
    RETURNING id, public_id
),
delivery AS (
    INSERT INTO webhooks_delivery (public_id, endpoint_id, event_id, status, attempt_count, tries, completed_at)
    SELECT 'whd_' || right(public_id, 26), %(endpoint)s, id, 'succeeded', 1, 1, now() FROM event
    RETURNING id
)
INSERT INTO webhooks_attempt (delivery_id, number, started_at, duration_ms, outcome, status_code, detail, response)
SELECT id, 1, now(), 12, 'succeeded', 200, '', 'ok' FROM delivery
"""


@dataclass(frozen=True)
class Size:
    """How long the history is."""

    customers: int
    entries: int
    requests: int


def main(quick: bool) -> None:
    """A line for each page. Raises SystemExit if one misses the target."""
    size = Size(*(int(os.environ.get(name, usual)) for name, usual in USUAL.items()))
    account, paths = _furnish(size)
    cookie = f"Cookie: sessionid={session_of(account)}"
    print(
        f"  {size.customers:,} customers, {size.entries:,} entries, {size.requests:,} requests of one day", flush=True
    )
    port = free_port()
    with served(OURS, port, "/healthz", ENVIRONMENT):
        slowest = max(_measure(port, name, load.request(path, cookie), quick) for name, path in paths.items())
    print(f"target: p50 of {TARGET_MS} ms, slowest {slowest:.1f} ms, ratio {TARGET_MS / slowest:.2f}")
    if slowest > TARGET_MS:
        raise SystemExit(1)


def _measure(port: int, name: str, page: bytes, quick: bool) -> float:
    """The page's p50 in milliseconds, of a browser that asks for nothing else."""
    found = load.measure(port, page, connections=1, seconds=2.0 if quick else 5.0)
    print(f"  {name:18} p50 {found.median:6.1f} ms   p99 {found.p99:6.1f} ms", flush=True)
    return found.median


def _furnish(size: Size) -> tuple[Account, dict[str, str]]:
    """The account, and the addresses of its pages by name."""
    wallet, _ = seed(size.customers, size.entries)
    account = Account.objects.get(pk=wallet.account_id)
    endpoint = create_endpoint(owner=Owner(account.pk, LIVE), url="https://hooks.example.com/").endpoint
    _add_keys_and_members(account)
    _fill(wallet, size, endpoint.pk)
    pages = "keys credits customers plans webhooks requests settings".split()  # noqa: SIM905 - reads better
    return account, {
        "overview": "/portal/",
        **{name: f"/portal/{name}" for name in pages},
        "credits, a day": "/portal/credits?from=2026-01-15&to=2026-01-15",
        "customers, searched": "/portal/customers?search=77",
        "a customer": f"/portal/customers/pc_{size.customers:026}",
        "requests, failed": "/portal/requests?status=5",
        "a request": f"/portal/requests/req_{size.requests:026}",
        "an endpoint": f"/portal/webhooks/{endpoint.public_id}",
    }


def _add_keys_and_members(account: Account) -> None:
    for number in range(KEYS):
        create_key(account=account, name=f"Server {number}", mode=LIVE)
    people = [User(username=f"member{number}", email=f"member{number}@example.com") for number in range(MEMBERS)]
    made = User.objects.bulk_create(people)
    Membership.objects.bulk_create(Membership(user=user, account=account, role=Role.VIEWER) for user in made)


def _fill(wallet: Wallet, size: Size, endpoint_id: int) -> None:
    key = ApiKey.objects.filter(account=wallet.account_id, mode=LIVE).earliest("pk")
    values: dict[str, Any] = {"account": wallet.account_id, "wallet": wallet.pk, "key": key.pk, "endpoint": endpoint_id}
    values |= {"customers": size.customers, "requests": size.requests}
    with connection.cursor() as cursor:
        # The ledger's triggers refuse to change an entry.
        cursor.execute("SET session_replication_role = replica")
        for statement in (LEDGER, LOG, EVENTS):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def session_of(account: Account) -> str:
    """A session in which the owner looks at this account's live mode."""
    browser = Client()
    browser.force_login(User.objects.get(memberships__account=account, memberships__role=Role.OWNER))
    session = browser.session
    session[ACCOUNT], session[MODE] = account.public_id, LIVE
    session.save()
    return str(browser.cookies["sessionid"].value)
