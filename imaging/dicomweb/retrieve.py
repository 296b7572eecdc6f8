"""WADO-RS (PS3.18, 10.4): stored files as they came, and their metadata. Nothing is transcoded or changed."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from api.statements import run
from imaging.agents import Principal
from imaging.dicomweb.accept import ranges, takes
from imaging.dicomweb.answers import DICOM_JSON, Answer, Refused
from imaging.dicomweb.rows import answer_of, encoded, measured, read_rows
from imaging.downloads import note_download
from imaging.files import pieces_of
from imaging.models import DownloadWay
from imaging.storing import DICOM

FOUND: Final = """
SELECT instance.id, instance.study_id, instance.file, instance.transfer_syntax
FROM imaging_instance instance
JOIN imaging_study study ON study.id = instance.study_id
JOIN imaging_series series ON series.id = instance.series_id
WHERE study.customer_id = %(customer)s AND study.uid = %(study)s AND instance.state = 'indexed'
  AND (%(series)s::text IS NULL OR series.uid = %(series)s)
  AND (%(instance)s::text IS NULL OR instance.uid = %(instance)s)
ORDER BY instance.id
"""
METADATA: Final = measured(
    "SELECT id AS place, attributes::text AS text FROM imaging_instance WHERE id = ANY(%(ids)s)", ["place"], ["text"]
)

#: id, study, file, transfer syntax.
Row = tuple[int, int, str, str]


def retrieve(
    principal: Principal, *, uids: Mapping[str, str | None], accept: str, address: str, request_id: str
) -> Answer:
    """The files, or with ``metadata`` the attributes, of a study, a series or an instance. Raises Refused."""
    values = {"customer": principal.customer_id, **{name: uids[name] for name in ("study", "series", "instance")}}
    found: list[Row] = run(FOUND, values)
    if not found:
        raise Refused(404, "There is no such study, series or instance.")
    if uids["metadata"]:
        answer = _metadata(found, accept, principal)
    else:
        answer = _files(found, accept, single=bool(uids["instance"]))
    note_download(
        customer_id=principal.customer_id,
        way=DownloadWay.RETRIEVE,
        subject=principal.agent_public_id,
        study_id=found[0][1],
        address=address,
        request_id=request_id,
    )
    return answer


def _metadata(found: Sequence[Row], accept: str, principal: Principal) -> Answer:
    if not takes(accept, (DICOM_JSON, "application/json")):
        raise Refused(406, f"Metadata is {DICOM_JSON}.")
    rows = read_rows(METADATA, {}, [row[0] for row in found])
    return answer_of(encoded(rows), principal)


def _files(found: Sequence[Row], accept: str, *, single: bool) -> Answer:
    accepted = ranges(accept)
    if any(_takes_parts(kind, parameters, found) for kind, parameters in accepted):
        boundary = secrets.token_hex(16)
        kind = f'multipart/related; type="{DICOM}"; boundary={boundary}'
        return Answer(content_type=kind, pieces=_parts(found, boundary))
    if single and any(kind == DICOM and _takes_syntax(parameters, found) for kind, parameters in accepted):
        return Answer(content_type=DICOM, pieces=pieces_of(found[0][2]))
    raise Refused(406, f'Files are multipart/related; type="{DICOM}", in the transfer syntax in which they came.')


def _takes_parts(kind: str, parameters: Mapping[str, str], found: Sequence[Row]) -> bool:
    if kind == "*/*" or kind == "multipart/*":
        return True
    right = kind == "multipart/related" and parameters.get("type", DICOM).lower() in (DICOM, "*/*", "application/*")
    return right and _takes_syntax(parameters, found)


def _takes_syntax(parameters: Mapping[str, str], found: Sequence[Row]) -> bool:
    """Without the parameter a client would get explicit little endian from a server that transcodes; ours doesn't."""
    asked = parameters.get("transfer-syntax", "*")
    return asked == "*" or all(syntax == asked for _, _, _, syntax in found)


def _parts(found: Sequence[Row], boundary: str) -> Iterator[bytes]:
    for _, _, file, syntax in found:
        yield f"--{boundary}\r\nContent-Type: {DICOM}; transfer-syntax={syntax}\r\n\r\n".encode()
        yield from pieces_of(file)
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()
