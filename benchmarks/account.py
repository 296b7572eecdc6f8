"""GET /account with everything on, as it comes, beside the least it can be and beside what one would write today.

Ours: the real server with its default processes and threads, checked key, address rules, exact rolling limit, request
log, access log and headers. The keys belong to as many partners, as many as keep the windows of the limit as full as
a busy partner's.
"""

from contextlib import ExitStack
from functools import partial
from typing import Final

from django.db import connection

from benchmarks import bare, wrk
from benchmarks.rounds import compare, conclude, show
from benchmarks.served import OURS, free_port, served, wsgi
from credits.wallets import open_wallets
from partners.accounts import create_partner
from partners.keys import create_key
from partners.models import Tier
from partners.modes import LIVE

PARTNERS: Final = 2000
CONNECTIONS: Final = 32
PATH: Final = "/api/partner/v1/account"
SERVERS: Final = {
    "the bare application": "benchmarks.bare:application",
    "the usual stack": "config.wsgi:application",
}


def main(quick: bool) -> None:
    """A line for each of the two that ours stands beside."""
    keys = seed(PARTNERS)
    rounds, seconds = (3, 2.0) if quick else (5, 5.0)
    ratios = {}
    with ExitStack() as servers:
        ours = free_port()
        servers.enter_context(served(OURS, ours, "/healthz", {"LOG_LEVEL": "INFO"}))
        for name, application in SERVERS.items():
            port = free_port()
            command = wsgi(application, port, workers=2, threads=4)
            environment = {"DJANGO_SETTINGS_MODULE": "benchmarks.usual_settings"}
            servers.enter_context(served(command, port, "/healthz", environment))
            call = partial(wrk.measure, path=PATH, keys=keys, connections=CONNECTIONS, seconds=seconds)
            row = compare(f"beside {name}", partial(call, port), partial(call, ours), rounds=rounds)
            show(row, "requests/s")
            ratios[f"to {name}"] = row.ratio
    print(f"  load by {wrk.generator()}, {CONNECTIONS} connections, {PARTNERS:,} keys")
    conclude(ratios)


def seed(count: int) -> list[str]:
    """The keys of so many partners, whose limit is above what the load asks of each."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        tier = Tier.objects.create(slug="benchmark", name="Benchmark", requests_per_minute=bare.QUOTA)
        keys = [_key(tier, number) for number in range(count)]
        cursor.execute(bare.TABLE)
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("VACUUM ANALYZE")
    return keys


def _key(tier: Tier, number: int) -> str:
    account = create_partner(name=f"Partner {number}", tier=tier)
    open_wallets(account)
    return create_key(account=account, name="Benchmark", mode=LIVE).secret
