"""Settings that contradict each other: told by `manage.py check`, and refused by the server's start."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings

from config.server.checks import TAG
from config.server.limits import Limits
from tests.server.running import running_new


def found(**changed: Any) -> list[str]:
    """The ids of what is found with these settings."""
    with override_settings(**changed):
        return [str(message.id) for message in run_checks(tags=[TAG])]


def test_the_settings_as_they_come_contradict_in_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("changed", "id"),
    [
        ({"STOP_TIMEOUT_SECONDS": 20, "BODY_TIMEOUT_SECONDS": 20}, "tollgate.E022"),
        ({"TRUSTED_PROXIES": ["10.0.0.0/8", "0.0.0.0/0"]}, "tollgate.E023"),
        ({"TRUSTED_PROXIES": ["::/0"]}, "tollgate.E023"),
        ({"TRUSTED_PROXIES": ["0.0.0.0/1", "128.0.0.0/1"]}, "tollgate.E023"),
        ({"BASE_URL": "https://api.example.com"}, "tollgate.W024"),
        ({"METRICS_NETWORKS": ["0.0.0.0/0"]}, "tollgate.W025"),
    ],
)
def test_a_contradiction_is_told_by_its_id(changed: dict[str, Any], id: str) -> None:
    assert found(**changed) == [id]


def test_a_server_whose_settings_contradict_refuses_to_start(migrated: str, tmp_path: Path) -> None:
    wrong = {"STOP_TIMEOUT_SECONDS": "5", "BODY_TIMEOUT_SECONDS": "5"}
    with contextlib.suppress(AssertionError), running_new(tmp_path, migrated, **wrong) as server:
        server.wait()
    (log,) = tmp_path.glob("*.log")
    assert "error: tollgate.E022 STOP_TIMEOUT_SECONDS is not more than BODY_TIMEOUT_SECONDS" in log.read_text()


def test_the_limits_are_the_operators() -> None:
    changed = {"MAX_BODY_BYTES": 5000, "BODY_TIMEOUT_SECONDS": 3, "WEB_THREADS": 7, "WEB_QUEUE": 11}
    with override_settings(**changed):
        limits = Limits.of(settings)
    assert (limits.body_bytes, limits.body_seconds, limits.threads, limits.waiting) == (5000, 3, 7, 11)
