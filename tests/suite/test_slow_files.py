"""Slow files are found by what their tests took, and keep out of the fast tier."""

from pathlib import Path

import pytest

from tests import slow_files


def write_report(place: Path, times: dict[str, list[float]]) -> Path:
    """Write what pytest reports for tests of each file that took that long."""
    cases = [
        f'<testcase classname="{name}" name="t" time="{time}"/>' for name, taken in times.items() for time in taken
    ]
    place.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return place


def test_a_file_is_slow_by_its_average_and_its_sum(tmp_path: Path) -> None:
    times = {
        "tests.a.test_slow": [0.5, 0.6],
        "tests.a.test_one_slow_of_many": [0.9, *[0.01] * 20],
        "tests.a.test_few": [0.4, 0.5],
        "tests.a.test_below_the_limit": [0.07] * 20,
    }
    assert slow_files.slow_files(write_report(tmp_path / "report.xml", times)) == ["tests/a/test_slow.py"]


def test_the_list_names_files_that_exist() -> None:
    named = slow_files.read_list()
    assert named
    assert [path for path in sorted(named) if not path.is_file()] == []


def test_a_test_of_a_slow_file_is_marked(request: pytest.FixtureRequest) -> None:
    marked = {item.path for item in request.session.items if item.get_closest_marker("slow")}
    assert marked == slow_files.read_list() & {item.path for item in request.session.items}
