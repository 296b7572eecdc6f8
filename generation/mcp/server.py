"""The MCP server: lists the tools and serves their calls. Refusals are results that carry the documented error."""

from typing import Any, Final

import orjson
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
)

from generation.mcp.calls import Call
from generation.mcp.hints import helpful, unknown_tool
from generation.mcp.tools import SERVED

INSTRUCTIONS: Final = (
    "Turns a product idea into a plan: research, architecture, features, phases, or blueprint for all four. Each costs "
    "credits, which `credits` shows; a failure costs nothing. Results are kept: look into `generations` before you "
    "generate the same again. A refusal has `error.code`, and `error.docs` explains it."
)


async def list_tools(context: ServerRequestContext[Any], params: PaginatedRequestParams | None) -> ListToolsResult:
    """All of them, whatever the plan: a gated one says so when it is called."""
    return ListToolsResult(tools=[served.described for served in SERVED.values()])


async def call_tool(context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
    """The same envelope as over HTTP, as structured content and as text. Raises MCPError for an unknown tool."""
    served = SERVED.get(params.name)
    if served is None:
        raise unknown_tool(params.name)
    call: Call = context.request.scope["tollgate.call"]  # type: ignore[union-attr]  # the endpoint put it there
    envelope, refused = await call.answered(served.serve, dict(params.arguments or {}))
    text = orjson.dumps(envelope).decode()
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=envelope, is_error=refused)


SERVER: Final = Server[Any](
    "tollgate",
    title="Product planning tools",
    instructions=INSTRUCTIONS,
    on_list_tools=list_tools,
    on_call_tool=call_tool,
)
# The innermost: what measures calls sees what clients see.
SERVER.middleware.append(helpful)
