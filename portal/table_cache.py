"""Django's cache as a table, named in CACHES, so that what django-allauth guards is guarded over all processes.

A code of an authenticator app is used up by ``add``: one statement, so of two processes with one code one gets True.
"""

from typing import Any, Final

import orjson
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from api.statements import run, sql_beside

ADD: Final = sql_beside(__file__, "cache_add.sql")
SET: Final = sql_beside(__file__, "cache_set.sql")
GET: Final = """
SELECT value::text FROM portal_cachedvalue
WHERE key = %(key)s AND (expires_at IS NULL OR expires_at > clock_timestamp())
"""
DELETE: Final = "DELETE FROM portal_cachedvalue WHERE key = %(key)s RETURNING key"
FORGET: Final = "DELETE FROM portal_cachedvalue WHERE expires_at <= clock_timestamp() RETURNING key"


class TableCache(BaseCache):
    """Values are JSON; a dataclass, as the admin's search keeps some, comes back as a dictionary.

    Nothing is dropped before it expires, however much there is: a mark that is gone guards nothing.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """True for the one who wrote it; False if there is one that has not expired."""
        return bool(run(ADD, self._row(key, value, timeout, version)))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        run(SET, self._row(key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        rows = run(GET, {"key": self.make_key(key, version)})
        return orjson.loads(rows[0][0]) if rows else default

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(run(DELETE, {"key": self.make_key(key, version)}))

    def _row(self, key: Any, value: Any, timeout: Any, version: int | None) -> dict[str, Any]:
        """``timeout`` is in seconds, None for ever."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return {
            "key": self.make_key(key, version),
            "value": orjson.dumps(value).decode(),
            "seconds": None if seconds is None else float(seconds),
        }


def forget_expired() -> int:
    """Removes what has expired; returns how much. Strangers write here, so it must not stay."""
    return len(run(FORGET, {}))
