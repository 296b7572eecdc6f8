"""STOW-RS (PS3.18, 10.5): a body of any size, in bounded memory, and an answer that names each instance.

No status that a client would retry on its own (408, 429, 503, 504): on a body without a length the retry sends nothing.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import orjson
from django.conf import settings

from errors_docs.exceptions import StorageFull
from foundation.asgi import Receive, Scope, header
from foundation.content_coding import IDENTITY, is_identity
from foundation.pace import TooSlow
from imaging.agents import Principal
from imaging.bodies import BrokenOff, pieces
from imaging.dicom_json import Json, attribute
from imaging.dicomweb.accept import takes
from imaging.dicomweb.answers import DICOM_JSON, Answer, Refused
from imaging.multipart_body import BodyRefused, BodyTooLarge, ImageBody, media_type
from imaging.on_the_way import Upload, counted
from imaging.quota import room_in_test_mode
from imaging.shares import share_of_customer
from imaging.storing import DICOM, Arrival, examining, forgetting, record
from imaging.workers import in_thread, in_turns
from partners.modes import TEST

Run = Callable[..., Any]


async def store(principal: Principal, study_uid: str | None, scope: Scope, receive: Receive, run: Run) -> Answer:
    """Takes the body and answers. Raises Refused."""
    boundary = refuse_head(scope)
    async with share_of_customer(principal.account_id, principal.customer_id):
        body, arrivals = _body(boundary), list[Arrival]()
        room = (
            await run(partial(room_in_test_mode, principal.account_id), begun=True) if principal.mode == TEST else None
        )
        try:
            with counted(principal.account_id, room) as upload:
                await _receive(body, arrivals, study_uid, receive, upload)
            # A body of thousands of images keeps its thread for seconds.
            await run(partial(record, principal.customer_id, arrivals), begun=True, patient=True)
        finally:
            await in_turns(_ending(body, arrivals))
    return answer_of(arrivals)


def refuse_head(scope: Scope) -> str:
    """The boundary of the body. Raises Refused for what the headers alone rule out."""
    if not takes(header(scope, b"accept"), (DICOM_JSON, "application/json")):
        raise Refused(406, f"The answer is {DICOM_JSON}.")
    kind, parameters = media_type(header(scope, b"content-type"))
    if kind != "multipart/related" or parameters.get("type", DICOM).lower() != DICOM:
        raise Refused(415, f'The body must be multipart/related; type="{DICOM}".')
    if not is_identity(header(scope, b"content-encoding")):
        raise Refused(415, "The body must not be compressed.", {"Accept-Encoding": IDENTITY})
    length = header(scope, b"content-length")
    if length.isdecimal() and int(length) > settings.MAX_STOW_BYTES:
        raise _too_large()
    if not parameters.get("boundary"):
        raise Refused(400, "The Content-Type names no boundary.")
    return parameters["boundary"]


def answer_of(arrivals: list[Arrival]) -> Answer:
    """200 if all are stored, 202 if some are, 409 if none is; each instance is in one of the sequences."""
    stored = [arrival for arrival in arrivals if not arrival.failure]
    status = 200 if len(stored) == len(arrivals) else 202 if stored else 409
    body = orjson.dumps(_described(arrivals), option=orjson.OPT_SORT_KEYS)
    return Answer(status, DICOM_JSON, body)


def _body(boundary: str) -> ImageBody:
    try:
        return ImageBody(boundary, settings.MAX_STOW_BYTES)
    except BodyRefused as wrong:
        raise Refused(400, f"{wrong}") from wrong


async def _receive(
    body: ImageBody, arrivals: list[Arrival], study_uid: str | None, receive: Receive, upload: Upload
) -> None:
    """Have the parts looked at and stored."""
    try:
        async for piece in pieces(receive):
            upload.count(len(piece))
            await in_thread(partial(body.feed, piece))
        await in_turns(_examining(body, arrivals, study_uid))
    except BodyTooLarge as too_large:
        raise _too_large() from too_large
    except StorageFull as full:
        raise Refused(413, f"In test mode an account stores at most {full.quota_gb} GB, uploads included.") from full
    except BodyRefused as wrong:
        raise Refused(400, f"{wrong}") from wrong
    except BrokenOff as cut:
        raise Refused(400, "The body ended before it was complete.") from cut
    except TooSlow as late:
        raise Refused(400, f"The body came too slowly: this took {late.waited:.0f} seconds of waiting.") from late


def _examining(body: ImageBody, arrivals: list[Arrival], study_uid: str | None) -> Iterator[None]:
    yield from examining(arrivals, body.finish(), study_uid)


def _ending(body: ImageBody, arrivals: list[Arrival]) -> Iterator[None]:
    yield from forgetting(arrivals)
    for file in body.files:
        file.discard()
        yield


def _described(arrivals: list[Arrival]) -> Json:
    named = [arrival for arrival in arrivals if arrival.identity is not None]
    answer: Json = {}
    studies = {arrival.identity.study_uid for arrival in named if arrival.identity and not arrival.failure}
    if len(studies) == 1:
        answer["00081190"] = attribute("UR", study_url(studies.pop()))
    sequences = {
        "00081199": [_stored(arrival) for arrival in named if not arrival.failure],
        "00081198": [_failed(arrival) for arrival in named if arrival.failure],
        # Failures that no instance can be named for (Other Failures Sequence).
        "0008119A": [_reason(arrival) for arrival in arrivals if arrival.identity is None],
    }
    return answer | {tag: attribute("SQ", *items) for tag, items in sequences.items() if items}


def _stored(arrival: Arrival) -> Json:
    identity = arrival.identity
    assert identity is not None
    url = f"{study_url(identity.study_uid)}/series/{identity.series_uid}/instances/{identity.uid}"
    return {**_named(arrival), "00081190": attribute("UR", url)}


def _failed(arrival: Arrival) -> Json:
    return {**_named(arrival), **_reason(arrival)}


def _named(arrival: Arrival) -> Json:
    assert arrival.identity is not None
    return {"00081150": attribute("UI", arrival.identity.class_uid), "00081155": attribute("UI", arrival.identity.uid)}


def _reason(arrival: Arrival) -> Json:
    return {"00081197": attribute("US", arrival.failure)}


def study_url(study_uid: str) -> str:
    """Where a study is retrieved; from the setting, because clients may send any Host."""
    return f"{settings.BASE_URL}/dicomweb/studies/{study_uid}"


def _too_large() -> Refused:
    return Refused(413, f"One request may have {settings.MAX_STOW_BYTES} bytes.")
