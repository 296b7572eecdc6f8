r"""A hash chain over each wallet's ledger, for somebody who doesn't trust the operator.

A statement is a file of JSON lines in UTF-8. An entry's line is canonical: its bytes never change. It is one object
without blanks between its members, which are always these, in this order: wallet, sequence, id, kind, source,
destination, amount, balanceAfter, heldAfter, chargedAfter, refundedAfter, reference, description, customerId,
requestId, related, allocations, facts, actor, createdAt. Amounts are integer hundredths of a credit; related and
actor are ids or null; createdAt is UTC with microseconds and Z. Texts are escaped no more than JSON demands;
allocations ([[grant id, amount], …]) and facts are as PostgreSQL prints jsonb. (credits/sql/chain/line.sql writes it.)

A seal's line, {"seal":"<64 hex digits>","through":<sequence>}, comes after the last entry that it covers. A seal is
the SHA-256 of the seal before it (32 zero bytes for the first) and the lines since, each with its newline.

credits/check_ledger.py checks such a file and is offered for download. An operator who changes an entry can seal the
ledger again, so a file alone proves nothing: the reader needs a seal kept from before. Seals are on statements, in
GET /account and in the event credits.sealed. Entries after the newest kept seal aren't proven.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from api.statements import run, sql_beside
from credits.models import Seal
from errors_docs.surfaces import PARTNER
from webhooks.event_types import CREDITS_SEALED

#: The most entries that one seal covers: what the server holds in memory to make or check it.
LONGEST_SEAL: Final = 1000
#: The time between two events of one wallet is at least this long; the task comes once a day, or twice by mistake.
PAUSE: Final = datetime.timedelta(hours=20)
#: How many wallets are looked up at once.
PAGE: Final = 500
#: Whoever seals a wallet has this lock, and leaves the wallet's row to those who charge it.
LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended('credits.chain:' || %(wallet)s::bigint, 0))"


@dataclass(frozen=True)
class Verification:
    """How far a wallet is sealed, and the sequence of the first seal that the entries contradict, or None."""

    sealed_through: int
    broken_at: int | None


def with_line(sql: str) -> str:
    """A statement with the canonical line of the entry ``e`` where it says {line}."""
    return sql.replace("{line}", sql_beside(__file__, "chain/line.sql"))


SEAL: Final = with_line(sql_beside(__file__, "chain/seal.sql"))
STATEMENT: Final = with_line(sql_beside(__file__, "chain/statement.sql"))
BROKEN: Final = with_line(sql_beside(__file__, "audit/chain_is_unbroken.sql"))
ANNOUNCE: Final = sql_beside(__file__, "chain/announce.sql")
UNSEALED: Final = sql_beside(__file__, "chain/unsealed_wallets.sql")


@transaction.atomic
def announce_seals() -> int:
    """Record credits.sealed for partners whose ledger was sealed since their last one; returns how many."""
    ((is_ours,),) = run("SELECT pg_try_advisory_xact_lock(hashtextextended('credits.announce_seals', 0))", {})
    values = {"type": CREDITS_SEALED, "kind": PARTNER.account_kind, "pause": PAUSE}
    return len(run(ANNOUNCE, values)) if is_ours else 0


def seal_all() -> int:
    """Seals every wallet that has entries after its last seal; how many seals were made. May run on several workers."""
    made, after = 0, 0
    while wallets := run(UNSEALED, {"after": after, "most": PAGE}):
        for (wallet_id,) in wallets:
            made += seal(wallet_id)
        after = wallets[-1][0]
    return made


def seal(wallet_id: int) -> int:
    """Seals what is not sealed yet; how many seals were made. 0 if there is nothing, or another worker is at it."""
    made = 0
    while _seal_next(wallet_id):
        made += 1
    return made


def verify(wallet_id: int) -> Verification:
    """Makes every seal over again from the entries as they are now."""
    ((through,),) = run(
        "SELECT coalesce(max(through_sequence), 0) FROM credits_seal WHERE wallet_id = %(wallet)s", _of(wallet_id)
    )
    broken = run(BROKEN, _of(wallet_id))
    return Verification(through, min((sequence for _, sequence in broken), default=None))


def newest_seal(wallet_id: int) -> Seal | None:
    """Return the wallet's newest seal, or None if nothing was sealed yet."""
    return Seal.objects.filter(wallet_id=wallet_id).order_by("-through_sequence").first()


def statement(wallet_id: int) -> Iterator[str]:
    """The lines of a wallet's statement, as they were at one moment; read from the server a portion at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(STATEMENT, _of(wallet_id))
        while portion := cursor.fetchmany(LONGEST_SEAL):
            for (line,) in portion:
                yield line


@transaction.atomic
def _seal_next(wallet_id: int) -> bool:
    ((is_ours,),) = run(LOCK, _of(wallet_id))
    return is_ours and bool(run(SEAL, {**_of(wallet_id), "most": LONGEST_SEAL}))


def _of(wallet_id: int) -> dict[str, Any]:
    return {"wallet": wallet_id}
