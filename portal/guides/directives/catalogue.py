"""Codes, retries and scopes."""

import json

from errors_docs.catalogue import Area
from errors_docs.catalogues import catalogue_for
from errors_docs.example import example_answer
from errors_docs.retries import policies_in_use
from errors_docs.surfaces import Surface
from partners.scopes import SCOPES
from portal.guides.directives.table import code, table


def codes(surface: Surface, argument: str) -> str:
    """A table of codes: those that are named, or of an area of the error table (``area Imaging``), or all."""
    catalogue = catalogue_for(surface)
    if argument.startswith("area "):
        wanted = [entry for entry in catalogue if entry.area is Area(argument.removeprefix("area "))]
    else:
        wanted = [catalogue[name] for name in argument.split()] or list(catalogue)
    rows = [
        (
            link(surface, entry.code),
            str(entry.status),
            entry.when,
            entry.retry.value[:1].upper() + entry.retry.value[1:],
        )
        for entry in wanted
    ]
    return table(("Code", "Status", "When", "Retry"), rows)


def link(surface: Surface, name: str) -> str:
    """A code that leads to its page."""
    return f"[`{name}`]({surface.error_url(name)})"


def retries(surface: Surface, argument: str) -> str:
    """What a client does after each code, by policy."""
    rows = [
        (row.policy.label, row.policy.advice, " ".join(link(surface, entry.code) for entry in row.entries))
        for row in policies_in_use(catalogue_for(surface))
    ]
    return table(("Retry", "What a client does", "Codes"), rows)


def scopes(surface: Surface, argument: str) -> str:
    """Every scope and what it allows."""
    return table(("Scope", "Allows to"), [(code(scope.name), scope.allows) for scope in SCOPES[surface.name]])


def answer(surface: Surface, argument: str) -> str:
    """The example answer of a code, as it goes over the wire."""
    example = example_answer(surface, catalogue_for(surface)[argument])
    return f"```json\n{json.dumps(example.envelope, indent=2, ensure_ascii=False)}\n```"
