"""Which addresses a webhook may reach: public ones only, judged by the very address that is connected to.

WEBHOOKS_ALLOW_PRIVATE lifts it for development. The sender asks for each new connection (webhooks/connections.py).
"""

import ipaddress
from collections.abc import Iterable
from typing import Final

from django.conf import settings

from foundation.host_names import is_numeric
from foundation.web_addresses import WebAddress, web_address

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: All that hosts of IPv6 are given. Python calls much of the rest global too, translated and unassigned addresses.
UNICAST: Final = ipaddress.IPv6Network("2000::/3")
#: Translators turn these into the IPv4 address in their last 32 bits.
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
#: For protocols, not for hosts (RFC 6890); Python calls parts of it global.
PROTOCOLS: Final = ipaddress.IPv4Network("192.0.0.0/24")


class AddressRefused(OSError):
    """A webhook may not go there; the text says why, to the partner. An OSError, as what a connection fails with."""


def judge(url: str) -> WebAddress:
    """Return where a URL leads, unless it can be refused without asking DNS. Raises AddressRefused, NotAWebAddress."""
    address = web_address(url)
    if address.scheme != "https" and not settings.WEBHOOKS_ALLOW_PRIVATE:
        raise AddressRefused(f"{address.scheme} is not allowed, only https")
    if address.host.startswith("[") or is_numeric(address.host):
        refuse_address(address.host.strip("[]"))
    return address


def refuse_address(text: str) -> None:
    """Raises AddressRefused unless the text is a public address in its usual form."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError as wrong:
        raise AddressRefused(f"{text} is not an address in the usual form") from wrong
    if settings.WEBHOOKS_ALLOW_PRIVATE:
        return
    if not all(_is_public(each) for each in (address, *_embedded(address))):
        raise AddressRefused(f"{text} is not a public address")


def refuse_resolved(host: str, address: str) -> None:
    """Raises AddressRefused unless what a name resolves to is public. The address is in its cause only, for the log."""
    try:
        refuse_address(address)
    except AddressRefused as refused:
        raise AddressRefused(f"{host} resolves to an address that is not public") from refused


def _embedded(address: Address) -> Iterable[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


def _is_public(address: Address) -> bool:
    """``is_global`` alone lets more through than hosts have. IPv6 that wraps IPv4 is judged by what it wraps."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped is not None or address in NAT64
        return wrapped or (address in UNICAST and address.is_global)
    return address.is_global and not address.is_multicast and address not in PROTOCOLS
