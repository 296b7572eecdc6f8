"""The objects of a PDF as a reader has them: qpdf undoes object streams, compression, escapes, and an empty password.

Every object is looked at, whatever refers to it, in the file as it is and as it was before each of its updates: a
reader can show those, too.
"""

import io
import re
from typing import Any, Final

import pikepdf
from pikepdf.settings import set_qpdf_limits

from imaging.report_files.package import Look
from imaging.report_files.pdf_actions import Triggers, refuse_action, refuse_triggers
from imaging.report_files.pdf_contents import Contents
from imaging.report_files.refusal import ENCRYPTED, TOO_COMPLEX, UNREADABLE, NotADocument

MOST_OBJECTS: Final = 200_000
MOST_REVISIONS: Final = 50
#: Arrays and dictionaries inside of each other.
LARGEST_NESTING: Final = 100
#: One stream, decoded: an object stream, an attachment or a form.
LARGEST_STREAM: Final = 64 * 1024 * 1024
MOST_FILTERS: Final = 5
REVISION_END: Final = re.compile(rb"%%EOF")
#: What qpdf remarks on in files that every reader shows as they are.
HARMLESS: Final = ("extraneous whitespace seen before xref",)

set_qpdf_limits(
    parser_max_nesting=LARGEST_NESTING,
    max_stream_filters=MOST_FILTERS,
    flate_max_memory=LARGEST_STREAM,
    run_length_max_memory=LARGEST_STREAM,
    png_max_memory=LARGEST_STREAM,
    tiff_max_memory=LARGEST_STREAM,
    dct_max_memory=LARGEST_STREAM,
)


def check_objects(content: bytes, look: Look, depth: int) -> bool:
    """Return whether there are fields to fill in. Raises NotADocument for what acts by itself, or can't be read."""
    ends = [found.end() for found in REVISION_END.finditer(content)][:-1]
    if len(ends) > MOST_REVISIONS:
        raise NotADocument("a PDF of too many updates", TOO_COMPLEX, "too many updates")
    for end in ends:
        _check_revision(content[:end], look, depth)
    try:
        return _check_file(content, look, depth)
    except pikepdf.PasswordError as wrong:
        raise NotADocument("a PDF with a password", ENCRYPTED, "a password") from wrong
    except (NotADocument, MemoryError):
        raise
    except Exception as wrong:
        raise NotADocument("a PDF whose objects can't be read", UNREADABLE, "damaged objects") from wrong


def _check_revision(content: bytes, look: Look, depth: int) -> None:
    """Look at the file before an update. What isn't a file alone, such as the first part of a linear one, is none."""
    try:
        _check_file(content, look, depth)
    except MemoryError:
        raise
    except NotADocument as refusal:
        if refusal.reason != UNREADABLE:
            raise
    except Exception:  # noqa: S110  # qpdf can't open it, and so no reader shows it
        pass


def _check_file(content: bytes, look: Look, depth: int) -> bool:
    with pikepdf.Pdf.open(
        io.BytesIO(content),
        attempt_recovery=False,
        suppress_warnings=True,
        inherit_page_attributes=False,
        conversion_mode="explicit",
    ) as pdf:
        if len(pdf.objects) > MOST_OBJECTS:
            raise NotADocument("a PDF of too many objects", TOO_COMPLEX, "too many objects")
        objects = list(pdf.objects)
        _refuse_warnings(pdf)
        contents, pages = Contents(look, depth), _pages_of(pdf)
        for item in objects:
            _check_object(item, pages, contents)
        # Its entries, the catalog among them, may be written inside of it, and are no objects then.
        _check_object(pdf.trailer, pages, contents)
        contents.check()
        _refuse_warnings(pdf)
        return contents.has_form


def _pages_of(pdf: pikepdf.Pdf) -> frozenset[tuple[int, int]]:
    """Return the pages. That qpdf gives a page what it lacks is no fault of the file that hides anything."""
    pages = frozenset(page.obj.objgen for page in pdf.pages)
    pdf.get_warnings()
    return pages


def _refuse_warnings(pdf: pikepdf.Pdf) -> None:
    """What couldn't be read may be what a more tolerant reader finds. To read the warnings forgets them."""
    if any(not warning.endswith(HARMLESS) for warning in pdf.get_warnings()):
        raise NotADocument("a PDF with objects that can't be read", UNREADABLE, "damaged objects")


def _check_object(item: Any, pages: frozenset[tuple[int, int]], contents: Contents) -> None:
    """Look at an object and at all that is written inside of it; what it refers to comes by itself."""
    waiting = [item]
    while waiting:
        at = waiting.pop()
        if isinstance(at, pikepdf.Array):
            waiting += [child for child in at if _is_inside(child)]
        elif isinstance(at, (pikepdf.Dictionary, pikepdf.Stream)):
            entries = dict(at.items())
            refuse_triggers(Triggers(entries, is_page=at.is_indirect and at.objgen in pages))
            refuse_action(entries)
            contents.take(at, entries)
            waiting += [child for child in entries.values() if _is_inside(child)]


def _is_inside(child: Any) -> bool:
    return isinstance(child, (pikepdf.Array, pikepdf.Dictionary)) and not child.is_indirect
