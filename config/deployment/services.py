"""The services that a site needs besides its database: files, rate-limit store, mail server, static files."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks, mail
from django.core.checks import CheckMessage
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from errors_docs.exceptions import ServiceUnavailable
from partners import rate_limits


def check_services() -> Iterator[CheckMessage]:
    """Find those that fail. Each is tried as the processes use it; no file stays, and no mail is sent."""
    yield from _check_files()
    yield from _check_rate_limits()
    yield from _check_mail_server()
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        hint = "run: manage.py collectstatic"
        yield checks.Warning("static files are not collected", hint=hint, id="tollgate.W133")


def _check_files() -> Iterator[CheckMessage]:
    where = "STORAGE_URL" if settings.STORAGE_SERVER else f"{settings.VAR_DIR}/files"
    try:
        name = default_storage.save("check_deployment", ContentFile(b"a file that can be deleted"))
        default_storage.delete(name)
    except Exception as failure:  # each storage has its own errors, and any of them is a finding
        says = f"{where}: images and reports can't be stored: {failure}"
        yield checks.Error(says, hint="let the processes write there", id="tollgate.E130")


def _check_rate_limits() -> Iterator[CheckMessage]:
    if rate_limits.counted_in_postgresql():
        return
    try:
        rate_limits.hit("check_deployment", 1)
    except ServiceUnavailable as away:
        says = f"RATE_LIMIT_STORE doesn't answer: every call is refused ({away.__cause__})"
        yield checks.Error(says, hint="start it, or set RATE_LIMIT_STORE=postgresql", id="tollgate.E131")


def _check_mail_server() -> Iterator[CheckMessage]:
    if settings.MAIL_SERVER.scheme == "console":
        return
    try:
        with mail.get_connection():
            pass
    except OSError as failure:
        yield checks.Error(f"EMAIL_URL: {failure}", hint="correct its host, port, user or password", id="tollgate.E132")
