"""Reads settings from environment variables. What is wrong is collected and refuses the start, with id and hint."""

import ipaddress
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from psycopg import Error as PsycopgError
from psycopg import conninfo

from foundation import text, web_addresses
from foundation.amounts import NotADecimal, plain_decimal
from foundation.web_addresses import NotAWebAddress

Value = TypeVar("Value")
#: As api/ids.py makes them.
ACCOUNT_ID = re.compile("acc_[0-9a-hjkmnp-tv-z]{26}")


@dataclass(frozen=True)
class Problem:
    """One wrong setting: a stable id to search for, what is wrong, and how to mend it."""

    id: str
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.id} {self.message}\n      hint: {self.hint}"


class Malformed(ValueError):
    """A variable's text is not what it should be; the message says what was expected."""


@dataclass
class Environment:
    """Typed reading of variables. A wrong one yields its default for now and stands in ``problems``."""

    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str, default: str) -> str:
        """The text of a variable; an empty one counts as unset."""
        return self.variables.get(name, "").strip() or default

    def read(self, name: str, default: Value, parse: Callable[[str], Value], *, id: str, hint: str) -> Value:
        """The parsed variable. ``parse`` raises Malformed, which becomes a problem with this id and hint."""
        raw = self.text(name, "")
        if not raw:
            return default
        try:
            return parse(raw)
        except Malformed as wrong:
            self.problems.append(Problem(id, f"{name} {wrong}", hint))
            return default

    def required(self, name: str, default_if: str | None, *, id: str, hint: str) -> str:
        """The text of a variable that must be set, unless ``default_if`` stands in for it."""
        value = self.text(name, default_if or "")
        if not value:
            self.problems.append(Problem(id, f"{name} is not set", hint))
        return value

    def refuse_if_wrong(self) -> None:
        """Ends the process with exit code 78 (EX_CONFIG) and one block for each problem."""
        if self.problems:
            refuse(self.problems)


def refuse(problems: list[Problem]) -> NoReturn:
    """Prints the problems and exits; a traceback would bury them."""
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    raise SystemExit(78)


def boolean(raw: str) -> bool:
    """1, true, yes, on or 0, false, no, off, in any case."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if raw.lower() not in words:
        raise Malformed(f"is {raw!r}, not true or false")
    return words[raw.lower()]


def integer(low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds, both included."""

    def parse(raw: str) -> int:
        if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
            raise Malformed(f"is {raw!r}, not a whole number from {low} to {high}")
        return int(raw)

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    """One of the given words."""

    def parse(raw: str) -> str:
        if raw not in words:
            raise Malformed(f"is {raw!r}, not one of {', '.join(words)}")
        return raw

    return parse


def name(raw: str) -> str:
    """A name of one line, as foundation/text.py has it."""
    try:
        return text.name(raw)
    except text.TextRefused as refused:
        raise Malformed(f"is {raw!r}: {refused}") from refused


def words(raw: str) -> list[str]:
    """A comma-separated list; blanks around the words are dropped."""
    return [word.strip() for word in raw.split(",") if word.strip()]


def accounts(raw: str) -> list[str]:
    """The word all, or a comma-separated list of account ids."""
    found = words(raw)
    if found != ["all"] and not all(ACCOUNT_ID.fullmatch(word) for word in found):
        raise Malformed(f"is {raw!r}, neither all nor ids of accounts")
    return found


def networks(raw: str) -> list[str]:
    """A comma-separated list of networks in CIDR notation, normalised."""
    try:
        return [str(ipaddress.ip_network(word, strict=False)) for word in words(raw)]
    except ValueError as wrong:
        raise Malformed(f"has a network that cannot be read: {wrong}") from wrong


def key_prefix(raw: str) -> str:
    """Letters that start every key of a surface: 2 to 8 lower-case letters."""
    if not (raw.isascii() and raw.isalpha() and raw.islower() and 2 <= len(raw) <= 8):
        raise Malformed(f"is {raw!r}, not 2 to 8 lower-case letters")
    return raw


def web_address(raw: str) -> str:
    """An http or https address without a path, as the site is reached from outside."""
    try:
        address = web_addresses.web_address(raw)
    except NotAWebAddress as wrong:
        raise Malformed(f"is {raw!r}, not an address such as https://api.example.com") from wrong
    if address.target.strip("/"):
        raise Malformed(f"is {raw!r}, not an address such as https://api.example.com")
    return str(address).rstrip("/")


def upstream_address(raw: str) -> str:
    """An http or https address, path included, of a server that we call; without user, query or fragment."""
    try:
        address = web_addresses.web_address(raw)
    except NotAWebAddress as wrong:
        raise Malformed("is not an address such as https://api.example.com/v1") from wrong
    if "?" in address.target:
        raise Malformed("has a query")
    return str(address).rstrip("/")


def address_parts(raw: str) -> SplitResult:
    """The parts of an address of any scheme. Raises Malformed where its host or port can't be read."""
    try:
        parts = urlsplit(raw)
        _ = parts.port
    except ValueError as wrong:
        raise Malformed("has a host or port that cannot be read") from wrong
    return parts


def database(raw: str) -> dict[str, object]:
    """A Django DATABASES entry from a PostgreSQL connection URI, its query parameters kept as options."""
    if raw.partition(":")[0] not in ("postgresql", "postgres"):
        raise Malformed("is not a postgresql:// address")
    try:
        parts = conninfo.conninfo_to_dict(raw)
    except PsycopgError as wrong:
        raise Malformed(f"cannot be read: {str(wrong).strip()}") from wrong
    taken = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    entry: dict[str, object] = {key: str(parts.pop(part, None) or "") for key, part in taken.items()}
    if not entry["NAME"]:
        raise Malformed("names no database")
    return {**entry, "ENGINE": "django.db.backends.postgresql", "OPTIONS": dict(parts)}


def credits_amount(raw: str) -> int:
    """Credits with at most two decimals, not negative, as hundredths."""
    try:
        hundredths = plain_decimal(raw) * 100
    except NotADecimal as wrong:
        raise Malformed(f"is {raw!r}, not an amount such as 250.50") from wrong
    if hundredths < 0 or hundredths != hundredths.to_integral_value():
        raise Malformed(f"is {raw!r}, not an amount such as 250.50")
    return int(hundredths)


def rate_limit_store(raw: str) -> str:
    """Where request windows are counted: "postgresql", or the address of a Redis or Valkey server."""
    if raw != "postgresql" and address_parts(raw).scheme not in ("redis", "rediss", "valkey", "valkeys"):
        raise Malformed(f"is {raw!r}, neither postgresql nor a redis:// or valkey:// address")
    return raw


def mail_server(raw: str) -> SplitResult:
    """console:, or smtp://user:password@host:port, or smtps:// for TLS from the first byte."""
    parts = address_parts(raw)
    if parts.scheme not in ("console", "smtp", "smtps") or (parts.scheme != "console" and not parts.hostname):
        raise Malformed("is neither console: nor smtp://user:password@host:port")
    return parts


def mail_settings(server: SplitResult) -> dict[str, object]:
    """Django's EMAIL_ settings for a mail server."""
    if server.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    secure = server.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": server.hostname,
        "EMAIL_PORT": server.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(server.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(server.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure,
        "EMAIL_TIMEOUT": 15,
    }


def file_storage(raw: str) -> SplitResult:
    """s3://access:secret@bucket or s3://access:secret@host:port/bucket, with ?region= and ?tls=false as needed."""
    parts = address_parts(raw)
    if parts.scheme != "s3" or not parts.hostname:
        raise Malformed("is no s3:// address")
    return parts


def scanner(raw: str) -> SplitResult:
    """tcp://host:port or unix:///path of a clamd."""
    parts = address_parts(raw)
    listens = {"tcp": bool(parts.hostname) and not parts.path, "unix": parts.path.startswith("/") and not parts.netloc}
    if not listens.get(parts.scheme) or parts.username or parts.query:
        raise Malformed("is neither tcp://host:3310 nor unix:///path/of/clamd.ctl")
    return parts


def storage_settings(server: SplitResult | None, directory: Path) -> dict[str, object]:
    """Django's STORAGES entry: files below a directory that only we may read, or objects in a bucket."""
    if server is None:
        options = {"location": directory, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    query = parse_qs(server.query)
    bucket = server.path.strip("/")
    scheme = "http" if query.get("tls") == ["false"] else "https"
    host = server.netloc.rpartition("@")[2]
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket or server.hostname,
            "endpoint_url": f"{scheme}://{host}" if bucket else None,
            "access_key": unquote(server.username or "") or None,
            "secret_key": unquote(server.password or "") or None,
            "region_name": query.get("region", [None])[0],
            "default_acl": None,
            "file_overwrite": False,
            # A file that is read lies in memory up to here, beyond it on the disk.
            "max_memory_size": 1024 * 1024,
        },
    }
