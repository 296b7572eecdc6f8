"""Uploads that come slowly: they take no place from anybody else, and end when they come too slowly."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imaging.files import temporary_directory
from imaging.models import Instance, Report
from tests.imaging.clinic import Clinic, headers_of, make_clinic, make_study, outcomes, related, stow
from tests.imaging.documents import pdf, pdf_of
from tests.imaging.studies import file_of, make_instance
from tests.imaging.test_report_uploads import form, head, upload
from tests.processes import url_of_test_database
from tests.server.running import Running, running
from tests.server.wire import Answer, read_answer, request_head
from tests.waiting import eventually

#: More than a process ever took at once, over all customers.
MANY = 70


@pytest.fixture(scope="module")
def strict(server: Running, place: Path) -> Iterator[Running]:
    """One worker, two places for each customer, a short wait for one, and no client may be slow for long."""
    settings = {
        "WEB_WORKERS": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "UPLOADS_PER_CUSTOMER": "2",
        "SHARE_WAIT_SECONDS": "2",
        "SLOWEST_BYTES_PER_SECOND": "1000000000",
    }
    with running(place, url_of_test_database(), **settings) as started:
        yield started


def begin_store(server: Running, clinic: Clinic, body: bytes = b"") -> socket.socket:
    """Begin an upload in chunks of which no more comes than this."""
    headers = [f"{name}: {value}" for name, value in headers_of(clinic.token).items()]
    connection = server.connect(request_head("POST", "/dicomweb/studies", *headers, "Transfer-Encoding: chunked"))
    send_chunk(connection, body)
    return connection


def send_chunk(connection: socket.socket, body: bytes) -> None:
    connection.sendall(b"%x\r\n%b\r\n" % (len(body), body) if body else b"")


def temporary() -> int:
    """How many temporary files there are."""
    return sum(1 for _ in temporary_directory().iterdir())


def temporary_bytes() -> int:
    """How large the temporary files are, together."""
    return sum(path.stat().st_size for path in temporary_directory().iterdir())


def an_image() -> bytes:
    return related([file_of(make_instance())])


def test_a_customer_whose_uploads_stand_still_keeps_nobody_else_waiting(strict: Running, clinic: Clinic) -> None:
    other = make_clinic()
    body = an_image()
    waiting = [begin_store(strict, clinic, body[:-50]) for _ in range(MANY)]
    # Two have a place; nothing of the others is read.
    eventually(lambda: temporary() == 2)
    answer = stow(strict, other.token, an_image())
    assert (answer.status, len(outcomes(answer)[0])) == (200, 1)
    study = make_study(other)
    assert upload(strict, other, study.uid, form(pdf())).status == 201
    assert temporary() == 2
    for connection in waiting:
        connection.close()
    eventually(lambda: temporary() == 0)
    assert stow(strict, clinic.token, an_image()).status == 200


def test_customers_of_one_account_share_four_times_the_places_of_each(strict: Running, clinic: Clinic) -> None:
    others = [make_clinic(clinic.seller) for _ in range(4)]
    connections = [begin_store(strict, one, an_image()[:-50]) for one in (clinic, *others) for _ in range(2)]
    eventually(lambda: temporary() == 8)
    assert stow(strict, make_clinic().token, an_image()).status == 200
    assert temporary() == 8
    for connection in connections:
        connection.close()
    eventually(lambda: temporary() == 0)


def test_reports_that_stand_still_keep_no_other_account_waiting(strict: Running, clinic: Clinic) -> None:
    other = make_clinic()
    mine, its = make_study(clinic), make_study(other)
    sent = form(pdf_of(100_000))
    connections = [
        strict.connect(head(clinic, mine.uid, f"Content-Length: {len(sent)}") + sent[:50_000]) for _ in range(MANY)
    ]
    eventually(lambda: temporary() == 8)
    assert upload(strict, other, its.uid, form(pdf())).status == 201
    for connection in connections:
        connection.close()
    eventually(lambda: temporary() == 0)


def test_an_upload_that_finds_no_place_in_time_is_refused_unread(strict: Running, clinic: Clinic) -> None:
    study = make_study(clinic)
    sent = form(pdf_of(100_000))
    length = f"Content-Length: {len(sent)}"
    standing = [strict.connect(head(clinic, study.uid, length) + sent[:50_000]) for _ in range(8)]
    eventually(lambda: temporary() == 8)
    report, images = strict.connect(head(clinic, study.uid, length)), begin_store(strict, clinic)
    answer = read_answer(report)
    assert (answer.status, answer.json["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert (answer.header("retry-after"), answer.header("connection")) == ("10", "close")
    answer = read_answer(images)
    assert (answer.status, answer.body[:30]) == (500, b"Other requests of this custome")
    assert (temporary(), Report.objects.count(), Instance.objects.count()) == (8, 0, 1)
    for connection in standing:
        connection.close()
    eventually(lambda: temporary() == 0)
    assert upload(strict, clinic, study.uid, form(pdf())).status == 201


def test_images_of_a_body_hold_no_file_open_once_they_have_come(strict: Running, clinic: Clinic) -> None:
    body = related([file_of(make_instance()) for _ in range(100)])
    (worker,) = strict.workers
    before = len(list(Path(f"/proc/{worker}/fd").iterdir()))
    connection = begin_store(strict, clinic, body[:-50])
    eventually(lambda: temporary() == 100)
    assert len(list(Path(f"/proc/{worker}/fd").iterdir())) <= before + 10
    send_chunk(connection, body[-50:])
    connection.sendall(b"0\r\n\r\n")
    answer = read_answer(connection)
    assert (answer.status, len(outcomes(answer)[0]), Instance.objects.count()) == (200, 100, 100)


@pytest.fixture(scope="module")
def hasty(server: Running, place: Path) -> Iterator[Running]:
    """No client may pause for more than a second, or come at less than 100 KB a second."""
    settings = {"WEB_WORKERS": "1", "DJANGO_SETTINGS_MODULE": "config.settings", "CLIENT_PAUSE_SECONDS": "1"}
    with running(place, url_of_test_database(), SLOWEST_BYTES_PER_SECOND="100000", **settings) as started:
        yield started


def test_an_upload_that_stands_still_or_trickles_ends_and_leaves_nothing(hasty: Running, clinic: Clinic) -> None:
    body = an_image()
    for trickle in (0, 1):
        connection = begin_store(hasty, clinic, body[:-200])
        answer = read_while_trickling(connection, trickle)
        assert (answer.status, answer.body.startswith(b"The body came too slowly")) == (400, True)
    study = make_study(clinic)
    sent = form(pdf_of(100_000))
    connection = hasty.connect(head(clinic, study.uid, f"Content-Length: {len(sent)}") + sent[:50_000])
    answer = read_answer(connection)
    assert (answer.status, answer.json["error"]["code"]) == (408, "REQUEST_TIMEOUT")
    assert answer.json["error"]["details"] == {"timeoutSeconds": 1}
    assert (temporary(), Report.objects.count(), Instance.objects.count()) == (0, 0, 1)


def read_while_trickling(connection: socket.socket, size: int) -> Answer:
    """Return the answer that comes while a byte after the other is sent."""
    answered = threading.Event()

    def trickle() -> None:
        while size and not answered.wait(0.02):
            send_chunk(connection, b"x" * size)

    with ThreadPoolExecutor(1) as thread:
        trickling = thread.submit(trickle)
        answer = read_answer(connection)
        answered.set()
        trickling.result()
    return answer


def test_a_study_that_nobody_reads_is_closed_again(hasty: Running, clinic: Clinic, files: Path) -> None:
    study = make_study(clinic, files=[file_of(make_instance(PixelData=bytes(20_000_000)))])
    head = request_head("GET", f"/dicomweb/studies/{study.uid}", f"Authorization: Bearer {clinic.token}")
    connection = hasty.connect(head)
    (worker,) = hasty.workers

    def is_open() -> bool:
        return any(path.resolve().is_relative_to(files) for path in Path(f"/proc/{worker}/fd").iterdir())

    eventually(is_open)
    eventually(lambda: not is_open())
    assert hasty.lines(logger="tollgate.server", message="a client read too slowly") != []
    received = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(1_000_000):
            received += piece
    assert b"transfer-encoding: chunked" in received.lower().partition(b"\r\n\r\n")[0]
    assert not received.endswith(b"0\r\n\r\n")
    connection.close()
