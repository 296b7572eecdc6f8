"""Addresses of clients, in the one form in which allowlists and counters compare them."""

import ipaddress
from functools import lru_cache
from typing import Final

#: Stands for a client whose address is not known, as behind a Unix socket: only an allowlist of everything has it.
UNKNOWN: Final = "0.0.0.0"  # noqa: S104  # nothing is bound to it


@lru_cache(maxsize=4096)
def plain_address(text: str) -> str:
    """An address without its zone, and as IPv4 where IPv6 only wraps it (::ffff:192.0.2.1)."""
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
