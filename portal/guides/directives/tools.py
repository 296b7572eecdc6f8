"""The generation tools and the plans of a workspace."""

from errors_docs.money import format_credits
from errors_docs.surfaces import Surface
from generation.defaults import PLANS
from generation.mcp.ides import IDES
from generation.mcp.tools import SERVED
from generation.tools import TOOLS
from portal.guides.directives.table import code, table


def tools(surface: Surface, argument: str) -> str:
    """Each tool with its price, its deadline and the plan that it begins with."""
    rows = [
        (
            code(tool.name),
            tool.summary,
            format_credits(tool.cost),
            f"{tool.deadline_seconds} s",
            PLANS[tool.lowest_plan]["name"],
        )
        for tool in TOOLS.values()
    ]
    return table(("Tool", "Makes", "Credits", "Deadline", "Lowest plan"), rows)


def mcp_tools(surface: Surface, argument: str) -> str:
    """What an MCP client lists."""
    rows = [
        (
            code(name),
            (served.described.description or "").removesuffix(" Free."),
            format_credits(TOOLS[name].cost) if name in TOOLS else "free",
        )
        for name, served in SERVED.items()
    ]
    return table(("Tool", "Does", "Credits"), rows)


def ides(surface: Surface, argument: str) -> str:
    """What each AI IDE is told, to be pasted."""
    return "\n\n".join(f"### {ide.name}\n\n{ide.where}\n\n```{ide.language}\n{ide.text}\n```" for ide in IDES)


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
    return table(("Plan", "Credits a month", "Regenerations of a tool in a project"), rows)
