"""Settings that start and are still likely to be wrong on a site that others reach."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.http.request import validate_host

from config.weakness import is_loopback


def check_values() -> Iterator[CheckMessage]:
    """Find them. On a site that only its own machine reaches, settings for development are expected."""
    yield from _check_hosts()
    yield from _check_unencrypted()
    if not settings.LOCAL:
        yield from _check_mail()


def _check_hosts() -> Iterator[CheckMessage]:
    host = urlsplit(settings.BASE_URL).hostname or ""
    if not validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS):
        yield checks.Error(
            f"ALLOWED_HOSTS doesn't hold {host}, the host of BASE_URL: every request to it is refused",
            hint="add it, or leave ALLOWED_HOSTS unset",
            id="tollgate.E095",
        )


def _check_unencrypted() -> Iterator[CheckMessage]:
    """Find the connections over which passwords, keys or files would travel in the clear to another machine."""
    storage = settings.STORAGE_SERVER
    upstream = urlsplit(settings.GENERATION_BASE_URL)
    sent = (
        (
            "tollgate.W096",
            settings.BASE_URL.startswith("http://") and not settings.LOCAL,
            "BASE_URL: keys and passwords",
        ),
        (
            "tollgate.W097",
            bool(settings.GENERATION_API_KEY)
            and upstream.scheme == "http"
            and not is_loopback(upstream.hostname or ""),
            "GENERATION_BASE_URL: its key and the ideas of your customers",
        ),
        (
            "tollgate.W098",
            storage is not None and "tls=false" in storage.query and not is_loopback(storage.hostname or ""),
            "STORAGE_URL: images of patients",
        ),
    )
    for number, found, what in sent:
        if found:
            yield checks.Warning(f"{what} travel without encryption", hint="use https there", id=number)


def _check_mail() -> Iterator[CheckMessage]:
    if settings.MAIL_SERVER.scheme == "console":
        yield checks.Warning(
            "EMAIL_URL is console: mail is printed into the log, links that open accounts included, and sent to nobody",
            hint="set EMAIL_URL=smtp://user:password@host:587",
            id="tollgate.W099",
        )
    elif settings.DEFAULT_FROM_EMAIL.rstrip("> ").endswith("@localhost"):
        yield checks.Warning(
            "DEFAULT_FROM_EMAIL is an address at localhost: mail servers refuse it, and nobody can reply",
            hint="set an address of your own domain, such as Acme <no-reply@acme.example>",
            id="tollgate.W100",
        )
