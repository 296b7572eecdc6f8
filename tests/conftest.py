"""Fixtures that every test has."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from imaging import inspection
from imaging.report_files.judge import judgement
from partners.background import Background
from tests import databases
from tests.contract.watch import contract

__all__ = ["contract"]


@pytest.fixture(autouse=True)
def _no_background_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a thread would write a moment later, a test that is about it writes itself; others have no use for it."""
    monkeypatch.setattr(Background, "starts_threads", False)


@pytest.fixture(autouse=True)
def _documents_are_judged_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child process for each document takes a third of a second; tests that start programs have it all the same."""
    if request.node.get_closest_marker("programs") is None:
        monkeypatch.setattr(inspection, "judgement_of_child", judgement)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords(django_test_environment: None) -> Iterator[None]:
    """A real hash is made to take long, and many tests make somebody who signs in."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """Instead of pytest-django's, which migrates a database for each process."""
    name = f"test_{worker_id}"
    with django_db_blocker.unblock():
        databases.make_copy(name)
        with databases.use(name), pytest.MonkeyPatch.context() as patch:
            databases.emptying.begin()
            patch.setattr(flush.Command, "handle", databases.emptying.empty)
            yield
        databases.drop(name)


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_once() -> Iterator[None]:
    """A new test client makes new middleware, and WhiteNoise's would ask for every static file again: 16 ms."""
    found: dict[str, Any] = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def add_found(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            find(middleware)  # type: ignore[no-untyped-call]  # whitenoise has no annotations here
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_found)
        yield


@pytest.fixture(scope="module", autouse=True)
def _nothing_stays(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A server that a module's tests share may still write after the last of them was tidied up."""
    yield
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # A browser that the module shares has its event loop in this thread, and waits.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        databases.emptying.empty()
        # Django has another connection while that loop runs. A later module may end all connections but its own.
        connection.close()
