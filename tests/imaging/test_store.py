"""STOW-RS: what is stored and what is refused, each named in the answer, and nothing answered that isn't true."""

import datetime
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from imaging.dicom_file import DOES_NOT_MATCH, DUPLICATE, NOT_UNDERSTOOD, OUT_OF_RESOURCES
from imaging.files import temporary_directory
from imaging.models import Agent, Instance, Study
from imaging.tasks import index_instances, index_left_behind
from tests.imaging.clinic import (
    BOUNDARY,
    Clinic,
    headers_of,
    index_all,
    make_clinic,
    make_study,
    outcomes,
    related,
    stow,
    stow_chunked,
)
from tests.imaging.studies import MadeStudy, file_of, made_uid, make_instance, make_studies
from tests.imaging.test_report_uploads import resident
from tests.processes import url_of_test_database
from tests.server.running import Running, running
from tests.server.wire import read_answer, request_head
from tests.state import nothing_moves

MEGABYTE = 1024 * 1024


@pytest.fixture
def study() -> MadeStudy:
    """Ten instances in two series."""
    return next(make_studies(1))


def stored_files(files: Path) -> int:
    return sum(1 for path in files.rglob("*") if path.is_file()) + sum(1 for _ in temporary_directory().iterdir())


def uids_of(study: MadeStudy) -> list[str]:
    return [instance.SOPInstanceUID for instance in study.instances]


def test_all_stored_is_200_and_each_instance_is_named_with_its_address(
    server: Running, clinic: Clinic, study: MadeStudy, files: Path
) -> None:
    answer = stow(server, clinic.token, related(study.files))
    assert (answer.status, answer.header("content-type")) == (200, "application/dicom+json")
    assert outcomes(answer) == (uids_of(study), {}, [])
    first = study.instances[0]
    place = f"studies/{study.uid}/series/{first.SeriesInstanceUID}/instances/{first.SOPInstanceUID}"
    assert f"http://localhost:8000/dicomweb/{place}".encode() in answer.body
    usage = clinic.usage
    assert (usage.storage_bytes, usage.files) == (sum(map(len, study.files)), 10)
    assert stored_files(files) == 10


def test_the_index_job_is_enqueued_with_the_store_and_makes_the_study_seen(
    server: Running, clinic: Clinic, study: MadeStudy
) -> None:
    stow(server, clinic.token, related(study.files))
    job = ProcrastinateJob.objects.get(task_name="imaging.index_instances")
    ids = list(Instance.objects.order_by("pk").values_list("pk", flat=True))
    assert job.args == {"ids": ids}
    assert clinic.usage.studies == 0
    index_instances(ids=ids)
    found = Study.objects.get()
    assert (found.series_count, found.instance_count, found.modalities) == (2, 10, ["CT"])
    assert clinic.usage.studies == 1
    with nothing_moves():
        index_instances(ids=ids)


def test_what_its_job_left_behind_is_enqueued_again_after_a_while(clinic: Clinic) -> None:
    make_study(clinic, indexed=False)
    make_study(clinic)
    assert index_left_behind() == 0
    Instance.objects.update(stored_at=timezone.now() - datetime.timedelta(minutes=11))
    assert index_left_behind() == 1


def test_the_same_bytes_again_change_nothing(server: Running, clinic: Clinic, study: MadeStudy, files: Path) -> None:
    body = related(study.files)
    first = stow(server, clinic.token, body)
    with nothing_moves():
        again = stow(server, clinic.token, body)
        twice = stow(server, clinic.token, related([study.files[0], study.files[0]]))
    assert (again.status, again.body) == (200, first.body)
    assert outcomes(twice)[0] == [uids_of(study)[0]] * 2
    assert stored_files(files) == 10


def test_other_bytes_under_a_known_uid_are_refused_and_the_first_stay(
    server: Running, clinic: Clinic, study: MadeStudy, files: Path
) -> None:
    stow(server, clinic.token, related(study.files))
    changed = study.instances[4]
    changed.InstanceNumber = 99
    with nothing_moves():
        refused = stow(server, clinic.token, related([file_of(changed)]))
    assert (refused.status, outcomes(refused)) == (409, ([], {changed.SOPInstanceUID: DUPLICATE}, []))
    twins = [file_of(make_instance(SOPInstanceUID=made_uid("twin"), InstanceNumber=n)) for n in (1, 2)]
    answer = stow(server, clinic.token, related(twins))
    assert (answer.status, outcomes(answer)[1]) == (202, {made_uid("twin"): DUPLICATE})
    assert stored_files(files) == 11


def test_a_study_has_one_patient_and_an_instance_of_another_is_refused(
    server: Running, clinic: Clinic, files: Path
) -> None:
    uid = made_uid("shared")
    mine, other, nobody = (make_instance(StudyInstanceUID=uid, PatientID=patient) for patient in ("PAT1", "PAT2", ""))
    answer = stow(server, clinic.token, related(map(file_of, (mine, other, nobody))))
    assert (answer.status, outcomes(answer)[1]) == (202, {other.SOPInstanceUID: DOES_NOT_MATCH})
    index_all()
    assert [study.patient_id for study in Study.objects.all()] == ["PAT1"]
    assert stored_files(files) == 2


def test_two_customers_may_have_the_same_study_and_never_meet(
    server: Running, clinic: Clinic, study: MadeStudy
) -> None:
    other = make_clinic(clinic.seller)
    for token in (clinic.token, other.token):
        assert stow(server, token, related(study.files)).status == 200
    index_all()
    assert (Study.objects.count(), Instance.objects.count()) == (2, 20)


def test_a_store_below_a_study_takes_only_that_study(server: Running, clinic: Clinic, study: MadeStudy) -> None:
    stranger = make_instance()
    answer = stow(server, clinic.token, related([study.files[0], file_of(stranger)]), f"/dicomweb/studies/{study.uid}")
    assert (answer.status, outcomes(answer)) == (
        202,
        ([uids_of(study)[0]], {stranger.SOPInstanceUID: DOES_NOT_MATCH}, []),
    )


def test_a_part_that_is_no_image_is_named_without_a_uid(server: Running, clinic: Clinic, study: MadeStudy) -> None:
    answer = stow(server, clinic.token, related([b"no image", *study.files]))
    assert (answer.status, outcomes(answer)) == (202, (uids_of(study), {}, [NOT_UNDERSTOOD]))
    pictures = stow(server, clinic.token, related(study.files, content_type="image/jpeg"))
    assert (pictures.status, outcomes(pictures)) == (409, ([], {}, [NOT_UNDERSTOOD] * 10))


def test_what_has_no_room_is_refused_and_the_rest_is_stored(
    server: Running, clinic: Clinic, study: MadeStudy, files: Path
) -> None:
    clinic.set_quota(1)
    size = len(study.files[0])
    usage = clinic.usage
    usage.storage_bytes = 1_000_000_000 - 3 * size
    usage.save(update_fields=["storage_bytes"])
    answer = stow(server, clinic.token, related(study.files))
    stored, failed, _ = outcomes(answer)
    assert (answer.status, stored, set(failed.values())) == (202, uids_of(study)[:3], {OUT_OF_RESOURCES})
    assert clinic.usage.storage_bytes == 1_000_000_000
    again = stow(server, clinic.token, related(study.files[:3]))
    assert again.status == 200
    full = stow(server, clinic.token, related(study.files[3:]))
    assert (full.status, set(outcomes(full)[1].values())) == (409, {OUT_OF_RESOURCES})
    assert stored_files(files) == 3


def test_20_parallel_stores_with_room_for_5_store_exactly_5(server: Running, clinic: Clinic, files: Path) -> None:
    clinic.set_quota(1)
    bodies = [file_of(make_instance()) for _ in range(20)]
    size = max(map(len, bodies))
    usage = clinic.usage
    usage.storage_bytes = 1_000_000_000 - 5 * size
    usage.save(update_fields=["storage_bytes"])
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda body: stow(server, clinic.token, related([body])), bodies))
    assert Counter(answer.status for answer in answers) == {200: 5, 409: 15}
    kept = sum(Instance.objects.values_list("size", flat=True))
    assert clinic.usage.storage_bytes == usage.storage_bytes + kept
    assert (Instance.objects.count(), clinic.usage.files, stored_files(files)) == (5, 5, 5)


def test_no_token_no_upload(server: Running, clinic: Clinic, files: Path) -> None:
    """The refusal comes although no byte of the body does."""
    wrong = [
        "",
        "Authorization: Bearer nonsense",
        f"Authorization: Bearer {clinic.seller.key}",
        f"X-API-Key: {clinic.token[:-1]}0",
    ]
    kind = f"Content-Type: {headers_of('')['Content-Type']}"
    for header in wrong:
        connection = server.connect(
            request_head("POST", "/dicomweb/studies", *filter(None, [header, kind, "Content-Length: 1000000"]))
        )
        answer = read_answer(connection)
        assert (answer.status, answer.header("www-authenticate")) == (401, 'Bearer realm="DICOMweb"')
    assert stored_files(files) == 0


def test_a_revoked_agent_and_those_of_deleted_customers_are_nobody_and_of_suspended_ones_forbidden(
    server: Running, clinic: Clinic, study: MadeStudy
) -> None:
    body = related(study.files)
    clinic.customer.status = "suspended"
    clinic.customer.save(update_fields=["status"])
    assert stow(server, clinic.token, body).status == 403
    clinic.customer.status, clinic.customer.deleted_at = "deleted", timezone.now()
    clinic.customer.save(update_fields=["status", "deleted_at"])
    assert stow(server, clinic.token, body).status == 401
    other = make_clinic(clinic.seller)
    Agent.objects.filter(customer=other.customer).update(revoked_at=timezone.now())
    assert stow(server, other.token, body).status == 401
    assert Instance.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "body", "status"),
    [
        ({"Content-Type": "application/dicom"}, b"x", 415),
        ({"Content-Type": f'multipart/related; type="application/dicom+json"; boundary={BOUNDARY}'}, b"x", 415),
        ({"Content-Type": 'multipart/related; type="application/dicom"'}, b"x", 400),
        ({"Accept": "application/dicom+xml"}, b"x", 406),
        ({}, b"", 400),
        ({}, b"no boundary at all", 400),
        ({}, f"--{BOUNDARY}--\r\n".encode(), 400),
        ({}, related([file_of(make_instance())])[:-6], 400),
    ],
    ids=["one image", "JSON", "no boundary named", "XML wanted", "empty", "no part", "no image", "no end"],
)
def test_a_wrong_request_is_refused_as_a_whole(
    server: Running, clinic: Clinic, changed: dict[str, str], body: bytes, status: int, files: Path
) -> None:
    with nothing_moves():
        assert stow(server, clinic.token, body, **changed).status == status
    assert stored_files(files) == 0


def test_a_chunked_body_is_taken_and_one_that_breaks_off_is_not(
    server: Running, clinic: Clinic, study: MadeStudy, files: Path
) -> None:
    body = related(study.files)
    connection = server.connect(
        request_head(
            "POST",
            "/dicomweb/studies",
            *[f"{n}: {v}" for n, v in headers_of(clinic.token).items()],
            "Transfer-Encoding: chunked",
        )
        + b"%x\r\n%b\r\n" % (len(body), body)
    )
    connection.shutdown(socket.SHUT_WR)
    assert read_answer(connection).status == 400
    assert (Instance.objects.count(), stored_files(files)) == (0, 0)
    # The retry of a client whose first attempt was cut: it sends the chunks' end alone.
    assert stow_chunked(server, clinic.token, []).status == 400
    answer = stow_chunked(server, clinic.token, [body[start : start + 1000] for start in range(0, len(body), 1000)])
    assert (answer.status, len(outcomes(answer)[0])) == (200, 10)


def test_300_megabytes_of_images_add_at_most_10_to_the_workers_memory(clinic: Clinic, place: Path) -> None:
    """Three instances of 100 MB; by hand the same was done with 2 GB."""
    settings = {"WEB_WORKERS": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    with running(place, url_of_test_database(), **settings) as server:
        for _ in range(8):
            assert stow_chunked(server, clinic.token, large(megabytes=4)).status == 200
        before = resident(server)
        answer = stow_chunked(server, clinic.token, large(megabytes=300))
        assert answer.status == 200
        assert resident(server) - before <= 10 * MEGABYTE
    assert Instance.objects.order_by("-size")[0].size > 100 * MEGABYTE


def large(*, megabytes: int, parts: int = 3) -> Iterator[bytes]:
    """A body of so many megabytes, a piece at a time."""
    for _ in range(parts):
        size = megabytes * MEGABYTE // parts // 2 * 2
        head = file_of(make_instance(PixelData=b""))[:-4] + size.to_bytes(4, "little")
        yield f"--{BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n".encode() + head
        for start in range(0, size, MEGABYTE):
            yield bytes(min(MEGABYTE, size - start))
        yield b"\r\n"
    yield f"--{BOUNDARY}--\r\n".encode()


def test_nothing_of_a_patient_is_in_the_logs(server: Running, clinic: Clinic) -> None:
    made = make_instance(PatientID="SECRET-ID", PatientName="Secret^Name", StudyDescription="Secret description")
    stow(server, clinic.token, related([file_of(made), file_of(made)[:-4]]))
    index_all()
    bearer = f"Bearer {clinic.token}"
    for path in ("studies?PatientName=Secret*&PatientID=SECRET-ID", f"studies/{made.StudyInstanceUID}/metadata"):
        assert server.call(f"/dicomweb/{path}", Authorization=bearer).status == 200
    assert server.lines(logger="tollgate.access", method="GET") != []
    log = server.log.read_text()
    assert [word for word in ("SECRET", "Secret", str(made.StudyInstanceUID), clinic.token) if word in log] == []
