"""Takes instances in: looks at each file, stores it, and records all of one request in one transaction.

The first instance with a UID stays. The same bytes again are a success that changes nothing; other bytes under a known
UID are refused. A study has one patient: an instance that names another is refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db import transaction

from api.statements import run, sql_beside
from imaging.dicom_file import DOES_NOT_MATCH, DUPLICATE, NOT_UNDERSTOOD, OUT_OF_RESOURCES, Identity, Unreadable
from imaging.dicom_file import identity_of as read_identity
from imaging.files import IMAGES, SpooledFile, keep, remove
from imaging.models import Study
from imaging.quota import locked_room
from imaging.tasks import enqueue

DICOM: Final = "application/dicom"
KNOWN: Final = sql_beside(__file__, "known.sql")
STORE: Final = sql_beside(__file__, "store.sql")


class KnownStudy(NamedTuple):
    """A study's row, and its patient, "" while no instance has named one."""

    id: int
    patient_id: str


@dataclass
class Arrival:
    """One part of a request. ``failure`` is a FailureReason, 0 for what is stored now or was before."""

    spooled: SpooledFile
    identity: Identity | None = None
    failure: int = 0
    #: Its name in the storage, "" while it has none.
    name: str = ""
    #: A row has the name.
    owned: bool = False


def examine(files: Iterable[SpooledFile], study_uid: str | None) -> list[Arrival]:
    """Looks at each part and stores what may be kept. It asks no database, so it may take long."""
    arrivals: list[Arrival] = []
    for _ in examining(arrivals, files, study_uid):
        pass
    return arrivals


def examining(arrivals: list[Arrival], files: Iterable[SpooledFile], study_uid: str | None) -> Iterator[None]:
    """As ``examine``, a step for each part: a body may have thousands, and others wait for the same threads."""
    for file in files:
        arrivals.append(_look(file, study_uid))
        yield
    _refuse_twins(arrivals)
    for arrival in arrivals:
        if not arrival.failure and arrival.identity is not None:
            arrival.name = keep(arrival.spooled, IMAGES, "dcm")
            yield


@transaction.atomic
def record(customer_id: int, arrivals: Sequence[Arrival]) -> None:
    """Makes what was stored the customer's, as far as it fits, and has it indexed. Says of each what failed."""
    good = [arrival for arrival in arrivals if not arrival.failure]
    if not good:
        return
    room = locked_room(customer_id)
    known, studies = _known(customer_id, good)
    new = [arrival for arrival in good if _is_new(arrival, known, studies)]
    fitting = _fitting(new, room)
    if fitting:
        rows = run(STORE, {"customer": customer_id, **_columns(fitting, studies)})
        for arrival in fitting:
            arrival.owned = True
        enqueue([row[0] for row in rows])


def forget(arrivals: Iterable[Arrival]) -> None:
    """Removes what was stored and is nobody's."""
    for _ in forgetting(arrivals):
        pass


def forgetting(arrivals: Iterable[Arrival]) -> Iterator[None]:
    """As ``forget``, a step for each part."""
    for arrival in arrivals:
        arrival.spooled.discard()
        if arrival.name and not arrival.owned:
            remove(arrival.name)
        yield


def _look(file: SpooledFile, study_uid: str | None) -> Arrival:
    file.close()
    if file.content_type not in ("", DICOM, "application/octet-stream"):
        return Arrival(file, failure=NOT_UNDERSTOOD)
    try:
        with file.path.open("rb") as opened:
            identity = read_identity(opened)
    except Unreadable as wrong:
        return Arrival(file, failure=wrong.reason)
    differs = study_uid is not None and identity.study_uid != study_uid
    return Arrival(file, identity, failure=DOES_NOT_MATCH if differs else 0)


def _refuse_twins(arrivals: list[Arrival]) -> None:
    """Of two parts with one UID in one request the first counts; the second is a success if it is the same."""
    seen: dict[str, Arrival] = {}
    for arrival in arrivals:
        if arrival.failure or arrival.identity is None:
            continue
        earlier = seen.setdefault(arrival.identity.uid, arrival)
        if earlier.spooled.sha256 != arrival.spooled.sha256:
            arrival.failure = DUPLICATE


def _known(customer_id: int, good: Sequence[Arrival]) -> tuple[dict[str, bytes], dict[str, KnownStudy]]:
    """The hashes of instances that are stored already, and the studies that all belong to, both by UID."""
    identities = [arrival.identity for arrival in good if arrival.identity]
    patients: dict[str, str] = {}
    for identity in identities:
        patients[identity.study_uid] = patients.get(identity.study_uid) or identity.patient_id
    uids = [identity.uid for identity in identities]
    rows = run(KNOWN, {"customer": customer_id, "instances": uids, "studies": list(patients)})
    hashes = {uid: bytes(digest) for uid, digest, study_id, _ in rows if study_id is None}
    studies = {uid: KnownStudy(study_id, patient) for uid, _, study_id, patient in rows if study_id is not None}
    return hashes, {uid: _settled(customer_id, uid, patient, studies.get(uid)) for uid, patient in patients.items()}


def _settled(customer_id: int, uid: str, patient: str, known: KnownStudy | None) -> KnownStudy:
    """A study whose patient is settled: one that is new is the patient's of its first instance that names one."""
    if known is None:
        return KnownStudy(Study.objects.create(customer_id=customer_id, uid=uid, patient_id=patient).pk, patient)
    if known.patient_id or not patient:
        return known
    Study.objects.filter(pk=known.id).update(patient_id=patient)
    return KnownStudy(known.id, patient)


def _is_new(arrival: Arrival, known: dict[str, bytes], studies: dict[str, KnownStudy]) -> bool:
    identity = arrival.identity
    assert identity is not None
    study = studies[identity.study_uid]
    if identity.patient_id and identity.patient_id != study.patient_id:
        arrival.failure = DOES_NOT_MATCH
    elif (stored := known.setdefault(identity.uid, b"")) != b"":
        arrival.failure = 0 if stored == arrival.spooled.sha256 else DUPLICATE
    else:
        known[identity.uid] = arrival.spooled.sha256
        return True
    return False


def _fitting(new: Sequence[Arrival], room: int) -> list[Arrival]:
    fitting = []
    for arrival in new:
        if arrival.spooled.size > room:
            arrival.failure = OUT_OF_RESOURCES
            continue
        room -= arrival.spooled.size
        fitting.append(arrival)
    return fitting


def _columns(fitting: Sequence[Arrival], studies: dict[str, KnownStudy]) -> dict[str, Any]:
    """The arrays of store.sql."""
    pairs = [(arrival, arrival.identity) for arrival in fitting if arrival.identity is not None]
    return {
        "studies": [studies[identity.study_uid].id for _, identity in pairs],
        "uids": [identity.uid for _, identity in pairs],
        "series": [identity.series_uid for _, identity in pairs],
        "classes": [identity.class_uid for _, identity in pairs],
        "syntaxes": [identity.transfer_syntax for _, identity in pairs],
        "files": [arrival.name for arrival, _ in pairs],
        "sizes": [arrival.spooled.size for arrival, _ in pairs],
        "hashes": [arrival.spooled.sha256 for arrival, _ in pairs],
    }
