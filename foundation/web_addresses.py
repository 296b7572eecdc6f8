"""The form of http and https addresses: judged once, written once, and then sent byte for byte."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from foundation.host_names import ImpossibleHost, host_name

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
LARGEST_PORT: Final = 65535
PARTS: Final = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<target>.*)", re.ASCII | re.IGNORECASE
)
#: The host, in brackets or without a colon, and what follows its colon.
AUTHORITY: Final = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?", re.ASCII)
#: What RFC 3986 has in a path or a query as it is, besides letters, digits and "-._~".
KEPT: Final = "!$&'()*+,;=:@/?%"
#: A percent sign that starts no escape.
LONE_PERCENT: Final = re.compile(r"%(?![0-9a-f]{2})", re.ASCII | re.IGNORECASE)


class NotAWebAddress(ValueError):
    """The text is no such address; ``str`` is a sentence for the writer of the address."""


@dataclass(frozen=True)
class WebAddress:
    """An address in the form in which it is stored and sent. ``target`` is the request line's: path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host, and the port where it isn't the scheme's own: what a Host header says."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def web_address(text: str) -> WebAddress:
    """Return the address that a text spells; the address of its ``str`` is the same. Raises NotAWebAddress."""
    if not text.isprintable():
        raise NotAWebAddress("This has characters that can't be seen.")
    parts = PARTS.fullmatch(text)
    if parts is None or parts["scheme"].lower() not in DEFAULT_PORTS:
        raise NotAWebAddress("This must be an https:// URL.")
    if "@" in parts["authority"] or "#" in text:
        raise NotAWebAddress("This must have neither credentials nor a fragment.")
    if " " in text or "\\" in text:
        raise NotAWebAddress("This must have neither blanks nor backslashes; in a path or query write %20 and %5C.")
    scheme = parts["scheme"].lower()
    host, port = _server(parts["authority"], scheme)
    return WebAddress(scheme, host, port, encoded_target(parts["target"]))


def encoded_target(target: str) -> str:
    """Return a path and query in the characters that RFC 3986 has for them; escapes stay as they are."""
    rooted = target if target.startswith("/") else "/" + target
    return quote(LONE_PERCENT.sub("%25", rooted), safe=KEPT)


def _server(authority: str, scheme: str) -> tuple[str, int]:
    parts = AUTHORITY.fullmatch(authority)
    if parts is None or not parts["host"]:
        raise NotAWebAddress("This must have a host, and after a colon a port in digits.")
    port = int((parts["port"] or "")[:6] or DEFAULT_PORTS[scheme])
    if not 1 <= port <= LARGEST_PORT:
        raise NotAWebAddress(f"The port must be 1 to {LARGEST_PORT}.")
    try:
        return host_name(parts["host"]), port
    except ImpossibleHost as wrong:
        raise NotAWebAddress(f"The host {wrong}.") from wrong
