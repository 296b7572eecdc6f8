"""Connections of the sender: names are looked up without a thread, and a socket is made only for a judged address.

A name is resolved for each new connection, all its addresses are judged, and the socket is made for what was judged: a
name that changes between check and connect changes nothing.
"""

import socket
from typing import Any

import aiodns
from aiohttp.abc import AbstractResolver, ResolveResult

from webhooks.addresses import refuse_resolved


class NameNotResolved(OSError):
    """A name without an address, or one that nobody could be asked for. ``strerror`` says which, without an address."""


def checked_socket(addr_info: tuple[Any, ...]) -> socket.socket:
    """The socket for an address that is about to be connected to, for aiohttp. Raises AddressRefused: the last word."""
    family, kind, protocol, _, address = addr_info
    refuse_resolved("its host", str(address[0]))
    return socket.socket(family, kind, protocol)


class PublicResolver(AbstractResolver):
    """Looks names up without a thread; a name with any address that isn't public is refused as a whole."""

    def __init__(self, resolver: aiodns.DNSResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises AddressRefused, or NameNotResolved if there is no such name or no answer."""
        try:
            answer = await self._resolver.getaddrinfo(host, port=port, type=socket.SOCK_STREAM, family=family)
        except aiodns.error.DNSError as failure:
            raise NameNotResolved(None, f"{host} could not be resolved: {failure.args[-1]}") from failure
        addresses = [node.addr[0].decode() for node in answer.nodes]
        for address in addresses:
            refuse_resolved(host, address)
        return [_result(host, port, address) for address in addresses]

    async def close(self) -> None:
        await self._resolver.close()


def _result(host: str, port: int, address: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)
