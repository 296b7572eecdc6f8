"""The virus scanner: what it finds is refused, and what it gives no verdict on is not stored."""

import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from config.environment import Environment, Malformed
from config.environment import scanner as scanner_setting
from imaging.files import temporary_directory
from imaging.models import Report, Study
from tests.calls import code, details
from tests.imaging.clamd import BAD_WORDS, SIGNATURE, Behaviour, scanner
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.documents import pdf, pdf_of
from tests.imaging.test_reports import attach, form, stored_files
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db(transaction=True)

LARGE = 1024 * 1024


@pytest.fixture
def study(clinic: Clinic) -> Study:
    """One study of the clinic."""
    return make_study(clinic)


@pytest.fixture
def use(settings: Settings) -> Callable[[str], None]:
    """Set the address of the scanner."""

    def set_address(address: str) -> None:
        settings.SCANNER = scanner_setting(address)

    return set_address


Use = Callable[[str], None]


def refused_unscanned(answer: Any, files: Path) -> None:
    """Assert that it was refused for now, and that no file is left of it."""
    assert (answer.status_code, code(answer), answer.headers["Retry-After"]) == (503, "SERVICE_UNAVAILABLE", "30")
    assert (stored_files(files), list(temporary_directory().iterdir())) == ([], [])


def run(behaviour: Behaviour, path: Path | None = None) -> AbstractContextManager[str]:
    """Run a scanner."""
    return scanner(behaviour, path)


@pytest.mark.parametrize("is_local", [False, True])
def test_a_clean_report_is_stored_and_says_that_it_was_scanned(
    clinic: Clinic, study: Study, use: Use, tmp_path: Path, is_local: bool
) -> None:
    behaviour = Behaviour()
    with run(behaviour, tmp_path / "clamd.ctl" if is_local else None) as address:
        use(address)
        assert attach(clinic, study.uid, form(pdf_of(LARGE))).status_code == 201
        assert attach(clinic, study.uid, form(b"Findings: none.")).status_code == 201
    assert behaviour.scanned == [pdf_of(LARGE), b"Findings: none."]
    assert list(Report.objects.values_list("scan", flat=True)) == ["clean", "clean"]


def test_without_a_scanner_a_report_says_that_it_was_not_scanned(clinic: Clinic, study: Study) -> None:
    assert attach(clinic, study.uid).status_code == 201
    assert Report.objects.get().scan == "none"


@pytest.mark.parametrize("is_local", [False, True])
def test_what_the_scanner_finds_is_refused_with_its_name_and_logged(
    clinic: Clinic,
    study: Study,
    use: Use,
    files: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    is_local: bool,
) -> None:
    caplog.set_level("INFO", "tollgate.documents")
    with run(Behaviour(), tmp_path / "clamd.ctl" if is_local else None) as address, nothing_moves():
        use(address)
        answer = attach(clinic, study.uid, form(pdf(BAD_WORDS)))
    assert (answer.status_code, code(answer)) == (400, "INVALID_REPORT_TYPE")
    assert details(answer) == {"allowed": ["PDF", "DOC", "DOCX", "TXT"], "reason": "malware", "found": SIGNATURE}
    assert answer.json()["error"]["message"] == (
        "The virus scanner found something in the file (Test.Words-1): don't open it, and check the system that it "
        "comes from."
    )
    assert stored_files(files) == []
    (line,) = (record for record in caplog.records if record.name == "tollgate.documents")
    assert (line.__dict__["reason"], line.__dict__["found"]) == ("malware", SIGNATURE)


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(reply=b"stream: Can't allocate memory ERROR\0"),
        Behaviour(reply=b"stream: OK but not quite\0"),
        Behaviour(reply=b"UNKNOWN COMMAND\0"),
        Behaviour(reply=b"\0"),
        Behaviour(reply=b"x" * 100_000),
        Behaviour(largest=10),
        Behaviour(is_silent=True),
        Behaviour(is_slow=True),
    ],
    ids=["error", "odd", "unknown", "empty", "endless", "size limit", "silent", "slow"],
)
def test_a_scanner_that_gives_no_verdict_in_time_stores_nothing(
    clinic: Clinic, study: Study, use: Use, files: Path, settings: Settings, behaviour: Behaviour
) -> None:
    if behaviour.is_silent or behaviour.is_slow:
        settings.SCANNER_TIMEOUT_SECONDS = 1
    with run(behaviour) as address, nothing_moves():
        use(address)
        began = time.monotonic()
        refused_unscanned(attach(clinic, study.uid, form(pdf_of(LARGE))), files)
        assert time.monotonic() - began < 10


def test_a_scanner_that_is_away_stores_nothing_and_a_retry_with_its_key_runs(
    clinic: Clinic, study: Study, use: Use, files: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    key = {"Idempotency-Key": "scan-1"}
    for address in (f"tcp://127.0.0.1:{port}", f"unix://{tmp_path}/none.ctl"):
        use(address)
        with nothing_moves():
            refused_unscanned(attach(clinic, study.uid, headers=key), files)
    with run(Behaviour()) as address:
        use(address)
        answer = attach(clinic, study.uid, headers=key)
    assert (answer.status_code, "Idempotent-Replayed" in answer.headers) == (201, False)


def test_what_is_refused_without_a_scanner_is_not_sent_to_it(clinic: Clinic, study: Study, use: Use) -> None:
    behaviour = Behaviour()
    with run(behaviour) as address:
        use(address)
        assert code(attach(clinic, study.uid, form(b"<html></html>"))) == "INVALID_REPORT_TYPE"
    assert behaviour.scanned == []


@pytest.mark.parametrize("address", ["tcp://", "http://clamd:3310", "unix://run/clamd", "clamd:3310", "tcp://a:3310/x"])
def test_an_address_that_no_scanner_has_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(Malformed):
        scanner_setting(address)
    environment = Environment({"SCANNER_URL": address})
    environment.read("SCANNER_URL", None, scanner_setting, id="tollgate.E066", hint="")
    assert [problem.id for problem in environment.problems] == ["tollgate.E066"]
