"""Settings that can be read and are too weak: the start is refused, as it is for wrong ones."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from config.environment import Problem

#: Used while DEBUG is on and nobody else can reach the site. It is public, so it protects nothing.
DEVELOPMENT_KEY: Final = "insecure-development-key"
#: 50 random letters and digits are some 300 bits; `openssl rand -base64 48` gives 64.
SHORTEST_KEY: Final = 50
FEWEST_CHARACTERS: Final = 10
#: Parts of keys that are copied from templates and instructions.
PLACEHOLDER: Final = re.compile(
    r"insecure|change[-_. ]?(me|this|it)|replace[-_. ]?(me|this|with)|your[-_. ]?secret", re.IGNORECASE
)
KEY_HINT: Final = "set 50 random characters, e.g. the output of: openssl rand -base64 48"


def is_loopback(host: str) -> bool:
    """Whether only programs of the same machine reach this host name or address."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def is_local(base_url: str, host: str) -> bool:
    """Whether a site with this BASE_URL and HOST is for its own machine only: plain http, on loopback addresses."""
    address = urlsplit(base_url)
    return address.scheme == "http" and is_loopback(address.hostname or "") and is_loopback(host)


def admits_everybody(networks: Sequence[str]) -> bool:
    """Whether the networks together hold all addresses of IPv4 or of IPv6: 0.0.0.0/0, or its two halves."""
    nets = [ipaddress.ip_network(network) for network in networks]
    fours = ipaddress.collapse_addresses(net for net in nets if isinstance(net, ipaddress.IPv4Network))
    sixes = ipaddress.collapse_addresses(net for net in nets if isinstance(net, ipaddress.IPv6Network))
    return any(net.prefixlen == 0 for net in fours) or any(net.prefixlen == 0 for net in sixes)


def fault_of_key(key: str) -> str:
    """Return what makes a secret guessable, in words that don't show it; empty for a strong one."""
    if PLACEHOLDER.search(key):
        return "is a placeholder"
    if len(key) < SHORTEST_KEY:
        return f"has {len(key)} characters, fewer than {SHORTEST_KEY}"
    if len(set(key)) < FEWEST_CHARACTERS:
        return f"has only {len(set(key))} different characters"
    if key in (key + key)[1:-1]:
        return "repeats a shorter text"
    return ""


def problems_of_keys(secret_key: str, fallbacks: Sequence[str], *, local: bool) -> Iterator[Problem]:
    """Find weak keys. The public one of development passes where only the own machine reaches the site."""
    if secret_key and not (local and secret_key == DEVELOPMENT_KEY):
        fault = fault_of_key(secret_key)
        if fault:
            yield Problem("tollgate.E090", f"SECRET_KEY {fault}: sessions and links could be forged", KEY_HINT)
    for number, fallback in enumerate(fallbacks, start=1):
        fault = fault_of_key(fallback)
        if fault:
            message = f"SECRET_KEY_FALLBACKS, value {number}, {fault}: what it signed could be forged"
            yield Problem("tollgate.E091", message, "take it out; docs/operations.md says what is lost with it")


def problems_of_reach(
    *, debug: bool, private_webhooks: bool, allowed_hosts: Sequence[str], local: bool
) -> Iterator[Problem]:
    """Find what is meant for development only, on a site that others can reach."""
    if local:
        return
    if debug:
        hint = "unset DEBUG, or keep HOST and BASE_URL on this machine: HOST=127.0.0.1 BASE_URL=http://localhost:8000"
        yield Problem("tollgate.E092", "DEBUG is on where others can reach it: responses would show secrets", hint)
    if private_webhooks:
        message = "WEBHOOKS_ALLOW_PRIVATE is on where others can reach the site: partners could reach your own network"
        yield Problem("tollgate.E093", message, "unset WEBHOOKS_ALLOW_PRIVATE; it is for HOST=127.0.0.1 and http only")
    if any(name.strip(".") in ("*", "") for name in allowed_hosts):
        message = "ALLOWED_HOSTS admits every host name"
        yield Problem(
            "tollgate.E094", message, "name the hosts, or leave it unset: the default is the host of BASE_URL"
        )
