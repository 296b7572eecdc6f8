"""Who is calling: the address and scheme of the client, which only a trusted proxy may say for another."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from foundation.asgi import Headers, Scope

FORWARDED_FOR = b"x-forwarded-for"
FORWARDED_PROTO = b"x-forwarded-proto"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Client:
    """``address`` is what REMOTE_ADDR becomes; ``by_proxy`` is True if a trusted proxy passed the request on."""

    address: str
    scheme: str
    by_proxy: bool


class Networks:
    """A set of networks. An address that can't be read is in none."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(network) for network in networks]
        self.contains = lru_cache(maxsize=4096)(self._contains)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def _contains(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


class Proxies:
    """The proxies that may speak for their clients."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._trusted = Networks(networks)

    def client_of(self, scope: Scope) -> Client:
        """The client of a request: its peer, or whom a chain of trusted proxies names."""
        peer = plain_address((scope.get("client") or ("",))[0])
        if not self._trusted or not self._trusted.contains(peer):
            return Client(peer, scope["scheme"], by_proxy=False)
        headers: Headers = scope["headers"]
        address = self._farthest(peer, _entries(headers, FORWARDED_FOR))
        schemes = _entries(headers, FORWARDED_PROTO)
        # The last scheme is the nearest proxy's word; what stands before it, a client may have sent.
        scheme = schemes[-1].lower() if schemes else scope["scheme"]
        return Client(address, scheme if scheme in ("http", "https") else scope["scheme"], by_proxy=True)

    def _farthest(self, peer: str, entries: list[str]) -> str:
        """Walks back from the peer: each proxy appended whom it saw, so the first untrusted address is the client."""
        address = peer
        for entry in reversed(entries):
            named = plain_address(entry)
            if not named:
                return address
            address = named
            if not self._trusted.contains(address):
                return address
        return address


def plain_address(text: str) -> str:
    """An address without port, brackets and IPv4-in-IPv6 wrapping; "" for anything else."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    return _normal(bare)


@lru_cache(maxsize=4096)
def _normal(bare: str) -> str:
    try:
        parsed = ipaddress.ip_address(bare)
    except ValueError:
        return ""
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def _entries(headers: Headers, name: bytes) -> list[str]:
    """The comma-separated entries of all headers of this name, in order."""
    values = [value.decode("latin-1") for key, value in headers if key == name]
    return [entry.strip() for entry in ",".join(values).split(",") if entry.strip()]
