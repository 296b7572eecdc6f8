"""Reports uploaded to a real server: refused early, in bounded memory, and exact when many come or the server dies."""

import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import orjson
import pytest

from customers.models import Usage
from imaging import sweeping
from imaging.files import temporary_directory
from imaging.models import Report
from imaging.upload import LARGEST_REPORT
from tests.calls import BASE
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.documents import pdf, pdf_of
from tests.lifecycle.stop import stop_before
from tests.processes import url_of_test_database
from tests.server.running import Running, running
from tests.server.wire import Answer, read_answer, request_head
from tests.waiting import eventually

BOUNDARY: Final = "report-boundary"
MEGABYTE: Final = 1024 * 1024


def form(content: bytes, title: str = "Findings") -> bytes:
    """A form as clients write it."""
    field = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"{{}}\r\n\r\n'
    text = "".join(field.format(name, "") + value + "\r\n" for name, value in (("title", title), ("reportType", "lab")))
    head = text + field.format("file", '; filename="report.pdf"')
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def head(clinic: Clinic, study_uid: str, *headers: str, key: str = "") -> bytes:
    kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}"
    path = f"{BASE}{clinic.studies()}/{study_uid}/reports"
    return request_head("POST", path, f"X-API-Key: {key or clinic.seller.key}", kind, *headers)


def upload(server: Running, clinic: Clinic, study_uid: str, body: bytes, **headers: str) -> Answer:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    path = f"{BASE}{clinic.studies()}/{study_uid}/reports"
    return server.call(path, "POST", body, **{"X-API-Key": clinic.seller.key, "Content-Type": kind, **headers})


def stored(files: Path) -> int:
    """How many reports are stored."""
    return sum(1 for path in (files / "reports").rglob("*") if path.is_file())


def temporary() -> int:
    """How many temporary files there are."""
    return sum(1 for _ in temporary_directory().iterdir())


def resident(server: Running) -> int:
    """Bytes of memory of the largest of the server's processes, at its highest since it began."""
    lines = [Path(f"/proc/{worker}/status").read_text() for worker in server.workers]
    return max(int(text.partition("VmHWM:")[2].split()[0]) * 1024 for text in lines)


@pytest.fixture
def single(clinic: Clinic, place: Path) -> Iterator[Running]:
    """A server with one worker, so that what it holds is in one process."""
    settings = {"WEB_WORKERS": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    with running(place, url_of_test_database(), **settings) as started:
        yield started


def test_a_study_in_letters_that_no_uid_has_is_not_there(single: Running, clinic: Clinic) -> None:
    answer = upload(single, clinic, "1.2.%C3%A9.%F2%BC%A6%B9", form(pdf()))
    assert (answer.status, answer.json["error"]["code"]) == (404, "STUDY_NOT_FOUND")


def test_an_uploaded_report_reaches_the_view_past_the_shell(server: Running, clinic: Clinic, files: Path) -> None:
    study = make_study(clinic)
    answer = upload(server, clinic, study.uid, form(pdf()))
    assert (answer.status, answer.json["data"]["fileType"]) == (201, "pdf")
    assert answer.header("RateLimit") is not None
    (logged,) = server.lines(logger="tollgate.access", request_id=answer.header("x-request-id"))
    assert (logged["status"], logged["route"].endswith("/reports")) == (201, True)
    assert (stored(files), temporary()) == (1, 0)


def test_a_key_is_asked_for_before_a_byte_of_the_body_is_read(server: Running, clinic: Clinic) -> None:
    study = make_study(clinic)
    for key, code in (("sk_live_wrong", "INVALID_API_KEY"), (clinic.seller.key[:-1] + "0", "INVALID_API_KEY")):
        connection = server.connect(head(clinic, study.uid, "Content-Length: 20000000", key=key))
        answer = read_answer(connection)
        assert (answer.status, answer.json["error"]["code"]) == (401, code)
        assert answer.header("connection") == "close"
    assert temporary() == 0


def test_what_the_length_rules_out_is_refused_unread(server: Running, clinic: Clinic) -> None:
    study = make_study(clinic)
    connection = server.connect(head(clinic, study.uid, f"Content-Length: {2 * LARGEST_REPORT}"))
    answer = read_answer(connection)
    assert (answer.status, answer.json["error"]["code"]) == (400, "FILE_TOO_LARGE")
    assert answer.json["error"]["details"] == {"limitBytes": LARGEST_REPORT}


def test_one_byte_too_many_ends_a_chunked_upload_whose_end_never_comes(server: Running, clinic: Clinic) -> None:
    study = make_study(clinic)
    start = form(b"").partition(b"\r\n--" + BOUNDARY.encode() + b"--")[0]
    connection = server.connect(head(clinic, study.uid, "Transfer-Encoding: chunked"))
    sent = start + pdf_of(LARGEST_REPORT + 1)
    for begin in range(0, len(sent), MEGABYTE):
        piece = sent[begin : begin + MEGABYTE]
        connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
    # The client says nothing more, and no end: the answer comes all the same.
    answer = read_answer(connection)
    assert (answer.status, answer.json["error"]["code"]) == (400, "FILE_TOO_LARGE")
    assert (Report.objects.count(), temporary()) == (0, 0)


def test_a_body_that_breaks_off_leaves_nothing(server: Running, clinic: Clinic, files: Path) -> None:
    study = make_study(clinic)
    sent = form(pdf_of(MEGABYTE))
    connection = server.connect(head(clinic, study.uid, f"Content-Length: {len(sent)}") + sent[: MEGABYTE // 2])
    connection.shutdown(socket.SHUT_WR)
    assert read_answer(connection).status == 400
    unended = upload(server, clinic, study.uid, sent[:-20])
    assert (unended.status, unended.json["error"]["code"]) == (400, "VALIDATION_FAILED")
    json = upload(server, clinic, study.uid, b"{}", **{"Content-Type": "application/json"})
    assert (json.status, json.json["error"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert (stored(files), temporary(), Report.objects.count()) == (0, 0, 0)


def test_of_20_parallel_uploads_with_room_for_5_exactly_5_are_stored(
    server: Running, clinic: Clinic, files: Path
) -> None:
    study = make_study(clinic)
    clinic.set_quota(1)
    size = 100_000
    usage = clinic.usage
    usage.storage_bytes = 1_000_000_000 - 5 * size - 1
    usage.save(update_fields=["storage_bytes"])
    before = clinic.usage
    with ThreadPoolExecutor(20) as threads:
        answers = list(
            threads.map(lambda n: upload(server, clinic, study.uid, form(pdf_of(size), f"Report {n}")), range(20))
        )
    assert Counter(answer.status for answer in answers) == {201: 5, 402: 15}
    for refused in (answer.json["error"] for answer in answers if answer.status == 402):
        assert refused["code"] == "STORAGE_FULL"
        assert refused["details"]["requiredBytes"] == size
        assert refused["details"]["quotaGB"] == 1
    after = clinic.usage
    assert after.storage_bytes == before.storage_bytes + 5 * size
    assert (after.reports, Report.objects.count(), stored(files), temporary()) == (5, 5, 5, 0)


def test_a_server_killed_in_the_middle_leaves_only_what_the_sweeper_takes(
    clinic: Clinic, files: Path, place: Path
) -> None:
    study = make_study(clinic)
    before = Usage.objects.values().get()
    body = form(pdf_of(MEGABYTE))
    # One is stored and waits to be committed; of the other half the body has come.
    with ThreadPoolExecutor(1) as thread, stop_before("INSERT ON imaging_report") as stop:
        with running(place, url_of_test_database(), DJANGO_SETTINGS_MODULE="config.settings") as server:
            lost = thread.submit(upload, server, clinic, study.uid, body)
            session = stop.wait_until_reached()
            server.connect(head(clinic, study.uid, f"Content-Length: {len(body)}") + body[: MEGABYTE // 2])
            eventually(lambda: temporary() == 1)
            assert server.child.process
            os.killpg(server.child.process.pid, signal.SIGKILL)
            server.wait()
            assert lost.exception() is not None
        stop.let_go()
        stop.wait_until_gone(session)
    assert (Usage.objects.values().get(), Report.objects.count()) == (before, 0)
    assert (stored(files), temporary()) == (1, 1)
    assert sweeping.sweep() == 0
    grow_old(files, temporary_directory())
    assert sweeping.sweep() == 2
    assert (stored(files), temporary()) == (0, 0)
    # What rows own was as old, and is still there.
    assert sum(1 for path in (files / "dicom").rglob("*") if path.is_file()) == 1


def test_25_megabytes_add_at_most_10_to_the_workers_memory(single: Running, clinic: Clinic) -> None:
    study = make_study(clinic)
    # Each of the threads that may take part has done so.
    for _ in range(8):
        assert upload(single, clinic, study.uid, form(pdf_of(MEGABYTE))).status == 201
    before = resident(single)
    assert upload(single, clinic, study.uid, form(pdf_of(LARGEST_REPORT))).status == 201
    assert resident(single) - before <= 10 * MEGABYTE


def test_an_idempotency_key_works_across_boundaries(server: Running, clinic: Clinic, files: Path) -> None:
    """Clients make the boundary up anew for each attempt."""
    study = make_study(clinic)
    first = upload(server, clinic, study.uid, form(pdf()), Idempotency_Key="upload-1")
    other = form(pdf()).replace(BOUNDARY.encode(), b"another")
    kind = {"Content-Type": "multipart/form-data; boundary=another"}
    again = upload(server, clinic, study.uid, other, Idempotency_Key="upload-1", **kind)
    assert (first.status, again.status, again.header("Idempotent-Replayed")) == (201, 201, "true")
    assert orjson.loads(again.body) == orjson.loads(first.body)
    assert (Report.objects.count(), stored(files), temporary()) == (1, 1, 0)


def grow_old(*directories: Path) -> None:
    """Makes every file as old as the sweeper wants."""
    moment = time.time() - sweeping.AGE.total_seconds() - 60
    for path in (path for directory in directories for path in directory.rglob("*") if path.is_file()):
        os.utime(path, (moment, moment))
