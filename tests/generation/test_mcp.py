"""The MCP server, by the official client against the running server."""

import asyncio
import json
import subprocess
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from errors_docs.catalogues import catalogue_for
from errors_docs.languages import LANGUAGES
from errors_docs.surfaces import WORKSPACE
from generation.mcp.ides import IDES
from generation.tools import TOOLS
from partners.models import LoggedRequest
from partners.modes import TEST
from tests.factories import make_key, wallet_of
from tests.generation.serving import Serving
from tests.generation.workspace import IDEA, Shop, make_shop
from tests.waiting import eventually


def by_client(
    serving: Serving,
    key: str,
    test: Callable[[Client], Awaitable[Any]],
    header: str = "X-API-Key",
    prefix: str = "",
    **others: str,
) -> Any:
    """What the test gives, run with a connected client. ``others`` are headers, underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in others.items()}

    async def run() -> Any:
        http = create_mcp_http_client(headers={header: prefix + key, **named})
        address = f"http://127.0.0.1:{serving.server.port}/mcp"
        async with http, Client(streamable_http_client(address, http_client=http)) as client:
            return await test(client)

    return asyncio.run(run())


def call(serving: Serving, shop: Shop, tool: str, arguments: dict[str, Any]) -> Any:
    """One call of a tool."""
    return by_client(serving, shop.key, lambda client: client.call_tool(tool, arguments))


def test_the_tools_are_listed_with_the_schemas_that_http_has(serving: Serving) -> None:
    shop = make_shop()
    listed = by_client(serving, shop.key, lambda client: client.list_tools()).tools
    assert [tool.name for tool in listed] == [*TOOLS, "credits", "generations", "generation"]
    for tool in listed[: len(TOOLS)]:
        assert tool.input_schema == TOOLS[tool.name].input.model_json_schema(by_alias=True)
        assert f"Costs {TOOLS[tool.name].cost / 100:.2f} credits" in tool.description


def test_a_call_is_charged_and_answers_as_http_does(serving: Serving) -> None:
    shop = make_shop()
    result = call(serving, shop, "research", {"idea": IDEA})
    (generation,) = shop.generations
    assert result.is_error is False
    assert result.structured_content["data"] == generation.result
    assert result.structured_content["meta"]["creditsRemaining"] == 75
    assert (shop.money, shop.kinds) == ((75_00, 0), ["hold", "capture"])
    again = call(serving, shop, "generation", {"generationId": generation.public_id})
    assert again.structured_content["data"]["result"] == generation.result
    shown = call(serving, shop, "credits", {})
    assert shown.structured_content["data"]["available"] == 75
    past = call(serving, shop, "generations", {"limit": 1})
    assert past.structured_content["data"]["generations"][0]["id"] == generation.public_id


def test_past_generations_are_read_on_by_cursor_over_mcp_and_over_http(serving: Serving) -> None:
    shop, other = make_shop(plan="pro", credits=1000_00), make_shop()
    made = [str(shop.generate().json()["meta"]["generationId"]) for _ in range(3)][::-1]

    def listed(owner: Shop, **arguments: Any) -> Any:
        return call(serving, owner, "generations", {"limit": 1, **arguments}).structured_content

    first = listed(shop)["data"]
    cursor = first["pagination"]["nextCursor"]
    second, over_http = listed(shop, cursor=cursor)["data"], shop.get("/mcp/generations", cursor=cursor).json()["data"]
    assert [row["id"] for row in first["generations"] + second["generations"]] == made[:2]
    assert [row["id"] for row in over_http["generations"]] == made[1:]
    last = listed(shop, cursor=second["pagination"]["nextCursor"])["data"]
    assert ([row["id"] for row in last["generations"]], last["pagination"]["nextCursor"]) == (made[2:], None)
    refused = [
        listed(shop, cursor=cursor, page=1),
        listed(shop, cursor=cursor, tool="research"),
        listed(shop, cursor=cursor[:-1]),
        listed(other, cursor=cursor),
    ]
    problems = [answer["error"]["details"][0] for answer in refused]
    assert [(problem["field"], problem["code"]) for problem in problems] == [
        ("cursor", "cursor_and_page"),
        *[("cursor", "invalid_cursor")] * 3,
    ]


def test_a_test_key_gets_any_refusal_on_demand_in_the_callers_language(serving: Serving) -> None:
    shop = make_shop(mode=TEST)
    named = {"X_Simulate_Error": "generation_failed", "Accept_Language": "de"}
    result = by_client(serving, shop.key, lambda client: client.call_tool("research", {"idea": IDEA}), **named)

    entry = catalogue_for(WORKSPACE)["generation_failed"]
    error = result.structured_content["error"]
    assert result.is_error is True
    assert (error["code"], error["message"]) == (
        "generation_failed",
        entry.message_for(entry.example, LANGUAGES["de"]),
    )
    wallet = wallet_of(shop.account, TEST)
    assert (shop.generations, wallet.balance, wallet.held) == ([], 100_00, 0)


def test_a_live_key_gets_no_refusal_on_demand(serving: Serving) -> None:
    shop = make_shop()
    ask = {"X_Simulate_Error": "generation_failed"}
    result = by_client(serving, shop.key, lambda client: client.call_tool("research", {"idea": IDEA}), **ask)

    assert result.structured_content["error"]["code"] == "invalid_input"
    assert result.structured_content["error"]["details"][0]["code"] == "test_key_required"
    assert (shop.generations, shop.money) == ([], (100_00, 0))


def test_a_bearer_key_opens_it_too(serving: Serving) -> None:
    shop = make_shop()
    listed = by_client(serving, shop.key, lambda client: client.list_tools(), "Authorization", "Bearer ")
    assert len(listed.tools) == len(TOOLS) + 3


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        ("", 401, "missing_api_key"),
        ("pms_live_nonsense", 401, "malformed_api_key"),
        ("pms_live_" + "0" * 32, 401, "invalid_api_key"),
    ],
)
def test_a_bad_key_is_refused_before_mcp_in_the_envelope(serving: Serving, key: str, status: int, code: str) -> None:
    headers = {"X-API-Key": key} if key else {}
    refused = httpx2.post(f"http://127.0.0.1:{serving.server.port}/mcp", json={}, headers=headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="Workspace API"'
    assert refused.json()["error"]["requestId"] == refused.headers["X-Request-Id"]
    with pytest.raises(BaseException):  # noqa: B017, PT011  # which one is the client's own business
        by_client(serving, key or "x", lambda client: client.list_tools())


def test_refusals_carry_the_documented_error_and_charge_nothing(serving: Serving) -> None:
    shop = make_shop()
    reader = Shop(shop.account, make_shop_key(shop, ["readonly"]))
    lacking = {"requiredScope": "full", "grantedScopes": ["readonly"]}
    cases: list[tuple[Shop, str, dict[str, Any], str, Any]] = [
        (shop, "features", {"idea": IDEA}, "plan_gate", {"requiredPlan": "Starter", "currentPlan": "Free"}),
        (reader, "research", {"idea": IDEA}, "insufficient_scope", lacking),
        (shop, "generation", {"generationId": "gen_x"}, "generation_not_found", None),
    ]
    for who, tool, arguments, code, details in cases:
        result = call(serving, who, tool, arguments)
        error = result.structured_content["error"]
        assert (result.is_error, error["code"], error.get("details")) == (True, code, details)
        assert error["docs"] == f"http://localhost:8000/docs/workspace/errors/{code}?request={error['requestId']}"
        assert error["requestId"].startswith("req_")
    bad = call(serving, shop, "research", {"idea": "short", "more": 1}).structured_content["error"]
    assert (bad["code"], [problem["field"] for problem in bad["details"]]) == ("invalid_input", ["idea", "more"])
    for number in range(4):
        assert call(serving, shop, "research", {"idea": f"{IDEA}, {number}"}).is_error is False
    poor = call(serving, shop, "research", {"idea": IDEA}).structured_content["error"]
    assert (poor["code"], poor["details"]) == ("insufficient_credits", {"required": 25, "current": 0})
    assert (serving.up.asked, shop.money) == (4, (0, 0))


def make_shop_key(shop: Shop, scopes: list[str]) -> str:
    return make_key(shop.account, scopes=scopes)


def test_a_client_that_gives_up_finds_its_result_later_and_pays_once(serving: Serving) -> None:
    shop = make_shop()
    serving.up.gate.clear()

    async def give_up(client: Client) -> None:
        with pytest.raises(BaseException):  # noqa: B017, PT011  # a time-out of the client's own
            async with asyncio.timeout(2):
                await client.call_tool("research", {"idea": IDEA})

    by_client(serving, shop.key, give_up)
    serving.up.gate.set()
    eventually(lambda: shop.wallet.held == 0)
    assert (shop.money, shop.kinds) == ((75_00, 0), ["hold", "capture"])


def test_another_method_or_host_is_told_so(serving: Serving) -> None:
    address = f"http://127.0.0.1:{serving.server.port}/mcp"
    key = {"X-API-Key": make_shop().key}
    refused = httpx2.get(address, headers=key)
    assert (refused.status_code, refused.json()["error"]["code"]) == (405, "method_not_allowed")
    assert refused.headers["Allow"] == "POST"
    refused = httpx2.post(address, json={}, headers={**key, "Host": "elsewhere.example"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_host")


def test_a_call_is_counted_and_logged(serving: Serving) -> None:
    shop = make_shop()
    call(serving, shop, "features", {"idea": IDEA})
    eventually(lambda: LoggedRequest.objects.filter(account=shop.account, code="plan_gate").exists())
    logged = LoggedRequest.objects.get(code="plan_gate")
    assert (logged.surface, logged.route, logged.method, logged.status) == ("workspace", "mcp", "POST", 200)
    (line,) = serving.server.lines(logger="tollgate.access", code="plan_gate")
    assert (line["route"], line["account"]) == ("/mcp", shop.account.public_id)
    answer = httpx2.post(f"http://127.0.0.1:{serving.server.port}/mcp", json={}, headers={"X-API-Key": shop.key})
    assert answer.headers["RateLimit-Policy"] == '"requests";q=60;w=60'


def test_the_curl_line_of_the_docs_lists_the_tools_without_a_handshake(serving: Serving) -> None:
    (line,) = [ide.config for ide in IDES if ide.anchor == "other"]
    address = f"http://127.0.0.1:{serving.server.port}/mcp"
    command = line.replace("ADDRESS", address).replace("KEY", make_shop().key).replace("curl ", "curl -sS ")
    answered = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=30, check=True).stdout
    data = next(text.removeprefix("data: ") for text in answered.splitlines() if text.startswith("data: {"))
    assert [tool["name"] for tool in json.loads(data)["result"]["tools"]][: len(TOOLS)] == list(TOOLS)
