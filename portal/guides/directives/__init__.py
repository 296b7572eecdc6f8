"""The live parts of a guide. ``{{ name argument… }}`` alone on a line, or within one, is replaced by Markdown.

Each directive is a function of the surface and its argument. An unknown name fails when the guides are read.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from errors_docs.surfaces import Surface
from portal.guides.directives import calls, catalogue, changes, events, limits, operations, prices, terms, tools

Directive = Callable[[Surface, str], str]

DIRECTIVES: Final[Mapping[str, Directive]] = {
    "addons": prices.add_ons,
    "answer": catalogue.answer,
    "api": terms.api,
    "base": terms.base,
    "brand": terms.brand,
    "call": calls.call,
    "changes": changes.changes,
    "codes": catalogue.codes,
    "docs": terms.docs,
    "endpoints": operations.endpoint_list,
    "events": events.events,
    "headers": events.headers,
    "ides": tools.ides,
    "key": terms.key,
    "limits": limits.limits,
    "operation": operations.operation,
    "operations": operations.operations,
    "plans": prices.plans,
    "prefix": terms.prefix,
    "retries": catalogue.retries,
    "scopes": catalogue.scopes,
    "tiers": prices.tiers,
    "tools": tools.tools,
    "upload": calls.upload,
    "mcptools": tools.mcp_tools,
    "workspaceplans": tools.workspace_plans,
}

#: Alone on a line a directive's argument may hold braces, such as JSON; within a line it may not.
_LINE: Final = re.compile(r"^\{\{ (?P<name>\w+)(?: (?P<argument>.*))? \}\}$", re.MULTILINE)
_INLINE: Final = re.compile(r"\{\{ (?P<name>\w+)(?: (?P<argument>[^{}]*))? \}\}")


class UnknownDirective(Exception):
    """A guide asks for a live part that nobody fills in."""


def check(source: str, where: str) -> None:
    """Raises UnknownDirective for a name that isn't in the table."""
    for found in (*_LINE.finditer(source), *_INLINE.finditer(source)):
        if found["name"] not in DIRECTIVES:
            raise UnknownDirective(f"{where}: {{{{ {found['name']} }}}}")


def expand(source: str, surface: Surface) -> str:
    """The text with every directive replaced."""

    def replaced(found: "re.Match[str]") -> str:
        return DIRECTIVES[found["name"]](surface, (found["argument"] or "").strip())

    return _INLINE.sub(replaced, _LINE.sub(replaced, source))
