"""The least that GET /account can be: a bare WSGI application with one SQL round trip for key, limit and balance.

It knows one shape of answer and one refusal. Its limit is a counter for each minute on the clock, which lets through
twice as much around the turn of a minute.
"""

import os
import threading
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, Final

import orjson
import psycopg

QUOTA: Final = 600
TABLE: Final = """
DROP TABLE IF EXISTS least_window;
CREATE UNLOGGED TABLE least_window (account_id bigint PRIMARY KEY, minute bigint NOT NULL, hits bigint NOT NULL)
    WITH (fillfactor = 50);
"""
STATEMENT: Final = """
WITH called AS (
    SELECT a.id, a.public_id, a.name, w.balance, w.held
    FROM partners_apikey k
    JOIN partners_account a ON a.id = k.account_id
    JOIN credits_wallet w ON w.account_id = a.id AND w.mode = k.mode
    WHERE k.hash = %(hash)s
),
counted AS (
    INSERT INTO least_window AS l (account_id, minute, hits)
    SELECT id, extract(epoch FROM now())::bigint / 60, 1 FROM called
    ON CONFLICT (account_id) DO UPDATE
        SET hits = CASE WHEN l.minute = excluded.minute THEN l.hits + 1 ELSE 1 END, minute = excluded.minute
    RETURNING hits
)
SELECT public_id, name, balance, held, hits FROM called, counted
"""
HEADERS: Final = [("Content-Type", "application/json")]


class OfThread(threading.local):
    """A connection for each thread."""

    cursor: "psycopg.Cursor[Any] | None" = None


of_thread = OfThread()


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """WSGI. Any path is the account, but /healthz."""
    if environ["PATH_INFO"] == "/healthz":
        start_response("200 OK", HEADERS)
        return [b"{}"]
    found = _account(environ.get("HTTP_X_API_KEY", ""))
    if found is None or found[-1] > QUOTA:
        start_response("401 Unauthorized" if found is None else "429 Too Many Requests", HEADERS)
        return [b'{"success":false}']
    account_id, name, balance, held, _ = found
    start_response("200 OK", HEADERS)
    amounts = {"balance": balance / 100, "held": held / 100, "available": (balance - held) / 100}
    return [orjson.dumps({"success": True, "data": {"id": account_id, "name": name, "credits": amounts}})]


def _account(key: str) -> tuple[Any, ...] | None:
    if of_thread.cursor is None:
        of_thread.cursor = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True).cursor()
    return of_thread.cursor.execute(STATEMENT, {"hash": sha256(key.encode()).digest()}, prepare=True).fetchone()
