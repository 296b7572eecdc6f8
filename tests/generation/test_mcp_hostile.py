"""Whatever is sent to /mcp is answered in bounded time, by a status below 500 and, where an answer is due, with one."""

import json
from typing import Any, Final

import httpx2
import pytest

from partners.models import RateWindow
from tests.generation.serving import Serving
from tests.generation.workspace import IDEA, make_shop

ACCEPT: Final = "application/json, text/event-stream"
#: Versions of the protocol: with a handshake, and the one without, which another part of the library serves.
VERSIONS: Final = ("", "2025-06-18", "2026-07-28", "x")
WRONG: Final[tuple[Any, ...]] = (None, True, 1.5, 10**30, "", "\0", "x" * 10_000, [], [1], {}, {"\0": 1}, [[[[1]]]])
METHODS: Final = ("initialize", "ping", "tools/list", "tools/call", "resources/list", "\0", "x" * 10_000)


def deep(depth: int) -> str:
    return "[" * depth + "]" * depth


def messages() -> list[bytes]:
    """Requests, each with something wrong; all of them have an id that must be answered."""
    tools = ("research", "credits", "generations", "generation", "\0", "")
    calls: list[Any] = [{"name": name, "arguments": wrong} for name in tools for wrong in WRONG]
    calls += [{"name": "generations", "arguments": {name: wrong}} for name in ("page", "projectId") for wrong in WRONG]
    calls += [{"name": "generation", "arguments": {"generationId": wrong}} for wrong in WRONG]
    calls += [{"name": "research", "arguments": {"idea": IDEA, "context": wrong}} for wrong in WRONG]
    calls += [{"name": wrong, "arguments": {}} for wrong in WRONG]
    calls += [{"name": "credits", "_meta": {"progressToken": wrong}} for wrong in WRONG]
    asked = [("tools/call", call) for call in calls]
    asked += [(method, wrong) for method in METHODS for wrong in WRONG]
    sent = [json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": given}) for method, given in asked]
    call = '{"jsonrpc":"2.0","id":1.0,"method":"tools/call","params":{"name":"credits","arguments":{"x":%s}}}'
    return [text.encode() for text in (*sent, *(call % value for value in ("1e999", deep(150), deep(500), deep(5000))))]


def answer_of(response: httpx2.Response) -> Any:
    """The JSON-RPC answer, from JSON or from an event stream; None for none."""
    if response.headers.get("content-type", "").startswith("text/event-stream"):
        data = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: {")]
        return json.loads(data[-1]) if data else None
    return response.json() if response.content else None


@pytest.mark.parametrize(
    "version", [VERSIONS[0], *(pytest.param(each, marks=pytest.mark.thorough) for each in VERSIONS[1:])]
)
def test_every_request_is_answered(serving: Serving, version: str) -> None:
    shop = make_shop()
    headers = {"X-API-Key": shop.key, "Accept": ACCEPT, "Content-Type": "application/json"}
    headers |= {"MCP-Protocol-Version": version} if version else {}
    unanswered = []
    with httpx2.Client(timeout=20) as client:
        for body in messages():
            RateWindow.objects.all().delete()
            response = client.post(f"http://127.0.0.1:{serving.server.port}/mcp", content=body, headers=headers)
            answer = answer_of(response)
            code = ((answer or {}).get("result") or {}).get("structuredContent", {}).get("error", {}).get("code")
            if response.status_code >= 500 or not answer or code == "internal_error":
                unanswered.append((body[:160], response.status_code, code))
    assert unanswered == []
    assert serving.server.lines_now(level="ERROR") == []
