"""What an MCP client is told that asks for a tool or a method which isn't there."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, METHOD_NOT_FOUND, CallToolRequestParams

from generation.mcp.hints import METHODS, helpful, unknown_method, unknown_tool
from generation.mcp.server import SERVER, call_tool
from generation.mcp.tools import SERVED

TOOLS = "research, architecture, features, phases, blueprint, credits, generations, generation"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("reserch", "research"),
        ("Research", "research"),
        ("generate_research", "research"),
        ("generateArchitecture", "architecture"),
        ("market_research", "research"),
        ("roadmap", "phases"),
        ("get_credits", "credits"),
        ("balance", "credits"),
        ("list_generations", "generations"),
        ("get-generation", "generation"),
        ("weather", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_an_unknown_tool_is_answered_with_the_one_that_was_meant_and_all_there_are(
    name: str, meant: str | None
) -> None:
    error = unknown_tool(name)
    assert error.code == INVALID_PARAMS
    assert error.data == {"tools": list(SERVED)} | ({} if meant is None else {"suggestion": meant})
    asked = "" if meant is None else f" Did you mean {meant}?"
    assert error.message == f"There is no such tool.{asked} There are {TOOLS}."


@pytest.mark.parametrize(
    ("method", "meant"),
    [
        ("tools/cal", "tools/call"),
        ("tool/call", "tools/call"),
        ("tools.list", "tools/list"),
        ("listTools", None),
        ("Ping", "ping"),
        ("research", "tools/call"),
        ("resources/list", None),
        ("prompts/list", None),
        ("x" * 100_000, None),
    ],
)
def test_an_unknown_method_is_answered_with_the_one_that_was_meant_and_all_there_are(
    method: str, meant: str | None
) -> None:
    error = unknown_method(method)
    assert error.code == METHOD_NOT_FOUND
    assert error.data == {"methods": list(METHODS)} | ({} if meant is None else {"suggestion": meant})
    assert error.message.startswith("Method not found.")
    assert len(error.message) < 100


def test_the_name_of_a_tool_is_told_to_go_into_a_call() -> None:
    assert unknown_method("phases").message == ("Method not found. Did you mean tools/call with the name phases?")


def test_the_server_serves_the_methods_that_it_lists() -> None:
    served = {method for method in METHODS if SERVER.get_request_handler(method) is not None}
    # The library serves the handshake itself.
    assert served | {"initialize"} == set(METHODS)


def test_a_call_of_an_unknown_tool_raises_its_error() -> None:
    context: Any = SimpleNamespace()
    with pytest.raises(MCPError, match="Did you mean research"):
        asyncio.run(call_tool(context, CallToolRequestParams(name="reserch")))


def test_the_middleware_changes_the_error_of_an_unknown_method_and_no_other() -> None:
    context: Any = SimpleNamespace(method="tools/cal")

    async def refuse(code: int) -> Any:
        raise MCPError(code, "As the library says it")

    with pytest.raises(MCPError, match="Did you mean tools/call"):
        asyncio.run(helpful(context, lambda _: refuse(METHOD_NOT_FOUND)))
    with pytest.raises(MCPError, match="As the library says it"):
        asyncio.run(helpful(context, lambda _: refuse(INVALID_PARAMS)))
    assert helpful in SERVER.middleware
