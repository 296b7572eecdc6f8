"""Which addresses a webhook may reach: public ones only, judged by the very address that is connected to.

A name is resolved for each new connection, all its addresses are judged, and the socket is made for what was judged:
a name that changes between check and connect changes nothing. WEBHOOKS_ALLOW_PRIVATE lifts it for development.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, Final

import aiodns
from aiohttp.abc import AbstractResolver, ResolveResult
from django.conf import settings
from yarl import URL

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: IPv6 addresses that hold an IPv4 one in their last 32 bits, which translators on the way would reach.
WRAPPING: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
#: Translation within a network of one's own (RFC 8215): the address says nothing about where it leads.
LOCAL_NAT64: Final = ipaddress.IPv6Network("64:ff9b:1::/48")


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
    return address.is_global and not never


def checked_socket(addr_info: tuple[Any, ...]) -> socket.socket:
    """The socket for an address that is about to be connected to, for aiohttp. Raises AddressRefused: the last word."""
    family, kind, protocol, _, address = addr_info
    refuse_address(str(address[0]))
    return socket.socket(family, kind, protocol)


class PublicResolver(AbstractResolver):
    """Looks names up without a thread; a name with any address that isn't public is refused as a whole."""

    def __init__(self, resolver: aiodns.DNSResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises AddressRefused, or OSError if there is no such name or no answer."""
        try:
            answer = await self._resolver.getaddrinfo(host, port=port, type=socket.SOCK_STREAM, family=family)
        except aiodns.error.DNSError as failure:
            raise OSError(None, f"{host} could not be resolved: {failure.args[-1]}") from failure
        addresses = [node.addr[0].decode() for node in answer.nodes]
        for address in addresses:
            _refuse_of(host, address)
        return [_result(host, port, address) for address in addresses]

    async def close(self) -> None:
        await self._resolver.close()


def _refuse_of(host: str, address: str) -> None:
    try:
        refuse_address(address)
    except AddressRefused as refused:
        raise AddressRefused(f"{host} resolves to {address}, which is not a public address") from refused


def _result(host: str, port: int, address: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)
