"""Django's cache as a table, named in CACHES, so that what django-allauth guards is guarded over all processes.

A code of an authenticator app is used up by ``add``: one statement, so of two processes with one code one gets True.
"""

from typing import Any, Final

import orjson
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from api.statements import run, sql_beside
from portal.cached_form import Unreadable, read_value, stored_key, stored_value

ADD: Final = sql_beside(__file__, "cache_add.sql")
SET: Final = sql_beside(__file__, "cache_set.sql")
GET: Final = """
SELECT value::text FROM portal_cachedvalue
WHERE key = %(key)s AND (expires_at IS NULL OR expires_at > clock_timestamp())
"""
TOUCH: Final = """
UPDATE portal_cachedvalue SET expires_at = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE key = %(key)s AND (expires_at IS NULL OR expires_at > clock_timestamp())
RETURNING key
"""
DELETE: Final = "DELETE FROM portal_cachedvalue WHERE key = %(key)s RETURNING key"
CLEAR: Final = "DELETE FROM portal_cachedvalue RETURNING key"
FORGET: Final = "DELETE FROM portal_cachedvalue WHERE expires_at <= clock_timestamp() RETURNING key"


class TableCache(BaseCache):
    """Values are all that can be pickled (``portal/cached_form.py``); numbers, texts and lists of them are JSON.

    Nothing is dropped before it expires, however much there is: a mark that is gone guards nothing.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Return True to the one who wrote it; False if there is one that has not expired."""
        return bool(run(ADD, self._row(key, value, timeout, version)))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        run(SET, self._row(key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or the default for one that has expired or that this process can't read."""
        stored = self._key(key, version)
        rows = run(GET, {"key": stored})
        try:
            return read_value(stored, orjson.loads(rows[0][0])) if rows else default
        except Unreadable:
            return default

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(run(TOUCH, {"key": self._key(key, version), "seconds": self._seconds(timeout)}))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(run(DELETE, {"key": self._key(key, version)}))

    def clear(self) -> None:
        run(CLEAR, {})

    def _key(self, key: Any, version: int | None) -> str:
        return stored_key(self.make_key(key, version))

    def _seconds(self, timeout: Any) -> float | None:
        """Return a timeout in seconds; None never ends."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else float(seconds)

    def _row(self, key: Any, value: Any, timeout: Any, version: int | None) -> dict[str, Any]:
        stored = self._key(key, version)
        text = orjson.dumps(stored_value(stored, value)).decode()
        return {"key": stored, "value": text, "seconds": self._seconds(timeout)}


def forget_expired() -> int:
    """Removes what has expired; returns how much. Strangers write here, so it must not stay."""
    return len(run(FORGET, {}))
