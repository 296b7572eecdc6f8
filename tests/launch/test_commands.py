"""What the configuration of the tools must not forget."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_app_takes_part_in_the_check_of_imports() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    apps = [path.parent.name for path in ROOT.glob("[!.]*/apps.py")]
    assert configured == sorted([*apps, "foundation"])


def test_no_lock_names_the_host_of_a_registry() -> None:
    for lock in sorted(ROOT.glob("requirements*.lock")):
        assert "://" not in lock.read_text()
