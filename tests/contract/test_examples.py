"""Each good answer of each operation and each event has an example in the document, and it is what this test got.

``make examples`` records them again after a change that is meant; the difference belongs to the review.
"""

import datetime
import json
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from api.openapi.endpoints import endpoints
from api.openapi.examples import recording_of
from api.openapi.naming import operation_id
from api.openapi.webhooks import EVENT_TYPES, event_operations
from config.environment import storage_settings
from errors_docs.example import EXAMPLE_REQUEST_ID
from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE, Surface
from imaging import links
from partners import request_log
from partners.modes import TEST
from tests.contract.answers import pointer, promise_of
from tests.contract.recording.partner import walk_partner
from tests.contract.recording.workspace import walk_workspace
from tests.factories import bearer, make_key, make_partner, make_workspace
from tests.lifecycle.clock import Clock

WALKS = {PARTNER.name: walk_partner, WORKSPACE.name: walk_workspace}
#: An endpoint of each surface that any key opens.
READ = {PARTNER.name: "/account", WORKSPACE.name: "/mcp/credits"}
by_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A morning in March 2026, long past: what the database's own clock says is told apart from it."""
    clock = Clock(datetime.datetime(2026, 3, 2, 9, 30, tzinfo=datetime.UTC))

    def seconds() -> float:
        return clock.time.timestamp()

    monkeypatch.setattr(timezone, "now", lambda: clock.time)
    monkeypatch.setattr(links, "time", SimpleNamespace(time=seconds))
    return clock


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> None:
    """Stored files go to a directory of the test's own."""
    settings.VAR_DIR = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": storage_settings(None, tmp_path / "files")}


@pytest.fixture
def database(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each statement has a time: in one transaction the database's clock stands still. The queue is emptied."""
    # What other tests' requests left in memory belongs to accounts that are gone.
    monkeypatch.setattr(request_log, "_waiting", deque(maxlen=request_log.MOST_WAITING))
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@by_surface
def test_the_examples_are_what_the_operations_answer(
    surface: Surface, database: None, clock: Clock, files: None
) -> None:
    walk = WALKS[surface.name](clock)
    got = {"answers": dict(sorted(walk.answers.items())), "events": dict(sorted(walk.events.items()))}
    if os.environ.get("RECORD"):
        recording_of(surface).write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert recorded(surface) == got, "if the change is meant, run: make examples"


@by_surface
def test_every_good_answer_has_an_example_and_there_are_no_others(surface: Surface) -> None:
    needed = {
        operation_id(found.path, found.method, found.operation): {
            str(status) for status in (found.operation.status, *found.operation.also)
        }
        for found in endpoints(surface)
    }
    assert {name: set(answers) for name, answers in recorded(surface)["answers"].items()} == needed


@by_surface
def test_every_event_has_an_example_and_there_are_no_others(surface: Surface) -> None:
    assert set(recorded(surface)["events"]) == (set(EVENT_TYPES) if surface is PARTNER else set())


@by_surface
def test_the_document_shows_the_examples_and_they_fit_its_schemas(surface: Surface) -> None:
    promise = promise_of(surface)
    for found in endpoints(surface):
        operation = promise.document["paths"][found.path][found.method.lower()]
        for status in (found.operation.status, *found.operation.also):
            example = operation["responses"][str(status)]["content"]["application/json"]["example"]
            assert list(promise.errors(pointer(found.path, found.method), status, example)) == []
    for name, event in event_operations(promise.document).items():
        content = event["requestBody"]["content"]["application/json"]
        assert content["example"]["event"] == name
        assert list(promise.misfits(content["schema"], content["example"])) == []


@pytest.mark.django_db
@by_surface
def test_the_example_of_each_code_is_what_a_test_key_gets_on_demand(surface: Surface) -> None:
    key = bearer(make_key(make_partner() if surface is PARTNER else make_workspace(), TEST))
    shown = promise_of(surface).document["components"]["examples"]
    for code, example in shown.items():
        answer = Client().get(surface.base_path + READ[surface.name], headers={**key, "X-Simulate-Error": code})
        got = answer.content.decode().replace(answer.headers["X-Request-Id"], EXAMPLE_REQUEST_ID)
        assert json.loads(got) == example["value"]
    assert len(shown) >= 20


def recorded(surface: Surface) -> dict[str, Any]:
    """What the file has."""
    found: dict[str, Any] = json.loads(recording_of(surface).read_text(encoding="utf-8"))
    return found
