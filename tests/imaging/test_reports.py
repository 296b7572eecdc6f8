"""Reports over the Partner API: attach, list, read, download, detach, and what each refusal leaves behind: nothing."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from api.ids import new_id
from imaging.files import temporary_directory
from imaging.models import Comment, Download, Report, Study
from imaging.upload import LARGEST_REPORT
from tests.calls import BASE, Api, code, details, problems, without_request_id
from tests.factories import bearer, make_key
from tests.imaging.clinic import Clinic, make_clinic, make_study
from tests.imaging.documents import pdf, pdf_of
from tests.imaging.studies import made_uid
from tests.state import nothing_moves
from webhooks.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def study(clinic: Clinic) -> Study:
    """One study of the clinic, indexed."""
    return make_study(clinic, StudyDescription="Chest")


def form(content: bytes = b"", title: str = "Findings", report_type: str = "radiology", **more: Any) -> dict[str, Any]:
    """The form of a report; a PDF unless told otherwise."""
    file = SimpleUploadedFile("whatever.bin", content or pdf(), "application/octet-stream")
    return {"file": file, "title": title, "reportType": report_type, **more}


def attach(
    clinic: Clinic,
    study_uid: str,
    sent: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    key: str = "",
) -> Any:
    """POST of a form by Django's own client: the way of a WSGI server."""
    path = f"{BASE}{clinic.studies()}/{study_uid}/reports"
    return Client().post(
        path, form() if sent is None else sent, headers={**bearer(key or clinic.seller.key), **(headers or {})}
    )


def content_of(response: Any) -> bytes:
    """The whole of a file that was answered, which is closed then."""
    content = b"".join(response.streaming_content)
    response.close()
    return content


def stored_files(files: Path) -> list[Path]:
    """Every stored report, and what uploads have left."""
    return sorted(path for path in (files / "reports").rglob("*") if path.is_file()) + sorted(
        temporary_directory().iterdir()
    )


def test_a_report_is_attached_counted_told_and_put_on_the_timeline(clinic: Clinic, study: Study, files: Path) -> None:
    before = clinic.usage
    answer = attach(clinic, study.uid, form(title="Findings of today"))
    assert answer.status_code == 201
    report = Report.objects.get()
    said = answer.json()["data"]
    assert said == {
        "id": report.public_id,
        "reportId": report.public_id,
        "studyInstanceUid": study.uid,
        "title": "Findings of today",
        "reportType": "radiology",
        "fileType": "pdf",
        "hasForm": False,
        "sizeBytes": len(pdf()),
        "uploadedBy": "partner",
        "createdAt": said["createdAt"],
    }
    (stored,) = stored_files(files)
    assert stored.read_bytes() == pdf()
    assert stored.stat().st_mode & 0o777 == 0o600
    after = clinic.usage
    assert after.storage_bytes - before.storage_bytes == len(pdf())
    assert (after.files - before.files, after.reports, after.studies, after.devices) == (1, 1, 1, 1)
    assert [comment.text for comment in Comment.objects.all()] == ["Report attached: Findings of today"]
    event = Event.objects.get()
    assert (event.type, event.account_id, event.mode) == ("dicom.report.attached", clinic.seller.account.pk, "live")
    assert event.data == {
        "customerId": clinic.customer.public_id,
        "studyInstanceUid": study.uid,
        "report": {
            "id": report.public_id,
            **{name: said[name] for name in ("title", "reportType", "fileType", "sizeBytes", "createdAt")},
        },
    }


def test_reports_are_listed_newest_first_and_counted_with_their_study(clinic: Clinic, study: Study) -> None:
    ids = [attach(clinic, study.uid, form(title=f"Report {n}")).json()["data"]["reportId"] for n in range(3)]
    api = Api(clinic.seller.key)
    listed = api.get(f"{clinic.studies()}/{study.uid}/reports", limit=2).json()["data"]
    assert [report["reportId"] for report in listed["reports"]] == ids[:0:-1]
    assert (listed["pagination"]["total"], listed["pagination"]["totalPages"]) == (3, 2)
    assert api.get(f"{clinic.studies()}/{study.uid}").json()["data"]["reportCount"] == 3


def test_a_signed_address_downloads_the_file_and_nothing_else_opens_it(
    clinic: Clinic, study: Study, settings: Settings
) -> None:
    report_id = attach(clinic, study.uid).json()["data"]["reportId"]
    said = Api(clinic.seller.key).get(f"{clinic.studies()}/{study.uid}/reports/{report_id}").json()["data"]
    url = said["downloadUrl"].removeprefix(settings.BASE_URL)
    answer = Client().get(url)
    assert (answer.status_code, content_of(answer)) == (200, pdf())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="report-{report_id}.pdf"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    noted = Download.objects.get()
    assert (noted.way, noted.subject, noted.address) == ("signed_url", report_id, "127.0.0.1")
    assert (noted.customer_id, noted.request_id) == (clinic.customer.pk, answer.headers["X-Request-Id"])
    path, query = urlsplit(url).path, urlsplit(url).query
    other = attach(clinic, study.uid).json()["data"]["reportId"]
    later = query.replace("expires=", "expires=9")
    wrong = [path, f"{path}?{query}x", f"{path}?{later}", f"/reports/{other}?{query}", f"/reports/x?{query}"]
    assert [Client().get(address).status_code for address in wrong] == [404] * len(wrong)
    assert Download.objects.count() == 1


def test_an_address_ends_with_its_time_and_with_its_report(clinic: Clinic, study: Study, settings: Settings) -> None:
    report_id = attach(clinic, study.uid).json()["data"]["reportId"]
    api, path = Api(clinic.seller.key), f"{clinic.studies()}/{study.uid}/reports/{report_id}"
    settings.REPORT_LINK_SECONDS = -1
    expired = api.get(path).json()["data"]["downloadUrl"].removeprefix(settings.BASE_URL)
    settings.REPORT_LINK_SECONDS = 900
    good = api.get(path).json()["data"]["downloadUrl"].removeprefix(settings.BASE_URL)
    assert Client().get(expired).status_code == 404
    opened = Client().get(good)
    assert (opened.status_code, content_of(opened)) == (200, pdf())
    assert api.delete(path).status_code == 200
    assert Client().get(good).status_code == 404


def test_detaching_gives_the_room_back_removes_the_file_and_tells(clinic: Clinic, study: Study, files: Path) -> None:
    before = clinic.usage
    report_id = attach(clinic, study.uid).json()["data"]["reportId"]
    api, path = Api(clinic.seller.key), f"{clinic.studies()}/{study.uid}/reports/{report_id}"
    answer = api.delete(path)
    assert answer.json()["data"] == {
        "id": report_id,
        "reportId": report_id,
        "studyInstanceUid": study.uid,
        "freedBytes": len(pdf()),
    }
    after = clinic.usage
    assert (after.storage_bytes, after.files, after.reports) == (before.storage_bytes, before.files, 0)
    assert stored_files(files) == []
    assert [comment.text for comment in Comment.objects.order_by("pk")][1:] == ["Report detached: Findings"]
    assert [event.type for event in Event.objects.order_by("pk")] == ["dicom.report.attached", "dicom.report.detached"]
    with nothing_moves():
        assert [code(api.delete(path)), code(api.get(path))] == ["REPORT_NOT_FOUND"] * 2


def test_what_a_user_uploaded_stays(clinic: Clinic, study: Study, files: Path) -> None:
    report_id = attach(clinic, study.uid).json()["data"]["reportId"]
    Report.objects.update(uploader="user")
    with nothing_moves():
        answer = Api(clinic.seller.key).delete(f"{clinic.studies()}/{study.uid}/reports/{report_id}")
    assert (answer.status_code, code(answer), details(answer)) == (400, "FORBIDDEN", {"status": "user_uploaded"})
    assert len(stored_files(files)) == 1


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (form(title=""), [("title", "blank")]),
        (form(report_type="xray"), [("reportType", "invalid_choice")]),
        (form(patientName="Ada"), [("patientName", "unknown_field")]),
        ({"title": "x", "reportType": "lab"}, [("file", "required")]),
        ({"file": SimpleUploadedFile("a", pdf())}, [("title", "required"), ("reportType", "required")]),
    ],
    ids=["no title", "unknown type", "unknown field", "no file", "file alone"],
)
def test_a_wrong_form_is_refused_by_the_name_of_its_field(
    clinic: Clinic, study: Study, files: Path, sent: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    if "file" in sent:
        sent["file"].seek(0)
    with nothing_moves():
        assert problems(attach(clinic, study.uid, sent)) == expected
    assert stored_files(files) == []


def test_a_file_that_is_no_document_is_refused_whatever_its_name(clinic: Clinic, study: Study, files: Path) -> None:
    with nothing_moves():
        for content in (b"MZ\x90\0", b"<html></html>", pdf()[:-9]):
            answer = attach(clinic, study.uid, form(content))
            assert (answer.status_code, code(answer)) == (400, "INVALID_REPORT_TYPE")
            assert details(answer)["allowed"] == ["PDF", "DOC", "DOCX", "TXT"]
            assert details(answer)["reason"] == "not_a_document"
    assert stored_files(files) == []


def test_25_megabytes_are_taken_and_not_one_byte_more(clinic: Clinic, study: Study, files: Path) -> None:
    assert attach(clinic, study.uid, form(pdf_of(LARGEST_REPORT))).status_code == 201
    with nothing_moves():
        answer = attach(clinic, study.uid, form(pdf_of(LARGEST_REPORT + 1)))
    assert (answer.status_code, code(answer), details(answer)) == (400, "FILE_TOO_LARGE", {"limitBytes": 26214400})
    assert [path.stat().st_size for path in stored_files(files)] == [LARGEST_REPORT]


def test_a_full_customer_is_told_its_three_numbers_and_detaching_makes_room(
    clinic: Clinic, study: Study, files: Path
) -> None:
    clinic.set_quota(1)
    report_id = attach(clinic, study.uid).json()["data"]["reportId"]
    usage = clinic.usage
    usage.storage_bytes = 1_000_000_000 - 1
    usage.save(update_fields=["storage_bytes"])
    with nothing_moves():
        answer = attach(clinic, study.uid)
    assert (answer.status_code, code(answer)) == (402, "STORAGE_FULL")
    assert details(answer) == {"quotaGB": 1, "usedBytes": 999_999_999, "requiredBytes": len(pdf())}
    assert len(stored_files(files)) == 1
    Api(clinic.seller.key).delete(f"{clinic.studies()}/{study.uid}/reports/{report_id}")
    assert attach(clinic, study.uid).status_code == 201


def test_a_study_that_is_missing_a_strangers_or_not_indexed_looks_the_same(clinic: Clinic, files: Path) -> None:
    stranger = make_clinic()
    neighbour = make_clinic(clinic.seller)
    uids = [
        str(made_uid("missing")),
        make_study(stranger).uid,
        make_study(neighbour).uid,
        make_study(clinic, indexed=False).uid,
        "not-a-uid",
    ]
    api, count = Api(clinic.seller.key), len(stored_files(files))
    with nothing_moves():
        for path in ("", "/reports", f"/reports/{new_id('rpt')}"):
            answers = {str(without_limit(api.get(f"{clinic.studies()}/{uid}{path}"))) for uid in uids}
            assert len(answers) == 1
            assert "STUDY_NOT_FOUND" in answers.pop()
        attached = {str(without_limit(attach(clinic, uid))) for uid in uids}
        assert len(attached) == 1
        deleted = {str(without_limit(api.delete(f"{clinic.studies()}/{uid}/reports/{new_id('rpt')}"))) for uid in uids}
        assert len(deleted) == 1
    assert len(stored_files(files)) == count


def test_a_customer_of_somebody_else_is_not_found_before_its_study(clinic: Clinic) -> None:
    stranger = make_clinic()
    study = make_study(stranger)
    with nothing_moves():
        answer = attach(stranger, study.uid, key=clinic.seller.key)
    assert (answer.status_code, code(answer)) == (404, "CUSTOMER_NOT_FOUND")


def test_nothing_is_attached_to_a_suspended_or_deleted_customer(clinic: Clinic, study: Study, files: Path) -> None:
    for status, deleted_at in (("suspended", None), ("deleted", timezone.now())):
        clinic.customer.status, clinic.customer.deleted_at = status, deleted_at
        clinic.customer.save(update_fields=["status", "deleted_at"])
        with nothing_moves():
            answer = attach(clinic, study.uid)
        assert (code(answer), details(answer)) == ("FORBIDDEN", {"status": status})
    assert stored_files(files) == []


def test_a_retry_with_its_key_gets_the_first_answer_and_stores_once(clinic: Clinic, study: Study, files: Path) -> None:
    key = {"Idempotency-Key": "report-1"}
    first = attach(clinic, study.uid, headers=key)
    again = attach(clinic, study.uid, headers=key)
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (Report.objects.count(), len(stored_files(files))) == (1, 1)
    other = attach(clinic, study.uid, form(pdf(b"Another text")), headers=key)
    assert (other.status_code, code(other)) == (422, "IDEMPOTENCY_KEY_REUSED")
    renamed = attach(clinic, study.uid, form(title="Another"), headers=key)
    assert (renamed.status_code, code(renamed)) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert (Report.objects.count(), len(stored_files(files))) == (1, 1)


def test_a_refusal_with_a_key_is_kept_too(clinic: Clinic, study: Study) -> None:
    key = {"Idempotency-Key": "report-2"}
    first = attach(clinic, study.uid, form(b"<html>"), headers=key)
    again = attach(clinic, study.uid, form(b"<html>"), headers=key)
    assert (code(first), again.headers["Idempotent-Replayed"]) == ("INVALID_REPORT_TYPE", "true")
    assert without_request_id(again)[:2] == without_request_id(first)[:2]
    assert again.headers["Original-Request-Id"] == first.headers["X-Request-Id"]


def test_a_test_key_sees_and_simulates_apart_from_the_live_one(clinic: Clinic, study: Study) -> None:
    test_key = make_key(clinic.seller.account, "test")
    assert code(attach(clinic, study.uid, key=test_key)) == "CUSTOMER_NOT_FOUND"
    for wanted in ("STORAGE_FULL", "FILE_TOO_LARGE", "INVALID_REPORT_TYPE", "STUDY_NOT_FOUND"):
        answer = attach(clinic, study.uid, headers={"X-Simulate-Error": wanted}, key=test_key)
        assert code(answer) == wanted


def without_limit(response: Any) -> tuple[int, bytes, dict[str, str]]:
    """An answer without its request id, and without what counts down between two requests."""
    status, body, headers = without_request_id(response)
    return status, body, {name: value for name, value in headers.items() if name != "RateLimit"}
