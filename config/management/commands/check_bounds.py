from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.bounds.bound import Kind
from config.bounds.declared import BOUNDS
from config.bounds.page import page, path
from config.bounds.subjects import subjects


class Command(BaseCommand):
    help = "Checks that docs/bounds.md is up to date and covers everything; --write makes it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/bounds.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            path().write_text(page(), encoding="utf-8")
        missing = [f"{name}: no row of {kind.value} covers it" for name in subjects() for kind in uncovered(name)]
        if path().read_text(encoding="utf-8") != page():
            missing.append("docs/bounds.md is out of date: run manage.py check_bounds --write")
        if missing:
            raise CommandError("\n".join(missing))
        self.stdout.write(f"{len(BOUNDS)} bounds cover {len(subjects())} endpoints, pages, streams and tasks")


def uncovered(name: str) -> list[Kind]:
    """Return the kinds of which no bound is about a thing of this name."""
    return [kind for kind in Kind if not any(bound.kind is kind and bound.covers_name(name) for bound in BOUNDS)]
