"""What was probably meant by a tool or a method that this server doesn't have, in the words of JSON-RPC errors."""

from collections.abc import Mapping
from typing import Any, Final

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, METHOD_NOT_FOUND

from errors_docs.path_words import OTHER_WORDS
from foundation.nearest import nearest, plain
from generation.mcp.tools import SERVED

#: What a client may ask of this server.
METHODS: Final = ("initialize", "ping", "tools/list", "tools/call")
#: Words that other servers put before a tool's name.
VERBS: Final = ("generate", "get", "list", "read", "create", "run", "call")

#: By a word, in plain form: the tools that it may stand for.
TOOL_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    **{word: (tool,) for tool in SERVED for word in OTHER_WORDS.get(tool, ())},
    **{verb + plain(tool): (tool,) for tool in SERVED for verb in VERBS},
    **dict.fromkeys(("balance", "account", "wallet"), ("credits",)),
    **dict.fromkeys(("plan", "all", "everything"), ("blueprint",)),
}


def unknown_tool(name: str) -> MCPError:
    """Return the error of a tool that isn't there: the tools that are, and the one that was probably meant."""
    meant = nearest(name, SERVED, TOOL_SYNONYMS)
    did_you_mean = "" if meant is None else f" Did you mean {meant}?"
    data = {"tools": list(SERVED)} | ({} if meant is None else {"suggestion": meant})
    return MCPError(INVALID_PARAMS, f"There is no such tool.{did_you_mean} There are {', '.join(SERVED)}.", data)


def unknown_method(method: str) -> MCPError:
    """Return the error of a method that isn't served. The name of a tool is not a method but the name of a call."""
    if method in SERVED:
        return _unknown_method("tools/call", f" Did you mean tools/call with the name {method}?")
    meant = nearest(method, METHODS)
    return _unknown_method(meant, "" if meant is None else f" Did you mean {meant}?")


async def helpful(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """A middleware of the MCP library, which says of an unknown method only that it wasn't found."""
    try:
        return await call_next(ctx)
    except MCPError as refused:
        if refused.code != METHOD_NOT_FOUND:
            raise
        raise unknown_method(ctx.method) from refused


def _unknown_method(meant: str | None, did_you_mean: str) -> MCPError:
    data = {"methods": list(METHODS)} | ({} if meant is None else {"suggestion": meant})
    return MCPError(METHOD_NOT_FOUND, f"Method not found.{did_you_mean}", data)
