"""QIDO-RS: matching by the rules of PS3.4, paging, what is answered, and what is refused rather than ignored."""

from typing import Any
from urllib.parse import quote

import pytest

from imaging.models import Study
from tests.imaging.clinic import Clinic, make_clinic, make_study
from tests.imaging.studies import file_of, made_uid, make_instance
from tests.server.running import Running
from tests.server.wire import Answer

#: By the number of a study: what its images say.
PATIENTS: list[dict[str, Any]] = [
    {"PatientID": "A1", "PatientName": "Müller^Ada", "StudyDate": "20240131", "StudyTime": "0915", "Modality": "CT"},
    {
        "PatientID": "A2",
        "PatientName": "MÜLLER^Ben",
        "StudyDate": "20240201",
        "StudyTime": "091530.5",
        "Modality": "MR",
    },
    {"PatientID": "a1", "PatientName": "Wang^XiaoDong=王^小東", "StudyDate": "20240229", "StudyTime": "235959"},
    {"PatientID": "B%_", "PatientName": "O'Neill^Çelik", "StudyDate": "", "StudyTime": "", "AccessionNumber": "X*Y"},
]


def search(server: Running, clinic: Clinic, path: str) -> Answer:
    return server.call(f"/dicomweb/{path}", Authorization=f"Bearer {clinic.token}")


def value(item: Any, tag: str) -> Any:
    """The values of an attribute of an answer."""
    return item[tag].get("Value")


@pytest.fixture
def four(clinic: Clinic) -> list[Study]:
    """The studies of PATIENTS."""
    return [
        make_study(clinic, StudyInstanceUID=made_uid("four", number), **said) for number, said in enumerate(PATIENTS)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2, 3]),
        ("PatientID=A1", [0]),
        ("00100020=A1", [0]),
        ("PatientID=A%3F", [0, 1]),
        ("PatientID=%2A1", [0, 2]),
        ("PatientID=B%25_", [3]),
        ("PatientID=%25", []),
        ("PatientID=A1%20", [0]),
        ("PatientID=", [0, 1, 2, 3]),
        ("PatientID=%2A", [0, 1, 2, 3]),
        ("PatientName=" + quote("müller^*"), [0, 1]),
        ("PatientName=" + quote("Müller"), []),
        ("PatientName=" + quote("王*"), [2]),
        ("PatientName=" + quote("*çelik"), [3]),
        ("PatientName=O'Neill*", [3]),
        ("StudyDate=20240201", [1]),
        ("StudyDate=20240131-20240201", [0, 1]),
        ("StudyDate=20240201-", [1, 2]),
        ("StudyDate=-20240131", [0]),
        ("StudyTime=09", [0, 1]),
        ("StudyTime=0915", [0, 1]),
        ("StudyTime=091530.5", [1]),
        ("StudyTime=0916-", [2]),
        ("StudyTime=-0915", [0, 1]),
        ("ModalitiesInStudy=MR", [1]),
        ("ModalitiesInStudy=MR%5CUS", [1]),
        ("ModalitiesInStudy=mr", []),
        ("AccessionNumber=X%2AY", [3]),
        ("StudyDate=20240101-20241231&PatientID=A2", [1]),
        ("ReferringPhysicianName=ref%5Edoc", [0, 1, 2, 3]),
        ("PatientBirthDate=19700101-19700101", [0, 1, 2, 3]),
        ("limit=2", [0, 1]),
        ("limit=2&offset=1", [1, 2]),
        ("offset=3", [3]),
        ("offset=4", []),
        ("limit=0", []),
    ],
)
def test_a_search_finds_what_the_standard_says(
    server: Running, clinic: Clinic, four: list[Study], query: str, expected: list[int]
) -> None:
    answer = search(server, clinic, f"studies?{query}")
    assert (answer.status, answer.header("content-type")) == (200, "application/dicom+json")
    assert [value(item, "0020000D")[0] for item in answer.json] == [four[number].uid for number in expected]


def test_uids_are_separated_by_commas_or_backslashes(server: Running, clinic: Clinic, four: list[Study]) -> None:
    for separator in (",", "%5C", "%2C"):
        uids = separator.join(study.uid for study in four[1:3])
        found = search(server, clinic, f"studies?StudyInstanceUID={uids}").json
        assert [value(item, "0020000D")[0] for item in found] == [four[1].uid, four[2].uid]


@pytest.mark.parametrize(
    "query",
    [
        *("PatientAge=1", "Modality=CT", "nonsense=1", "00100099=x", "StudyDate=yesterday", "StudyTime=late"),
        *("limit=-1", "limit=x", "offset=1.5", "includefield=nonsense", "PatientName=%FF", "StudyDate=20240131-x"),
    ],
)
def test_what_cannot_be_matched_is_refused_rather_than_ignored(server: Running, clinic: Clinic, query: str) -> None:
    make_study(clinic)
    assert search(server, clinic, f"studies?{query}").status == 400


@pytest.mark.parametrize("name", ["limit", "offset"])
def test_a_number_of_a_search_is_ascii_digits(server: Running, clinic: Clinic, name: str) -> None:
    told = f"{name} must be a whole number from 0 to {2**40}, in the digits 0 to 9.\n"
    for text in ("--5", "+5", "%2B5", "9" * 5000, "1_0", "%D9%A5", "%EF%BC%95", "1e1", "5.0", "", "%205", "-1", "0x5"):
        answer = search(server, clinic, f"studies?{name}={text}")
        assert (answer.status, answer.body.decode()) == (400, told), text
    assert search(server, clinic, f"studies?{name}=0").status == 200


@pytest.mark.parametrize("name", ["limit", "offset", "fuzzymatching"])
def test_what_a_search_takes_once_is_refused_twice(server: Running, clinic: Clinic, name: str) -> None:
    value = "true" if name == "fuzzymatching" else "1"
    answer = search(server, clinic, f"studies?{name}={value}&PatientID=A1&{name}={value}")
    assert (answer.status, answer.body.decode()) == (400, f"{name} was sent 2 times: send it once.\n")


def test_fuzzy_matching_is_true_or_false(server: Running, clinic: Clinic) -> None:
    answer = search(server, clinic, "studies?fuzzymatching=1")
    assert (answer.status, answer.body) == (400, b"fuzzymatching must be true or false.\n")
    assert search(server, clinic, "studies?fuzzymatching=FALSE").status == 200


def test_conditions_of_one_attribute_are_all_met(server: Running, clinic: Clinic, four: list[Study]) -> None:
    both = search(server, clinic, "studies?StudyDate=20240101-&StudyDate=-20241231").json
    one = search(server, clinic, "studies?StudyDate=20240101-20241231").json
    assert [value(item, "0020000D") for item in both] == [value(item, "0020000D") for item in one] != []


def test_fuzzy_matching_is_honestly_declined(server: Running, clinic: Clinic, four: list[Study]) -> None:
    answer = search(server, clinic, "studies?PatientName=Muller*&fuzzymatching=true")
    assert (answer.status, answer.json) == (200, [])
    assert answer.header("warning") == (
        '299 http://localhost:8000/dicomweb "The fuzzymatching parameter is not supported. '
        'Only literal matching has been performed."'
    )
    assert search(server, clinic, "studies?fuzzymatching=false").header("warning") is None


def test_a_study_is_answered_with_its_attributes_counts_and_address(server: Running, clinic: Clinic) -> None:
    uid = made_uid("one")
    series = [made_uid("one", "series", number) for number in range(2)]
    images = [
        file_of(make_instance(StudyInstanceUID=uid, SeriesInstanceUID=series[n % 2], Modality=["CT", "SR"][n % 2]))
        for n in range(3)
    ]
    make_study(clinic, files=images)
    (found,) = search(server, clinic, "studies").json
    assert value(found, "00081190") == [f"http://localhost:8000/dicomweb/studies/{uid}"]
    assert value(found, "00080061") == ["CT", "SR"]
    assert (value(found, "00201206"), value(found, "00201208")) == ([2], [3])
    assert value(found, "00100010") == [{"Alphabetic": "Doe^Jo"}]
    assert found["00080050"] == {"vr": "SH"}
    below = search(server, clinic, f"studies/{uid}/series?Modality=SR").json
    assert [value(item, "0020000E") for item in below] == [[series[1]]]
    assert (value(below[0], "0020000D"), value(below[0], "00201209")) == ([uid], [1])
    assert "00100010" not in below[0]
    across = search(server, clinic, "series?PatientID=PAT&Modality=CT").json
    assert [value(item, "00100020") for item in across] == [["PAT"]]
    instances = search(server, clinic, f"studies/{uid}/series/{series[0]}/instances").json
    assert len(instances) == 2
    assert {value(item, "0020000E")[0] for item in instances} == {series[0]}
    assert len(search(server, clinic, f"studies/{uid}/instances?InstanceNumber=1").json) == 3
    assert len(search(server, clinic, "instances").json) == 3


def test_further_attributes_are_answered_on_request(server: Running, clinic: Clinic) -> None:
    make_study(clinic, PatientAge="040Y", Manufacturer="Acme", PatientComments="none", Rows=4)
    assert "00104000" not in search(server, clinic, "studies").json[0]
    for field in ("00104000", "PatientComments", "all", "StudyDescription,PatientComments"):
        (found,) = search(server, clinic, f"studies?includefield={field}").json
        assert value(found, "00104000") == ["none"]
    (both,) = search(server, clinic, "series?includefield=Manufacturer&includefield=PatientComments").json
    assert (value(both, "00080070"), value(both, "00104000")) == (["Acme"], ["none"])
    (instance,) = search(server, clinic, "instances?includefield=all").json
    assert value(instance, "00101010") == ["040Y"]


def test_only_the_agents_own_customer_is_searched_and_only_what_is_indexed(server: Running, clinic: Clinic) -> None:
    make_study(make_clinic(clinic.seller))
    pending = make_study(clinic, indexed=False)
    for path in ("studies", "series", "instances", f"studies/{pending.uid}/series", f"studies/{pending.uid}/instances"):
        assert search(server, clinic, path).json == []
    missing = search(server, clinic, f"studies/{made_uid('missing')}/metadata")
    hidden = search(server, clinic, f"studies/{pending.uid}/metadata")
    assert (missing.status, hidden.status, missing.body == hidden.body) == (404, 404, True)


def test_a_retrieval_takes_the_forms_that_the_standard_names_and_no_others(server: Running, clinic: Clinic) -> None:
    study = make_study(clinic)
    place = f"/dicomweb/studies/{study.uid}"
    instance = study.instances.get()
    single = f"{place}/series/{instance.series_uid}/instances/{instance.uid}"

    def status(path: str, accept: str) -> int:
        return server.call(path, Authorization=f"Bearer {clinic.token}", Accept=accept).status

    related = 'multipart/related; type="application/dicom"'
    for accept in ("*/*", related, f"{related}; transfer-syntax=*", f"image/png, {related}"):
        assert status(place, accept) == 200
    assert status(single, "application/dicom") == 200
    assert status(place, "application/dicom") == 406
    assert status(place, f"{related}; transfer-syntax=1.2.840.10008.1.2.4.50") == 406
    assert status(place, f"{related}; transfer-syntax=1.2.840.10008.1.2.1") == 200
    assert status(place, "image/jpeg") == 406
    assert status(f"{place}/metadata", "application/dicom+xml") == 406
    assert status(f"{place}/metadata", "application/json") == 200
    assert status(f"{place}/rendered", "*/*") == 404
    assert server.call(place, "DELETE", Authorization=f"Bearer {clinic.token}").status == 405
    assert server.call(place).status == 401
    answer = server.call(place, Authorization=f"Bearer {clinic.token}")
    kind = str(answer.header("content-type"))
    boundary = kind.partition("boundary=")[2]
    assert kind.startswith(related)
    assert answer.body.endswith(f"\r\n--{boundary}--\r\n".encode())
