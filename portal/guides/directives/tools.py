"""The generation tools and the plans of a workspace."""

from typing import Any, Final

from errors_docs.money import format_credits
from errors_docs.surfaces import Surface
from generation.tools import TOOLS
from portal.guides.directives.arriving import vocabulary
from portal.guides.directives.operations import NONE_YET
from portal.guides.directives.table import code, table

#: Filled in as soon as the apps that serve them are there.
PLANS: Final[dict[str, dict[str, Any]]] = vocabulary("generation.defaults", "PLANS")
SERVED: Final[dict[str, Any]] = vocabulary("generation.mcp.tools", "SERVED")


def tools(surface: Surface, argument: str) -> str:
    """Each tool with its price, its deadline and the plan that it begins with."""
    rows = [
        (
            code(tool.name),
            tool.summary,
            format_credits(tool.cost),
            f"{tool.deadline_seconds} s",
            tool.lowest_plan.capitalize(),
        )
        for tool in TOOLS.values()
    ]
    return table(("Tool", "Makes", "Credits", "Deadline", "Lowest plan"), rows) if rows else NONE_YET


def mcp_tools(surface: Surface, argument: str) -> str:
    """What an MCP client lists."""
    rows = [(code(name), served.described.description or "") for name, served in SERVED.items()]
    return table(("Tool", "Does"), rows) if rows else NONE_YET


def workspace_plans(surface: Surface, argument: str) -> str:
    """The plans that a new installation starts with."""
    rows = [
        (
            plan["name"],
            format_credits(plan["monthly_credits"]),
            "no cap" if plan["regenerations"] is None else str(plan["regenerations"]),
        )
        for plan in PLANS.values()
    ]
    return table(("Plan", "Credits a month", "Regenerations of a tool in a project"), rows) if rows else NONE_YET
