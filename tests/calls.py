"""Calls of the Partner API as a client makes them, and what tests read from its answers."""

from typing import Any

from django.test import Client

from errors_docs.surfaces import PARTNER

BASE = PARTNER.base_path


class Api:
    """A client with one key, or none. A crash is raised in the test, unless it shall be answered as clients see it."""

    def __init__(self, key: str = "", *, address: str = "127.0.0.1", crashes_are_answered: bool = False) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.client = Client(headers=headers, REMOTE_ADDR=address, raise_request_exception=not crashes_are_answered)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
        """GET of a path below the base path, with a query string."""
        return self.client.get(BASE + path, query, headers=headers)

    def post(self, path: str, body: Any = b"", headers: dict[str, str] | None = None) -> Any:
        """POST of a JSON body: bytes as they are, anything else encoded."""
        return self.client.post(BASE + path, body, content_type="application/json", headers=headers)

    def patch(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        """PATCH, with a body as POST takes it."""
        return self.client.patch(BASE + path, body, content_type="application/json", headers=headers)

    def head(self, path: str, headers: dict[str, str] | None = None) -> Any:
        """HEAD of a path below the base path."""
        return self.client.head(BASE + path, headers=headers)

    def delete(self, path: str, headers: dict[str, str] | None = None) -> Any:
        """DELETE without a body; a query string stands in the path."""
        return self.client.delete(BASE + path, headers=headers)


def code(response: Any) -> str:
    """``error.code`` of a refusal."""
    return str(response.json()["error"]["code"])


def details(response: Any) -> Any:
    """``error.details`` of a refusal."""
    return response.json()["error"]["details"]


def problems(response: Any) -> list[tuple[str, str]]:
    """(field, code) of each problem of a VALIDATION_FAILED."""
    assert code(response) == "VALIDATION_FAILED"
    assert response.status_code == 400
    return [(problem["field"], problem["code"]) for problem in details(response)]


def replayed_body(first: Any, request_id: str) -> Any:
    """The body of a replay to a request, as JSON: that of the first answer, with the request's id in its envelope."""
    if "error" in first:
        docs, _, _ = first["error"]["docs"].partition("?request=")
        return {**first, "error": {**first["error"], "docs": f"{docs}?request={request_id}", "requestId": request_id}}
    return {**first, "meta": {**first["meta"], "requestId": request_id}} if "meta" in first else first


def without_request_id(response: Any) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of an answer, its request id taken out of them."""
    request_id = response.headers["X-Request-Id"]
    headers = {name: value.replace(request_id, "") for name, value in response.headers.items()}
    return response.status_code, response.content.replace(request_id.encode(), b""), headers
