"""Bounds of images and timelines that are exceeded here in small: each number is another one for the test."""

import asyncio

import orjson
import pytest
from django.utils import timezone

from imaging import multipart_body, timeline, workers
from imaging.dicomweb import search as searching
from imaging.models import Comment, TimelineLink
from imaging.multipart_body import BodyRefused, BodyTooLarge, ImageBody
from tests.imaging.clinic import BOUNDARY, Clinic, make_study, related


@pytest.mark.django_db(transaction=True)
def test_a_search_has_no_more_results_than_the_bound_and_says_that_there_are(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_RESULTS", 2)
    for _ in range(3):
        make_study(clinic)
    for query in (b"", b"limit=5"):
        answer = searching.search(clinic.token, asked={"level": "studies"}, query=query, accept="")
        assert len(orjson.loads(answer.body)) == 2
        assert "Warning" in answer.headers


def test_a_body_of_more_images_than_are_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multipart_body, "MOST_IMAGES", 2)
    body = ImageBody(BOUNDARY, 10_000)
    with pytest.raises(BodyRefused):
        body.feed(related([b"one", b"two", b"three"]))
    for file in body.files:
        file.discard()


def test_a_body_of_images_of_one_byte_too_many_is_refused() -> None:
    sent = related([b"x" * 100])
    body = ImageBody(BOUNDARY, len(sent) - 1)
    with pytest.raises(BodyTooLarge):
        body.feed(sent)
    assert body.files == []


@pytest.mark.django_db(transaction=True)
def test_a_timeline_shows_the_newest_of_each_kind(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_ENTRIES", 2)
    study = make_study(clinic)
    for text in ("first", "second", "third"):
        Comment.objects.create(customer=clinic.customer, study=study, text=text)
    link = TimelineLink.objects.create(customer=clinic.customer, study=study, expires_at=timezone.now())
    assert [entry.comment.text for entry in timeline.entries_of(link) if entry.comment] == ["third", "second"]


def test_work_in_steps_gives_its_thread_to_the_next_in_line_after_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "TURN_SECONDS", 0)
    turns: list[object] = []
    in_thread = workers.in_thread

    async def counted(work: object) -> object:
        turns.append(work)
        return await in_thread(work)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(workers, "in_thread", counted)
    asyncio.run(workers.in_turns(iter(range(5))))
    assert len(turns) == 6
