"""DICOMweb as ``dicomweb-client`` speaks it, to a server on loopback: stored, searched, retrieved, byte for byte."""

import io
from pathlib import Path

import pydicom
import pytest
from dicomweb_client.api import DICOMwebClient

from imaging.dicom_file import Identity, Unreadable, header_of, identity_of
from imaging.models import IndexState, Instance
from tests.imaging.clinic import Clinic, index_all, outcomes, related, stow
from tests.imaging.studies import MadeStudy, make_studies
from tests.server.running import Running

#: pydicom ships these with its wheel; nothing is downloaded.
SHIPPED = Path(pydicom.__file__).parent / "data" / "test_files"


@pytest.fixture
def client(server: Running, clinic: Clinic) -> DICOMwebClient:
    """As an agent would set it up."""
    headers = {"Authorization": f"Bearer {clinic.token}"}
    return DICOMwebClient(f"http://127.0.0.1:{server.port}/dicomweb", headers=headers)


def as_read(file: bytes) -> pydicom.Dataset:
    return pydicom.dcmread(io.BytesIO(file))


def as_written(instance: pydicom.Dataset) -> bytes:
    buffer = io.BytesIO()
    instance.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def identity_or_reason(content: bytes) -> Identity | int:
    """What a file is, or the FailureReason of one that can't be kept."""
    try:
        return identity_of(io.BytesIO(content))
    except Unreadable as wrong:
        return wrong.reason


def files_by_uid(study: MadeStudy) -> dict[str, bytes]:
    return {instance.SOPInstanceUID: file for instance, file in zip(study.instances, study.files, strict=True)}


def test_200_synthetic_instances_come_back_as_they_were(client: DICOMwebClient) -> None:
    studies = list(make_studies(20))
    for study in studies:
        answer = client.store_instances([as_read(file) for file in study.files])
        assert {item.ReferencedSOPInstanceUID for item in answer.ReferencedSOPSequence} == set(files_by_uid(study))
    assert index_all() == 200
    for study in studies:
        found = client.retrieve_study(study.uid)
        assert {instance.SOPInstanceUID: as_written(instance) for instance in found} == files_by_uid(study)
    study, one = studies[3], studies[3].instances[7]
    uids = (study.uid, one.SeriesInstanceUID)
    assert as_written(client.retrieve_instance(*uids, one.SOPInstanceUID)) == files_by_uid(study)[one.SOPInstanceUID]
    assert [instance.InstanceNumber for instance in client.retrieve_series(*uids)] == [1, 2, 3, 4, 5]


def test_searches_find_what_was_sent(client: DICOMwebClient) -> None:
    studies = list(make_studies(12, instances=1))
    for study in studies:
        client.store_instances([as_read(file) for file in study.files])
    index_all()

    def found(**filters: str) -> set[str]:
        return {study["0020000D"]["Value"][0] for study in client.search_for_studies(search_filters=filters)}

    def those(chosen: list[int]) -> set[str]:
        return {studies[number].uid for number in chosen}

    assert found() == those(list(range(12)))
    assert found(PatientID="PAT7-00002") == those([4, 5])
    assert found(PatientName="meyer^*") == those([0, 1])
    assert found(PatientName="N?^*") == those([8, 9])
    assert found(ModalitiesInStudy="MR") == those([1, 6, 11])
    assert found(StudyInstanceUID=f"{studies[2].uid},{studies[7].uid}") == those([2, 7])
    assert found(StudyDate=f"{studies[3].date}-{studies[3].date}") >= those([3])
    assert found(AccessionNumber="ACC00000?") == those(list(range(10)))
    assert [len(client.search_for_studies(limit=5, offset=offset)) for offset in (0, 5, 10, 15)] == [5, 5, 2, 0]
    series = client.search_for_series(studies[0].uid)
    assert [one["00200011"]["Value"] for one in series] == [[1], [2]]
    assert len(client.search_for_instances()) == 24


def test_metadata_is_every_attribute_but_the_pixels(client: DICOMwebClient) -> None:
    (study,) = make_studies(1, series=1, instances=3)
    client.store_instances([as_read(file) for file in study.files])
    index_all()
    found = [pydicom.Dataset.from_json(one) for one in client.retrieve_study_metadata(study.uid)]
    for got, sent in zip(found, study.instances, strict=True):
        del sent.PixelData
        assert got == sent
    one = study.instances[1]
    single = client.retrieve_instance_metadata(study.uid, one.SeriesInstanceUID, one.SOPInstanceUID)
    assert pydicom.Dataset.from_json(single) == one


def test_every_file_that_pydicom_ships_is_stored_and_comes_back_or_is_refused_for_what_it_is(
    server: Running, clinic: Clinic
) -> None:
    """142 of 176 are whole files with UIDs of their own; the rest is refused in the answer or named in the index."""
    kept: dict[str, bytes] = {}
    for path in sorted(path for path in SHIPPED.rglob("*") if path.is_file()):
        content = path.read_bytes()
        answer = stow(server, clinic.token, related([content]))
        stored, failed, others = outcomes(answer)
        said = identity_or_reason(content)
        if isinstance(said, int):
            assert (answer.status, stored, failed, others) == (409, [], {}, [said]), path.name
        elif answer.status == 200:
            kept.setdefault(said.uid, content)
            assert kept[said.uid] == content, path.name
        else:
            # The same UID with other bytes, or the same study for another patient.
            assert (answer.status, list(failed)) == (409, [said.uid]), path.name
    index_all()
    for instance in Instance.objects.select_related("study", "series"):
        content = kept.pop(instance.uid)
        if instance.state == IndexState.FAILED:
            with pytest.raises(Unreadable):
                header_of(io.BytesIO(content), len(content))
            continue
        assert instance.series is not None
        place = f"/dicomweb/studies/{instance.study.uid}/series/{instance.series.uid}/instances/{instance.uid}"
        got = server.call(place, Authorization=f"Bearer {clinic.token}", Accept="application/dicom")
        assert (got.status, got.body == content) == (200, True)
    assert kept == {}
