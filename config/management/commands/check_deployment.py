"""manage.py check_deployment: whether this operator's settings, database, files and mail are fit for use."""

from argparse import ArgumentParser
from collections.abc import Iterator

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, run_checks
from django.core.management.base import BaseCommand, CommandError

from config.deployment import check_database, check_services, check_values


class Command(BaseCommand):
    help = "Check your own settings, database, files, mail and rate-limit store; exit 1 if something doesn't work."
    #: What Django would refuse before the command begins is told with the rest.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--strict", action="store_true", help="exit 1 for warnings as well")

    def handle(self, *, strict: bool, **options: object) -> None:
        found = sorted(findings(), key=lambda message: -message.level)
        for message in found:
            word = "error" if message.level >= checks.ERROR else "warning"
            self.stdout.write(f"{word}: {message.id} {message.msg}\n      hint: {message.hint or 'see its text'}")
        errors = sum(message.level >= checks.ERROR for message in found)
        said = f"{errors} errors, {len(found) - errors} warnings"
        if errors or (strict and found):
            raise CommandError(said)
        self.stdout.write(f"{said}: the site is fit for use")


def findings() -> Iterator[CheckMessage]:
    """Find everything: Django's checks, those of a deployment only where others reach the site, then ours."""
    yield from (
        message for message in run_checks(include_deployment_checks=not settings.LOCAL) if not message.is_silenced()
    )
    yield from check_values()
    yield from check_database()
    yield from check_services()
