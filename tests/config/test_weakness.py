"""Weak settings: refused at the start of every process, with an id and a hint that don't show the secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import credits_amount
from config.weakness import admits_everybody, fault_of_key, is_local, is_loopback

ROOT = Path(__file__).resolve().parent.parent.parent
STRONG = "q8Zr1Vw5Yb2Nc7Kd0Lf3Mg9Ph6Qj4Rk1St8Tu2Uv5Wx7Xy0Za3"
NEEDED = {"SECRET_KEY": STRONG, "DATABASE_URL": "postgresql://localhost/unused"}
HTTPS = {"BASE_URL": "https://api.example.com"}
DEVELOPMENT = "insecure-development-key"
EVERYWHERE = "0.0.0.0"  # noqa: S104  # nothing is bound


def start(**variables: str) -> tuple[int, list[str]]:
    """Return the exit code and the complaints, one for each problem, of a process that loads these settings."""
    environment = {"PATH": os.environ["PATH"], **NEEDED, **variables}
    command = [sys.executable, "-c", "import config.settings"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return ended.returncode, [problem.strip() for problem in ended.stderr.split("error: ")[1:]]


@pytest.mark.parametrize(
    "variables",
    [
        {},
        HTTPS,
        {"DEBUG": "true", "SECRET_KEY": ""},
        {"DEBUG": "true", "SECRET_KEY": DEVELOPMENT, "HOST": "::1", "BASE_URL": "http://127.0.0.1:8000"},
        {"WEBHOOKS_ALLOW_PRIVATE": "true"},
        {"ALLOWED_HOSTS": "*"},
        {**HTTPS, "ALLOWED_HOSTS": "api.example.com,.internal.example", "HOST": EVERYWHERE},
        {"SECRET_KEY_FALLBACKS": STRONG[::-1]},
    ],
)
def test_these_settings_start(variables: dict[str, str]) -> None:
    assert start(**variables) == (0, [])


def test_a_short_secret_is_refused_with_its_id_and_a_hint() -> None:
    assert start(SECRET_KEY="a") == (
        78,
        [
            "tollgate.E090 SECRET_KEY has 1 characters, fewer than 50: sessions and links could be forged\n"
            "      hint: set 50 random characters, e.g. the output of: openssl rand -base64 48"
        ],
    )


def test_debug_over_https_runs_on_no_public_constant() -> None:
    assert start(**HTTPS, DEBUG="true", SECRET_KEY="") == (
        78,
        [
            "tollgate.E002 SECRET_KEY is not set\n"
            "      hint: set 50 random characters, e.g. the output of: openssl rand -base64 48",
            "tollgate.E092 DEBUG is on where others can reach it: responses would show secrets\n"
            "      hint: unset DEBUG, or keep HOST and BASE_URL on this machine: "
            "HOST=127.0.0.1 BASE_URL=http://localhost:8000",
        ],
    )


@pytest.mark.parametrize(
    ("variables", "ids"),
    [
        ({"SECRET_KEY": DEVELOPMENT}, ["E090"]),
        ({**HTTPS, "SECRET_KEY": DEVELOPMENT, "DEBUG": "true"}, ["E090", "E092"]),
        ({"DEBUG": "true", "SECRET_KEY": "a"}, ["E090"]),
        ({"SECRET_KEY_FALLBACKS": f"{STRONG[::-1]},a"}, ["E091"]),
        ({"DEBUG": "true", "SECRET_KEY_FALLBACKS": DEVELOPMENT}, ["E091"]),
        ({**HTTPS, "DEBUG": "true"}, ["E092"]),
        ({"DEBUG": "true", "HOST": EVERYWHERE}, ["E092"]),
        ({"DEBUG": "true", "HOST": "::"}, ["E092"]),
        ({"DEBUG": "true", "HOST": "192.0.2.7"}, ["E092"]),
        ({"DEBUG": "true", "BASE_URL": "http://api.example.com"}, ["E092"]),
        ({"DEBUG": "true", "BASE_URL": "https://localhost"}, ["E092"]),
        ({**HTTPS, "WEBHOOKS_ALLOW_PRIVATE": "true"}, ["E093"]),
        ({"BASE_URL": "http://api.example.com", "WEBHOOKS_ALLOW_PRIVATE": "1"}, ["E093"]),
        ({"HOST": EVERYWHERE, "WEBHOOKS_ALLOW_PRIVATE": "yes"}, ["E093"]),
        ({**HTTPS, "ALLOWED_HOSTS": "*"}, ["E094"]),
        ({**HTTPS, "ALLOWED_HOSTS": "api.example.com, .*"}, ["E094"]),
        (
            {**HTTPS, "SECRET_KEY": "a", "DEBUG": "on", "WEBHOOKS_ALLOW_PRIVATE": "on", "ALLOWED_HOSTS": "*"},
            ["E090", "E092", "E093", "E094"],
        ),
    ],
)
def test_these_settings_refuse_to_start(variables: dict[str, str], ids: list[str]) -> None:
    code, complaints = start(**variables)
    assert code == 78
    assert [complaint.split()[0] for complaint in complaints] == [f"tollgate.{number}" for number in ids]
    assert all("\n      hint: " in complaint for complaint in complaints)
    assert DEVELOPMENT not in str(complaints)


@pytest.mark.parametrize(
    ("variables", "id"),
    [
        ({"ADMIN_IDLE_MINUTES": "0"}, "E081"),
        ({"ADMIN_IDLE_MINUTES": "1441"}, "E081"),
        ({"STAFF_SECOND_FACTOR": "maybe"}, "E082"),
        ({"APPROVAL_ABOVE": "-1"}, "E083"),
        ({"APPROVAL_ABOVE": "0.005"}, "E083"),
        ({"APPROVAL_ABOVE": "1e5"}, "E083"),
        ({"APPROVAL_ABOVE": "1,000"}, "E083"),
    ],
)
def test_settings_of_staff_that_cannot_be_meant_refuse_to_start(variables: dict[str, str], id: str) -> None:
    code, complaints = start(**variables)
    assert (code, [complaint.split()[0] for complaint in complaints]) == (78, [f"tollgate.{id}"])


@pytest.mark.parametrize(("raw", "hundredths"), [("0", 0), ("1000", 1000_00), ("250.5", 250_50), ("0.01", 1)])
def test_credits_of_a_setting_are_hundredths(raw: str, hundredths: int) -> None:
    assert credits_amount(raw) == hundredths


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        (STRONG, ""),
        ("x" * 49, "has 49 characters, fewer than 50"),
        ("x" * 50, "has only 1 different characters"),
        ("abcabcabc" * 8, "has only 3 different characters"),
        ("0123456789" * 5, "repeats a shorter text"),
        (STRONG[:25] * 2, "repeats a shorter text"),
        ("django-insecure-" + STRONG, "is a placeholder"),
        ("change-me-" + STRONG, "is a placeholder"),
        ("CHANGEME" + STRONG, "is a placeholder"),
        ("your_secret_key_" + STRONG, "is a placeholder"),
    ],
)
def test_a_key_that_can_be_guessed_has_a_fault(key: str, fault: str) -> None:
    assert fault_of_key(key) == fault


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "shop.localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"]
)
def test_these_hosts_are_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", EVERYWHERE, "::", "10.0.0.1", "localhost.example.com", "api.example.com", "::ffff:10.0.0.1"]
)
def test_these_hosts_are_not(host: str) -> None:
    assert not is_loopback(host)


def test_a_mapped_address_counts_as_the_one_that_it_maps() -> None:
    assert is_loopback("::ffff:127.0.0.1")


def test_a_site_is_local_by_its_address_and_by_what_it_listens_on() -> None:
    assert is_local("http://localhost:8000", "127.0.0.1")
    assert not is_local("https://localhost:8000", "127.0.0.1")
    assert not is_local("http://localhost:8000", EVERYWHERE)
    assert not is_local("http://box.lan:8000", "127.0.0.1")


@pytest.mark.parametrize(
    ("networks", "everybody"),
    [
        ([], False),
        (["10.0.0.0/8", "::1/128"], False),
        (["0.0.0.0/0"], True),
        (["::/0"], True),
        (["0.0.0.0/1", "128.0.0.0/1"], True),
        (["0.0.0.0/1", "8000::/1"], False),
        (["128.0.0.0/1", "10.0.0.0/8", "0.0.0.0/2", "64.0.0.0/2"], True),
    ],
)
def test_networks_that_hold_every_address_are_seen_in_any_pieces(networks: list[str], everybody: bool) -> None:
    assert admits_everybody(networks) is everybody
