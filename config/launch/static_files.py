"""Collected static files, collected again only when a source of them has changed."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.launch.children import Pause
from config.launch.commands import django_command
from config.launch.plan import ROOT, Plan


@contextmanager
def collecting(plan: Plan, variables: Mapping[str, str], pause: Pause) -> Iterator[None]:
    """Runs collectstatic beside the block, unless the stamp in its result names the same sources."""
    stamp = plan.var / "static" / ".sources"
    sources = fingerprint()
    if stamp.exists() and stamp.read_text() == sources:
        yield
        return
    command = django_command(plan, variables, "collectstatic", "--noinput", "--clear", "-v", "0", log="static")
    command.start()
    try:
        yield
        command.finish(pause)
    finally:
        command.stop()
    stamp.write_text(sources)


def fingerprint() -> str:
    """A hash of all that decides the result: the packages, the settings, and every static file of ours."""
    digest = hashlib.sha256()
    for path in [ROOT / "requirements.lock", ROOT / "config" / "settings.py", *own_files()]:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def own_files() -> list[Path]:
    """The files below static/ and <app>/static/, in one order."""
    found = [*ROOT.glob("static/**/*"), *ROOT.glob("[!.]*/static/**/*")]
    return sorted(path for path in found if path.is_file() and not path.is_relative_to(ROOT / "var"))
