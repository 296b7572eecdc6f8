"""Which addresses a webhook may reach: public ones only, judged by the very address that is connected to.

WEBHOOKS_ALLOW_PRIVATE lifts it for development. The sender asks for each new connection (webhooks/connections.py).
"""

import ipaddress
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from yarl import URL

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: IPv6 addresses that hold an IPv4 one in their last 32 bits, which translators on the way would reach.
WRAPPING: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
#: Translation within a network of one's own (RFC 8215): the address says nothing about where it leads.
LOCAL_NAT64: Final = ipaddress.IPv6Network("64:ff9b:1::/48")
#: For protocols, not for hosts (RFC 6890); Python calls parts of it global.
PROTOCOLS: Final = ipaddress.IPv4Network("192.0.0.0/24")


class AddressRefused(OSError):
    """A webhook may not go there; the text says where and why. An OSError, as what a connection fails with."""


def refuse_url(url: str) -> None:
    """Raises AddressRefused for what can be refused without asking DNS: the scheme, and addresses in digits."""
    parts = URL(url)
    if parts.scheme != "https" and not settings.WEBHOOKS_ALLOW_PRIVATE:
        raise AddressRefused(f"{parts.scheme} is not allowed, only https")
    host = parts.raw_host or ""
    if ":" in host or _is_numeric(host):
        refuse_address(host)


def refuse_address(text: str) -> None:
    """Raises AddressRefused unless the text is a public address in its usual form."""
    if settings.WEBHOOKS_ALLOW_PRIVATE:
        return
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError as wrong:
        raise AddressRefused(f"{text} is no address in the usual form") from wrong
    if not all(_is_public(each) for each in (address, *_embedded(address))):
        raise AddressRefused(f"{text} is not a public address")


def refuse_resolved(host: str, address: str) -> None:
    """Raises AddressRefused unless what a name resolves to is public."""
    try:
        refuse_address(address)
    except AddressRefused as refused:
        raise AddressRefused(f"{host} resolves to {address}, which is not a public address") from refused


def _is_numeric(host: str) -> bool:
    """Whether some system would read it as an IPv4 address: decimal, octal, hexadecimal, short forms."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return last.isdigit() or last.startswith("0x")


def _embedded(address: Address) -> Iterable[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in WRAPPING):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


def _is_public(address: Address) -> bool:
    """``is_global`` alone lets multicast through, and IPv6 that wraps IPv4: those are judged by what they wrap."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return True
    never = address.is_multicast or address.is_unspecified or address.is_loopback or address.is_link_local
    if isinstance(address, ipaddress.IPv6Address):
        never = never or address.is_site_local or address in LOCAL_NAT64
    else:
        never = never or address in PROTOCOLS
    return address.is_global and not never
