"""How an AI IDE is given the MCP server: where each keeps its servers, and what goes there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from errors_docs.surfaces import WORKSPACE


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
