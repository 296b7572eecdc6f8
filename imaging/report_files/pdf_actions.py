"""Actions of a PDF (ISO 32000-2, 12.6): which run by themselves, and which wait for a click or for an input."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from imaging.report_files.links import refuse_running
from imaging.report_files.refusal import ACTIVE, EMBEDDED, TOO_COMPLEX, NotADocument

#: What only changes the view.
VIEWS: Final = frozenset({"/GoTo", "/GoToDp", "/Named", "/SetOCGState", "/Hide", "/Trans"})
#: What a reader does after a click, most of it only after a question.
CLICKED: Final = VIEWS | {
    "/URI",
    "/GoToR",
    "/GoToE",
    "/SubmitForm",
    "/ResetForm",
    "/Thread",
    "/Sound",
    "/Movie",
    "/Rendition",
}
SCRIPT: Final = "/JavaScript"
#: Never: each starts a program, reads a file of the reader's, or plays what is a program itself.
NEVER: Final = {"/Launch": ACTIVE, "/ImportData": ACTIVE, "/RichMediaExecute": EMBEDDED}
#: Of a field (12.6.3, table 199): while it is filled in, formatted, validated and calculated from others.
FILLING: Final = frozenset({"/K", "/F", "/V", "/C"})
PRESSING: Final = frozenset({"/D", "/U"})
#: Of an annotation, a page and the document: all others run by themselves, or when the pointer passes.
OTHERS: Final = frozenset(
    {"/E", "/X", "/Fo", "/Bl", "/PO", "/PC", "/PV", "/PI", "/O", "/WC", "/WS", "/DS", "/WP", "/DP"}
)
MOST_IN_CHAIN: Final = 1000


@dataclass(frozen=True)
class Triggers:
    """The entries of a dictionary that may hold actions."""

    entries: Mapping[str, Any]
    is_page: bool

    @property
    def is_field(self) -> bool:
        """Whether a person fills it in or presses it."""
        is_widget = _name(self.entries.get("/Subtype")) == "/Widget"
        return not self.is_page and (
            is_widget or "/FT" in self.entries or ("/T" in self.entries and "/Kids" in self.entries)
        )


def refuse_action(entries: Mapping[str, Any]) -> None:
    """Raise NotADocument for an action that is not taken wherever it is."""
    kind = _name(entries.get("/S"))
    if kind in NEVER:
        raise NotADocument(f"a PDF with a {kind} action", NEVER[kind], f"the action {kind[1:]}")
    if kind == "/URI" and isinstance(entries.get("/URI"), pikepdf.String):
        refuse_running(bytes(entries["/URI"]).decode("latin-1"), "hyperlink")
    if kind == "/Rendition" and "/JS" in entries:
        raise NotADocument("a PDF with a script", ACTIVE, "a script in a rendition")
    if "/OnInstantiate" in entries:
        raise NotADocument("a PDF with a script", ACTIVE, "a script in a 3D model")


def refuse_triggers(triggers: Triggers) -> None:
    """Raise NotADocument for an action that a trigger of this dictionary may not run."""
    entries = triggers.entries
    _refuse("OpenAction", entries.get("/OpenAction"), VIEWS)
    for step in ("/PA", "/NA"):
        _refuse(step[1:], entries.get(step), VIEWS)
    _refuse("A", entries.get("/A"), CLICKED | {SCRIPT} if triggers.is_field else CLICKED)
    additional = entries.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        for event, action in additional.items():
            _refuse(f"AA {event[1:]}", action, _allowed(event, triggers)) if _is_event(event) else None
    _refuse_named_scripts(entries.get("/JavaScript"))


def _is_event(event: str) -> bool:
    return event in OTHERS or event in FILLING or event in PRESSING


def _allowed(event: str, triggers: Triggers) -> frozenset[str]:
    if event in PRESSING and not triggers.is_page:
        return CLICKED | {SCRIPT} if triggers.is_field else CLICKED
    if event in FILLING and triggers.is_field:
        return VIEWS | {SCRIPT}
    return VIEWS


def _refuse(where: str, action: Any, allowed: frozenset[str]) -> None:
    for kind in _kinds(action):
        if kind not in allowed:
            named = kind[1:] if kind in CLICKED or kind == SCRIPT or kind in NEVER else "an unknown action"
            raise NotADocument(f"a PDF that acts by itself: {where}", ACTIVE, f"{where} with {named}")


def _kinds(action: Any) -> Iterator[str]:
    """Yield the kind of an action and of each that follows it. A destination is none."""
    waiting, seen, count = [action], set(), 0
    while waiting:
        at = waiting.pop()
        if isinstance(at, pikepdf.Array):
            waiting += [child for child in at if isinstance(child, (pikepdf.Dictionary, pikepdf.Stream))]
        if not isinstance(at, (pikepdf.Dictionary, pikepdf.Stream)) or "/S" not in at:
            continue
        if at.is_indirect and at.objgen in seen:
            continue
        seen.add(at.objgen)
        count += 1
        if count > MOST_IN_CHAIN:
            raise NotADocument("a PDF with too many actions", TOO_COMPLEX, "too many actions")
        yield _name(at.get("/S"))
        waiting.append(at.get("/Next"))


def _refuse_named_scripts(tree: Any) -> None:
    """All scripts of this name tree run when the document is opened."""
    if not isinstance(tree, pikepdf.Dictionary):
        return
    if any(isinstance(tree.get(key), pikepdf.Array) and len(tree[key]) for key in ("/Names", "/Kids")):
        raise NotADocument("a PDF with scripts of the document", ACTIVE, "JavaScript of the document")


def _name(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""
