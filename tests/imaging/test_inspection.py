"""Judging within bounds: a document that takes too much ends a child process, and nothing of it is stored."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from config import report_upload
from imaging import inspection
from imaging.files import SpooledFile, temporary_directory
from imaging.inspection import JudgeFailed, Verdict, judged_within_bounds
from imaging.models import Report, Study
from imaging.report_files.refusal import NotADocument
from imaging.upload import ReportForm
from partners.caller import Caller
from tests.calls import code, details
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.documents import docx, pdf
from tests.imaging.pdf_files import HARMLESS, SCRIPT
from tests.imaging.pdf_forms import Parts, escaped, in_object_streams, plain
from tests.imaging.test_report_uploads import BOUNDARY
from tests.imaging.test_report_uploads import form as multipart
from tests.imaging.test_reports import attach, form, stored_files
from tests.state import nothing_moves

ALLOWED = ["PDF", "DOC", "DOCX", "TXT"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file to judge is."""
    return tmp_path / "report"


def refusal_of(path: Path, content: bytes) -> tuple[str, str]:
    """Return why a content is refused."""
    path.write_bytes(content)
    with pytest.raises(NotADocument) as refused:
        judged_within_bounds(path, len(content))
    return refused.value.reason, refused.value.found


@pytest.mark.programs
def test_a_child_says_the_same_as_the_judge(path: Path) -> None:
    for content, expected in ((pdf(), ("pdf", False)), (plain(HARMLESS["a signature"][0]), ("pdf", False))):
        path.write_bytes(content)
        judged = judged_within_bounds(path, len(content))
        assert (judged.type, judged.has_form) == expected
    assert refusal_of(path, plain(Parts(b"/OpenAction " + SCRIPT))) == (
        "runs_on_opening",
        "OpenAction with JavaScript",
    )


@pytest.mark.programs
def test_a_child_that_takes_too_long_is_ended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "CHILD_SECONDS", 0.01)
    assert refusal_of(path, pdf()) == ("too_complex", "too much time")


@pytest.mark.programs
def test_a_child_that_fails_at_something_else_is_a_fault_of_ours(path: Path) -> None:
    with pytest.raises(JudgeFailed):
        inspection.judgement_of_child(path)


@pytest.mark.programs
@pytest.mark.thorough
def test_a_pdf_of_endless_objects_ends_its_child_by_time_or_memory(path: Path) -> None:
    """25 MB of the shortest objects there are, which no bound of their number keeps from being parsed."""
    numbers = b"[" + b"0 " * 900_000 + b"]"
    reason, _ = refusal_of(path, plain(Parts(objects=(numbers,) * 13)))
    assert reason in ("too_complex", "unreadable")


@pytest.mark.programs
@pytest.mark.django_db(transaction=True)
def test_a_refused_document_says_what_was_found_and_how_to_repair_it(clinic: Clinic, files: Path) -> None:
    study = make_study(clinic)
    parts = Parts(b"/OpenAction 5 0 R", objects=(SCRIPT,))
    with nothing_moves():
        for content in (escaped(parts), in_object_streams(parts)):
            answer = attach(clinic, study.uid, form(content))
            assert (answer.status_code, code(answer)) == (400, "INVALID_REPORT_TYPE")
            found = {"allowed": ALLOWED, "reason": "runs_on_opening", "found": "OpenAction with JavaScript"}
            assert details(answer) == found
            assert answer.json()["error"]["message"] == (
                "The document runs something by itself (OpenAction with JavaScript): print it to PDF, or export it "
                "without actions and scripts."
            )
        answer = attach(clinic, study.uid, form(docx({"word/vbaProject.bin": b"x"})))
        assert details(answer) == {"allowed": ALLOWED, "reason": "macros", "found": "macros or controls"}
    assert stored_files(files) == []


@pytest.mark.parametrize("failure", [JudgeFailed("out of memory"), OSError(28, "no space"), asyncio.CancelledError()])
def test_a_report_whose_judging_fails_leaves_no_file(monkeypatch: pytest.MonkeyPatch, failure: BaseException) -> None:
    there: list[int] = []

    def fail(spooled: SpooledFile) -> Verdict:
        there.append(spooled.path.stat().st_size)
        raise failure

    monkeypatch.setattr(report_upload, "verdict_on", fail)
    with pytest.raises(type(failure)):
        asyncio.run(upload_of(pdf()))
    assert (there, list(temporary_directory().iterdir())) == ([len(pdf())], [])


def test_a_report_that_breaks_our_disk_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(form: ReportForm) -> None:
        assert len(list(temporary_directory().iterdir())) == 1
        raise OSError(28, "no space")

    monkeypatch.setattr(ReportForm, "finish", fail)
    with pytest.raises(OSError, match="no space"):
        asyncio.run(upload_of(pdf()))
    assert list(temporary_directory().iterdir()) == []


async def upload_of(content: bytes) -> object:
    """Read and judge an upload as the server does, before Django has it."""
    message = {"type": "http.request", "body": multipart(content), "more_body": False}

    async def receive() -> dict[str, object]:
        return message

    kind = f"multipart/form-data; boundary={BOUNDARY}".encode()
    caller = cast("Caller", SimpleNamespace(account_id=1, mode="live"))
    return await report_upload._in_turn(caller, {"headers": [(b"content-type", kind)]}, receive)


@pytest.mark.django_db(transaction=True)
def test_a_form_is_taken_and_flagged(clinic: Clinic) -> None:
    study: Study = make_study(clinic)
    answers = {
        name: attach(clinic, study.uid, form(plain(HARMLESS[name][0]))).json()["data"]["hasForm"]
        for name in ("a form that calculates", "a hyperlink")
    }
    assert answers == {"a form that calculates": True, "a hyperlink": False}
    assert list(Report.objects.order_by("id").values_list("has_form", flat=True)) == [True, False]
