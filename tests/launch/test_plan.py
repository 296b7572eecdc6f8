"""What `make run` would start, read from variables without starting anything."""

import stat
from pathlib import Path

import pytest

from config.launch.plan import close_to_others, read_plan

EVERYWHERE = "0.0.0.0"  # noqa: S104  # nothing is bound


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def test_the_plan_puts_the_operators_variables_before_its_defaults(var: Path) -> None:
    plan = read_plan({"PORT": "9000", "VAR_DIR": str(var), "SECRET_KEY": "given", "ALLOWED_HOSTS": "api.example.com"})
    assert plan.base_url == "http://localhost:9000"
    assert (plan.host, plan.port, plan.var) == ("127.0.0.1", 9000, var)
    assert plan.variables["SECRET_KEY"] == "given"
    assert plan.variables["ALLOWED_HOSTS"] == "api.example.com"
    assert not var.exists()


def test_the_hosts_of_a_public_address_are_allowed_beside_the_local_ones(var: Path) -> None:
    plan = read_plan({"BASE_URL": "https://api.example.com", "VAR_DIR": str(var), "SECRET_KEY": "given"})
    assert plan.variables["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1],api.example.com"


def test_a_directory_that_an_older_version_left_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    for name in ("open", "new/below"):
        close_to_others(tmp_path / name)
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("variables", "allowed"),
    [
        ({}, "true"),
        ({"HOST": "::1"}, "true"),
        ({"HOST": EVERYWHERE}, "false"),
        ({"BASE_URL": "https://api.example.com"}, "false"),
        ({"BASE_URL": "http://api.example.com"}, "false"),
        ({"BASE_URL": "https://api.example.com", "WEBHOOKS_ALLOW_PRIVATE": "true"}, "true"),
    ],
)
def test_webhooks_reach_private_addresses_by_default_on_a_local_site_only(
    var: Path, variables: dict[str, str], allowed: str
) -> None:
    plan = read_plan({"VAR_DIR": str(var), "SECRET_KEY": "given", **variables})
    assert plan.variables["WEBHOOKS_ALLOW_PRIVATE"] == allowed
