"""/docs/workspace/mcp: how an AI IDE is given the MCP server, as a page and as Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from errors_docs.content_policy import PAGE_HEADERS
from errors_docs.documents import HTML, MARKDOWN, deliver, kept
from errors_docs.money import format_credits
from errors_docs.surfaces import WORKSPACE
from generation.mcp.tools import SERVED
from generation.tools import TOOLS

PATH: Final = f"{WORKSPACE.docs_path}/mcp"


@dataclass(frozen=True)
class Ide:
    """Where an IDE keeps its MCP servers, and what goes there; ADDRESS and KEY stand for this server's."""

    anchor: str
    name: str
    where: str
    language: str
    config: str

    @property
    def text(self) -> str:
        """The config for this server."""
        prefix = settings.KEY_PREFIXES[WORKSPACE.name]
        return self.config.replace("ADDRESS", settings.BASE_URL + "/mcp").replace("KEY", f"{prefix}_live_…")


IDES: Final[Sequence[Ide]] = (
    Ide(
        "claude-code",
        "Claude Code",
        "One command in a terminal. It is kept for you alone; --scope project shares it through .mcp.json.",
        "sh",
        'claude mcp add --transport http planner ADDRESS --header "X-API-Key: KEY"',
    ),
    Ide(
        "cursor",
        "Cursor",
        "In .cursor/mcp.json of a project, or ~/.cursor/mcp.json for all.",
        "json",
        """{
  "mcpServers": {
    "planner": {
      "url": "ADDRESS",
      "headers": { "X-API-Key": "KEY" }
    }
  }
}""",
    ),
    Ide(
        "vs-code",
        "VS Code",
        "In .vscode/mcp.json. VS Code asks for the key once and keeps it, so that the file can be committed.",
        "json",
        """{
  "inputs": [
    { "type": "promptString", "id": "planner-key", "description": "API key", "password": true }
  ],
  "servers": {
    "planner": {
      "type": "http",
      "url": "ADDRESS",
      "headers": { "X-API-Key": "${input:planner-key}" }
    }
  }
}""",
    ),
    Ide(
        "windsurf",
        "Windsurf",
        "In ~/.codeium/windsurf/mcp_config.json.",
        "json",
        """{
  "mcpServers": {
    "planner": {
      "serverUrl": "ADDRESS",
      "headers": { "X-API-Key": "KEY" }
    }
  }
}""",
    ),
    Ide(
        "jetbrains",
        "JetBrains IDEs",
        "In Settings, Tools, AI Assistant, Model Context Protocol: Add, then As JSON.",
        "json",
        """{
  "mcpServers": {
    "planner": {
      "url": "ADDRESS",
      "headers": { "X-API-Key": "KEY" }
    }
  }
}""",
    ),
    Ide(
        "other",
        "Anything else",
        "Any client that speaks streamable HTTP and sends headers. This lists the tools with curl.",
        "sh",
        """curl ADDRESS -H "X-API-Key: KEY" -H "Content-Type: application/json" \\
  -H "Accept: application/json, text/event-stream" \\
  -d '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'""",
    ),
)


def context() -> dict[str, Any]:
    """What the page shows: the tools from their declarations, the configs with this server's address."""
    return {
        "base_url": settings.BASE_URL,
        "canonical": settings.BASE_URL + PATH,
        "surface": WORKSPACE,
        "section": "mcp",
        "address": settings.BASE_URL + "/mcp",
        "ides": IDES,
        "tools": list(rows()),
    }


def rows() -> Iterator[tuple[str, str, str]]:
    """(name, what it does, what it costs) of each tool."""
    for name, served in SERVED.items():
        tool = TOOLS.get(name)
        says = tool.summary if tool else str(served.described.description).removesuffix(" Free.")
        yield name, says, format_credits(tool.cost) if tool else "free"


@require_safe
def mcp_page(request: HttpRequest) -> HttpResponse:
    return deliver(request, _page(), PAGE_HEADERS)


@require_safe
def mcp_markdown(request: HttpRequest) -> HttpResponse:
    return deliver(request, _markdown(), PAGE_HEADERS)


@kept(HTML)
def _page() -> str:
    return render_to_string("docs/mcp.html", context())


@kept(MARKDOWN)
def _markdown() -> str:
    return render_to_string("docs/mcp.md", context())
