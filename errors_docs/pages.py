"""What each page of the site shows: the context of its template, made from the catalogues and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.text import slugify

from errors_docs.catalogue import Area, Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.detail_fields import detail_fields, details_schema
from errors_docs.endpoints import Endpoint, endpoints
from errors_docs.example import ExampleAnswer, example_answer, indented
from errors_docs.exceptions import EndpointNotFound, MissingKey
from errors_docs.languages import ENGLISH, LANGUAGES, Language, Reading
from errors_docs.navigation import ERRORS, Heading, neighbours
from errors_docs.reach import reach
from errors_docs.retries import POLICIES, Policy, policies_in_use
from errors_docs.surfaces import PARTNER, SURFACES, Surface

Context = dict[str, Any]

#: The sections of a code's page by their anchors; one without details or reasons has none of these.
SECTIONS: Final[Mapping[str, str]] = {
    "why": "Why it happens",
    "check": "Check first",
    "fix": "Fix",
    "retry": "Retry",
    "charged": "Charges",
    "example": "Example",
    "simulate": "Get it on demand",
    "details": "Details",
    "reasons": "Reasons",
    "endpoints": "Endpoints",
    "related": "Related codes",
}


@dataclass(frozen=True)
class Row:
    """A code with what its table row and its badge show."""

    entry: Entry
    url: str
    policy: Policy


@dataclass(frozen=True)
class Group:
    """An area of the error table; ``anchor`` names it in the page's address."""

    title: str
    anchor: str
    rows: Sequence[Row]


def home() -> Context:
    """The front page: what this server is, and the first three calls."""
    return {
        **_page("/"),
        "all": SURFACES.values(),
        "api": settings.BASE_URL + PARTNER.base_path,
        "prefix": settings.KEY_PREFIXES[PARTNER.name],
    }


def docs_index() -> Context:
    """All surfaces, each with whom it is for and how many codes it has."""
    cards = [
        {"surface": surface, "about": about_template(surface), "codes": len(list(catalogue_for(surface)))}
        for surface in SURFACES.values()
    ]
    return {**_page("/docs/"), "section": "index", "cards": cards}


def error_index(surface: Surface, reading: Reading) -> Context:
    """The table of all codes, the envelope round them, and when to retry."""
    return {
        **_errors_page(surface, "/errors", reading),
        "groups": groups(surface, reading),
        "count": len(list(catalogue_for(surface))),
        "success": success_envelope(surface),
        "refusal": _probe_answer(surface, reading.language),
        "probe": _probe(surface),
        "envelope_fields": envelope_fields(surface),
        "policies": policies_in_use(catalogue_for(surface)),
        "before": neighbours(surface, ERRORS.slug)[0],
        "after": neighbours(surface, ERRORS.slug)[1],
    }


def code_page(surface: Surface, entry: Entry, reading: Reading) -> Context:
    """Everything about one code, and the codes before and after it."""
    example = example_answer(surface, entry, reading.language)
    schema = details_schema(entry)
    before, after = _neighbours(surface, entry, reading)
    return {
        **_errors_page(surface, f"/errors/{entry.code}", reading),
        "entry": entry,
        "policy": POLICIES[entry.retry],
        "example": example,
        "fields": detail_fields(schema, example.details) if schema else (),
        "reasons": entry.reasons_in(reading.language),
        "reach": reach(surface, entry),
        "related": [_row(surface, catalogue_for(surface)[code], reading) for code in entry.related],
        "area_anchor": _anchor(entry.area),
        "headings": _headings(entry),
        "groups": groups(surface, reading),
        "before": before,
        "after": after,
        "simulate_path": _harmless_path(surface),
        "prefix": settings.KEY_PREFIXES[surface.name],
    }


def groups(surface: Surface, reading: Reading) -> Sequence[Group]:
    """The codes of a surface by area, as the table shows them."""
    by_area = catalogue_for(surface).by_area()
    return [
        Group(area.value, _anchor(area), [_row(surface, entry, reading) for entry in entries])
        for area, entries in by_area.items()
    ]


def about_template(surface: Surface) -> str:
    """The sentence that says whom a surface is for; every surface has one."""
    return f"docs/about/{surface.name}.html"


def success_envelope(surface: Surface) -> str:
    """The outline of a good answer, indented."""
    return indented({**surface.success_envelope, "data": {"…": "what the endpoint answers"}, **surface.beside_data})


def envelope_fields(surface: Surface) -> Mapping[str, str]:
    """The fields of a refusal and what they say, by path."""
    outer = dict.fromkeys(surface.envelope, "False on every refusal, true on every good answer.")
    return {
        **outer,
        "error.code": "The error code. Stable: branch on this and nothing else.",
        "error.message": "A sentence for people, with this request's numbers in it. Its wording may change.",
        "error.details": "Facts for programs, in a shape that the code's page gives. Left out where a code has none.",
        "error.docs": "The address of the page that explains this very code.",
        "error.requestId": "Names this one request, as the X-Request-Id header does. Quote it to the operator.",
    }


def _page(path: str) -> Context:
    return {"base_url": settings.BASE_URL, "canonical": settings.BASE_URL + path}


def _surface_page(surface: Surface, section: str, path: str) -> Context:
    return {**_page(surface.docs_path + path), "surface": surface, "section": section}


def _errors_page(surface: Surface, path: str, reading: Reading) -> Context:
    """With the same page in each language; English has the address without one."""
    asked = surface.docs_path + path
    others = [(language, Reading(language, is_chosen=True).path(asked)) for language in LANGUAGES.values()]
    own = asked if reading.language is ENGLISH else Reading(reading.language, is_chosen=True).path(asked)
    return {
        **_surface_page(surface, "errors", path),
        "canonical": settings.BASE_URL + own,
        "reading": reading,
        "language": reading.language,
        "languages": others,
        "errors_path": reading.path(f"{surface.docs_path}/errors"),
    }


def _headings(entry: Entry) -> Sequence[Heading]:
    absent = {"details"} if entry.details is None else set()
    absent |= set() if entry.reasons else {"reasons"}
    return [Heading(2, anchor, text) for anchor, text in SECTIONS.items() if anchor not in absent]


def _row(surface: Surface, entry: Entry, reading: Reading) -> Row:
    return Row(entry, reading.path(surface.error_url(entry.code)), POLICIES[entry.retry])


def _anchor(area: Area) -> str:
    return slugify(area.value)


def _harmless_path(surface: Surface) -> str:
    """An endpoint that reads and costs nothing, for simulated errors."""
    keyed = _keyed(surface)
    return surface.base_path + (keyed.path if keyed else "/")


def _probe(surface: Surface) -> str:
    """A URL that answers with a refusal to anybody who calls it without a key."""
    keyed = _keyed(surface)
    return settings.BASE_URL + surface.base_path + (keyed.path if keyed else "/")


def _probe_answer(surface: Surface, language: Language) -> ExampleAnswer:
    """What the probe answers, as its code's own page shows it."""
    refused = catalogue_for(surface).entry_for(MissingKey if _keyed(surface) else EndpointNotFound)
    assert refused is not None  # every surface publishes both
    return example_answer(surface, refused, language)


def _keyed(surface: Surface) -> Endpoint | None:
    """An endpoint that can be called as it stands but for the key, None while the surface has none."""
    return next(
        (at for at in endpoints(surface) if at.method == "GET" and at.takes_key and not at.has_parameters), None
    )


def _neighbours(surface: Surface, entry: Entry, reading: Reading) -> tuple[Row | None, Row | None]:
    shown = [None, *(row for group in groups(surface, reading) for row in group.rows), None]
    place = next(number for number, row in enumerate(shown) if row is not None and row.entry is entry)
    return shown[place - 1], shown[place + 1]
