"""Refused keys are counted by address: whoever tries many is told to wait, while good keys from there go on."""

import ipaddress
from typing import Final

from partners import rate_limits
from partners.addresses import plain_address

#: Refused keys a minute from one address before the answer becomes RATE_LIMITED.
QUOTA: Final = 30


def count(address: str) -> None:
    """Counts one refused key. Raises RateLimited, with its Retry-After, if the address has had too many."""
    window = rate_limits.hit(f"refused:{network_of(address)}", QUOTA)
    if window.used is None:
        raise window.refusal()


def network_of(address: str) -> str:
    """The address itself, or its /64 in IPv6, where one client has the whole of it."""
    parsed = ipaddress.ip_address(plain_address(address))
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
