"""The form in which the cache's table holds keys and values."""

import hashlib
import math
import pickle
from typing import Any, Final

from django.core.signing import BadSignature, Signer

#: The name under which a dictionary holds a signed pickle.
PICKLED: Final = "pickled"
#: A longer key might not fit into its index.
LONGEST_KEY: Final = 250
#: Up to here a number is the same after JSON, PostgreSQL's numeric, and JSON again.
LARGEST_EXACT: Final = 2**53
#: What unpickling raises for a class that another version of the code had.
OUTDATED: Final = (AttributeError, ImportError, TypeError, pickle.UnpicklingError)


class Unreadable(ValueError):
    """A stored value that this process can't read: signed with a former SECRET_KEY, or by other code."""


def stored_key(key: str) -> str:
    """Return the key itself, or a digest of one that PostgreSQL can't hold as it is."""
    if len(key) <= LONGEST_KEY and key.isprintable():
        return key
    return "sha256:" + hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def stored_value(key: str, value: Any) -> Any:
    """Return the value if JSON holds it exactly, else its pickle, signed for this key.

    Unpickling runs what the pickle says, so nobody who can only write the table may make one.
    """
    if is_exact_in_json(value):
        return value
    return {PICKLED: _signer(key).sign_object(value, serializer=_Pickles)}


def read_value(key: str, stored: Any) -> Any:
    """Return the value that was stored under the key. Raises Unreadable."""
    if not isinstance(stored, dict) or PICKLED not in stored:
        return stored
    try:
        return _signer(key).unsign_object(stored[PICKLED], serializer=_Pickles)
    except (BadSignature, *OUTDATED) as wrong:
        raise Unreadable from wrong


def is_exact_in_json(value: Any) -> bool:
    """Tell whether a value is the same, types included, after it was in a column of JSON."""
    kind = type(value)
    if kind is int or kind is float:
        return math.isfinite(value) and abs(value) <= LARGEST_EXACT
    if kind is str:
        return bool(value.isprintable())
    if kind is list:
        return all(map(is_exact_in_json, value))
    if kind is dict:
        names_are_text = all(type(name) is str for name in value) and PICKLED not in value
        return names_are_text and all(map(is_exact_in_json, [*value, *value.values()]))
    return value is None or kind is bool


class _Pickles:
    """The serializer of ``Signer.sign_object``."""

    def dumps(self, value: Any) -> bytes:
        return pickle.dumps(value)

    def loads(self, data: bytes) -> Any:
        return pickle.loads(data)  # noqa: S301  # its signature was checked


def _signer(key: str) -> Signer:
    return Signer(salt=f"portal.table_cache:{key}")
