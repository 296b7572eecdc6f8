"""manage.py load_demo: the demo partner, for `make run`."""

import json
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.demo import load_demo


class Command(BaseCommand):
    help = "Loads a demo partner and an administrator, and prints their keys and password as JSON. Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--env-file", type=Path, help="NAME=value lines of an earlier load, whose keys are kept.")

    def handle(self, *args: Any, **options: Any) -> None:
        env_file: Path | None = options["env_file"]
        demo = load_demo(_assignments(env_file) if env_file and env_file.exists() else {})
        self.stdout.write(json.dumps(asdict(demo)))


def _assignments(env_file: Path) -> dict[str, str]:
    """NAME=value lines as a shell would read them."""
    words = shlex.split(env_file.read_text(), comments=True)
    return dict(word.split("=", 1) for word in words if "=" in word)
