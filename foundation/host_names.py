"""The form of a host in an address: a name that DNS can hold, or an IP address."""

import ipaddress
import re
from typing import Final

import idna

#: RFC 1035, without the dot that may end a name.
LONGEST_NAME: Final = 253
#: Letters, digits and hyphens (RFC 1123); underscores too, because DNS has them and some networks use them.
LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
PUNYCODE: Final = "xn--"


class ImpossibleHost(ValueError):
    """No server can have this host; the text says why, as the end of a sentence about it."""


def host_name(text: str) -> str:
    """Return a host as it is sent: in lower case, names in A-labels (IDNA 2008), IPv6 in brackets.

    Numbers are left as they are: see ``is_numeric``. Raises ImpossibleHost.
    """
    if text.startswith("["):
        return f"[{_ipv6(text)}]"
    name = text.lower() if text.isascii() else _mapped(text)
    if len(name.removesuffix(".")) > LONGEST_NAME:
        raise ImpossibleHost(f"is longer than {LONGEST_NAME} characters")
    ending = "." if name.endswith(".") else ""
    encoded = ".".join(_label(label) for label in name.removesuffix(".").split("."))
    if len(encoded) > LONGEST_NAME:
        raise ImpossibleHost(f"is longer than {LONGEST_NAME} characters")
    return encoded + ending


def is_numeric(host: str) -> bool:
    """Tell whether some system would read a host as an IPv4 address: decimal, octal, hexadecimal, short forms."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return last.isdigit() or last.startswith("0x")


def _ipv6(text: str) -> str:
    """A zone is refused: it names an interface of one machine."""
    try:
        if not text.endswith("]") or "%" in text:
            raise ValueError
        return ipaddress.IPv6Address(text[1:-1]).compressed
    except ValueError as wrong:
        raise ImpossibleHost("is not an IPv6 address") from wrong


def _mapped(text: str) -> str:
    """Return a name with its letters as UTS 46 maps them: one case, one width, one kind of dot."""
    if len(text) > LONGEST_NAME + 1:
        raise ImpossibleHost(f"is longer than {LONGEST_NAME} characters")
    try:
        return idna.uts46_remap(text, std3_rules=False, transitional=False)
    except idna.IDNAError as wrong:
        raise ImpossibleHost("has characters that no name can have") from wrong


def _label(label: str) -> str:
    if not label:
        raise ImpossibleHost("has an empty part")
    if not label.isascii() or label.startswith(PUNYCODE):
        return _international(label)
    if not LABEL.fullmatch(label):
        raise ImpossibleHost("has a part that is not 1 to 63 letters, digits and inner hyphens")
    return label


def _international(label: str) -> str:
    """Return the A-label of a U-label, or of an A-label that decodes to one."""
    try:
        return idna.alabel(idna.ulabel(label)).decode()
    except (idna.IDNAError, UnicodeError) as wrong:
        raise ImpossibleHost("has a part that is not a valid international name (IDNA 2008)") from wrong
