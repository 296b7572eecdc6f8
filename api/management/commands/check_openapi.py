"""A command of development: the validator that it imports is no dependency of a running server."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.openapi.document import build, committed
from api.openapi.problems import problems_of
from errors_docs.surfaces import SURFACES, Surface


class Command(BaseCommand):
    help = "Checks both OpenAPI documents; --write renews the copies in docs/openapi that reviewers read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/openapi/<surface>.json")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [f"{surface.name}: {problem}" for surface in SURFACES.values() for problem in _problems(surface)]
        if found:
            raise CommandError("\n".join(found))
        for surface in SURFACES.values():
            if options["write"]:
                copy_of(surface).write_text(committed(surface), encoding="utf-8")
            operations = sum(len(methods) for methods in build(surface)["paths"].values())
            self.stdout.write(f"{surface.name}: {operations} operations, valid OpenAPI 3.1")


def copy_of(surface: Surface) -> Path:
    """Where the committed copy of a surface's document lies."""
    return Path(settings.BASE_DIR) / "docs" / "openapi" / f"{surface.name}.json"


def _problems(surface: Surface) -> list[str]:
    invalid = [error.message for error in OpenAPIV31SpecValidator(build(surface)).iter_errors()]
    return [*problems_of(surface), *invalid]
