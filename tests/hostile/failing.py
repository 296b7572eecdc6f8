"""What a browser finds out about many addresses."""

from collections.abc import Iterable
from typing import Any

from django.test import Client


def failures(browser: Client, addresses: Iterable[str], method: str = "get", **request: Any) -> list[tuple[str, str]]:
    """(the beginning of an address, what happened) of those that ended in a crash."""
    found = []
    for address in addresses:
        try:
            status = getattr(browser, method)(address, **request).status_code
        except Exception as crash:
            found.append((address[:200], repr(crash)[:200]))
        else:
            found += [(address[:200], str(status))] if status >= 500 else []
    return found
