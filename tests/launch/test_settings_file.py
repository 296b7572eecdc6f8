""".env.example and the settings say the same: every variable that is read, with the default that it really has."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.postgres import OWN_SETTINGS

ROOT = Path(__file__).resolve().parent.parent.parent
READ = re.compile(r'env\.(?:read|text|required)\(\s*"([A-Z_]+)"')
ASSIGNMENT = re.compile(r"^#?([A-Z_]+)=(.*)$", re.MULTILINE)
NEEDED = {
    "SECRET_KEY": OWN_SETTINGS["SECRET_KEY"],
    "DATABASE_URL": "postgresql://localhost/unused",
}
# The admin's looks hold lazy addresses, which a process without Django's apps cannot show; no variable reaches them.
DUMP = """
import json
from config import settings
print(json.dumps({n: repr(v) for n, v in vars(settings).items() if n.isupper() and n != 'UNFOLD'}, sort_keys=True))
"""


def documented() -> dict[str, str]:
    return dict(ASSIGNMENT.findall((ROOT / ".env.example").read_text()))


def read_by_settings() -> set[str]:
    """The variables that the settings file reads."""
    return set(READ.findall((ROOT / "config" / "settings.py").read_text()))


def settings_with(variables: dict[str, str]) -> dict[str, str]:
    """All settings, as Python writes them, of a process that has these variables and no other of ours."""
    environment = {"PATH": os.environ["PATH"], **NEEDED, **variables}
    ended = subprocess.run([sys.executable, "-c", DUMP], cwd=ROOT, env=environment, capture_output=True, check=True)
    settings: dict[str, str] = json.loads(ended.stdout)
    return settings


def test_every_variable_that_is_read_is_documented_and_no_other() -> None:
    assert set(documented()) == read_by_settings()


def test_the_documented_defaults_are_the_real_ones() -> None:
    documented_values = {name: value for name, value in documented().items() if value}
    assert settings_with(documented_values) == settings_with({})
