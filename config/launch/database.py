"""The PostgreSQL server that an operator names in DATABASE_URL: asked for its version before anything relies on it."""

import psycopg

from config.launch.refusal import Refusal

OLDEST, NEWEST = 15, 18
CONNECT_SECONDS = 5


def refuse_if_unusable(database_url: str) -> None:
    """Raises Refusal if it doesn't answer, doesn't let us in, or has another version than 15 to 18."""
    try:
        with psycopg.connect(database_url, connect_timeout=CONNECT_SECONDS) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as failure:
        raise Refusal(f"DATABASE_URL: {failure}") from failure
    if not OLDEST <= version <= NEWEST:
        raise Refusal(f"DATABASE_URL: the server is PostgreSQL {version}; Tollgate needs {OLDEST} to {NEWEST}")
