"""Metadata and searches of any size: read by bytes, so that a process holds a few megabytes of them."""

import http.client
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from imaging.dicomweb import rows
from imaging.dicomweb.retrieve import METADATA
from imaging.models import Instance
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.large_rows import enlarge_answers, make_large_study
from tests.imaging.test_report_uploads import resident
from tests.processes import url_of_test_database
from tests.server.running import Running, running
from tests.waiting import PATIENCE_SECONDS

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def single(server: Running, place: Path) -> Iterator[Running]:
    """A server with one worker, so that what it holds is in one process."""
    with running(place, url_of_test_database(), WEB_WORKERS="1", DJANGO_SETTINGS_MODULE="config.settings") as started:
        yield started


def ask(server: Running, clinic: Clinic, path: str) -> bytes:
    answer = server.call(f"/dicomweb/{path}", Authorization=f"Bearer {clinic.token}")
    assert (answer.status, answer.header("content-type")) == (200, "application/dicom+json")
    return answer.body


def ask_cheaply(server: Running, clinic: Clinic, path: str) -> list[Any]:
    """Return what the answer has. It may add less than 50 MB to the worker's highest memory."""
    before = resident(server)
    body = ask(server, clinic, path)
    assert resident(server) - before < 50 * MEGABYTE
    found: list[Any] = orjson.loads(body)
    return found


def test_rows_come_in_their_order_whatever_their_size(clinic: Clinic) -> None:
    make_large_study(clinic, copies=90, size=100)
    ids = list(Instance.objects.order_by("pk").values_list("pk", flat=True))
    sizes = [1, 3, 3, 9, 5 * MEGABYTE, 1, 5 * MEGABYTE, 3 * MEGABYTE, 2 * MEGABYTE] * 10 + [1]
    for pk, size in zip(ids, sizes, strict=True):
        Instance.objects.filter(pk=pk).update(attributes={"x": "y" * size})
    Instance.objects.filter(pk__in=ids[40:75]).delete()
    left = [(pk, size) for pk, size in zip(ids, sizes, strict=True) if pk not in ids[40:75]]
    found = [(pk, len(orjson.loads(text)["x"])) for pk, text in rows.read_rows(METADATA, {}, ids)]
    assert found == left


def test_metadata_of_80_megabytes_costs_the_worker_less_than_50(single: Running, clinic: Clinic) -> None:
    study = make_large_study(clinic, copies=40, size=2 * MEGABYTE)
    assert len(orjson.loads(ask(single, clinic, f"studies/{make_study(clinic).uid}/metadata"))) == 1
    found = ask_cheaply(single, clinic, f"studies/{study.uid}/metadata")
    assert [len(one["00104000"]["Value"][0]) for one in found if "00104000" in one] == [2 * MEGABYTE] * 40
    assert len(found) == 41


def test_a_search_for_all_attributes_costs_the_worker_less_than_50_megabytes(single: Running, clinic: Clinic) -> None:
    make_large_study(clinic, copies=40, size=2 * MEGABYTE)
    for field in ("all", "PatientComments"):
        found = ask_cheaply(single, clinic, f"instances?includefield={field}")
        assert [len(one["00104000"]["Value"][0]) for one in found if "00104000" in one] == [2 * MEGABYTE] * 40
        assert len(found) == 41


def test_a_search_whose_default_attributes_are_large_is_read_by_bytes_too(single: Running, clinic: Clinic) -> None:
    for _ in range(30):
        make_study(clinic)
    enlarge_answers(clinic, 2 * MEGABYTE)
    found = ask_cheaply(single, clinic, "studies")
    names = [one["00100010"]["Value"][0]["Alphabetic"] for one in found]
    assert names == ["x" * 2 * MEGABYTE] * 30


@pytest.mark.thorough
def test_metadata_of_1000_instances_of_4_megabytes_costs_the_worker_less_than_50(
    single: Running, clinic: Clinic
) -> None:
    study = make_large_study(clinic, copies=1000, size=4 * MEGABYTE - 4096)
    before = resident(single)
    read_all(single, clinic, f"/dicomweb/studies/{study.uid}/metadata")
    assert resident(single) - before < 50 * MEGABYTE


def read_all(server: Running, clinic: Clinic, path: str) -> None:
    """Read an answer of 4 GB without holding it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    with closing(connection):
        connection.request("GET", path, headers={"Authorization": f"Bearer {clinic.token}"})
        with connection.getresponse() as response:
            size, last = 0, b""
            while piece := response.read(MEGABYTE):
                size, last = size + len(piece), piece
    assert (size > 4000 * (MEGABYTE - 1024), last[-2:]) == (True, b"}]")
