"""Watches every test: each answer that Django's test client gets below /api/ must be what the OpenAPI document says."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import AsyncClient, Client

from tests.contract.answers import Answer, broken_promises

contract_logger = logging.getLogger("tollgate.contract")


class Undeclared(logging.Handler):
    """Keeps what api.views logs when an endpoint raises an error that it doesn't declare."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture(autouse=True)
def contract(monkeypatch: pytest.MonkeyPatch) -> Iterator[Undeclared]:
    """Holds for all tests without being asked for. A test that provokes an undeclared error clears ``messages``."""
    _check_answers(monkeypatch)
    undeclared = Undeclared()
    contract_logger.addHandler(undeclared)
    yield undeclared
    contract_logger.removeHandler(undeclared)
    if undeclared.messages:
        pytest.fail("\n".join(undeclared.messages))


def check(request: HttpRequest, response: HttpResponseBase) -> None:
    """Raises AssertionError, naming each difference, if an answer breaks its document's promise."""
    answer = Answer(
        method=str(request.method),
        path=request.path,
        status=response.status_code,
        headers=dict(response.items()),
        body=response.content if isinstance(response, HttpResponse) else b"",
        simulated=getattr(request, "simulated_error", False),
    )
    broken = broken_promises(answer)
    if broken:
        raise AssertionError("\n".join([f"{answer.method} {answer.path} answered {answer.status}:", *broken]))


def _check_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test client, DRF's included, sends its requests through these two methods."""
    send, send_async = Client.request, AsyncClient.request

    def checked(client: Client, **request: Any) -> HttpResponseBase:
        response = send(client, **request)
        check(response.wsgi_request, response)
        return response

    async def checked_async(client: AsyncClient, **request: Any) -> HttpResponseBase:
        response = await send_async(client, **request)
        check(response.asgi_request, response)
        return response

    monkeypatch.setattr(Client, "request", checked)
    monkeypatch.setattr(AsyncClient, "request", checked_async)
