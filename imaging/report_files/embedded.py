"""Files inside of documents: attachments, embedded workbooks. What can't be looked into is refused."""

import io
from collections.abc import Callable
from typing import Final

from imaging.report_files.archive import opened
from imaging.report_files.compound import MAGIC as OLE_MAGIC
from imaging.report_files.compound import check_compound_file
from imaging.report_files.package import check_parts
from imaging.report_files.pdf_objects import check_objects
from imaging.report_files.programs import refuse_program
from imaging.report_files.refusal import TOO_COMPLEX, UNREADABLE, NotADocument

#: Documents inside of documents inside of documents.
LARGEST_DEPTH: Final = 2
#: Readers take a PDF whose header is within this.
PDF_HEADER_WITHIN: Final = 1024


def look_inside(name: str, read: Callable[[], bytes], head: bytes, depth: int) -> None:
    """Raise NotADocument for a program, or for a document that would be refused alone."""
    refuse_program(name, head)
    if not (b"%PDF-" in head[:PDF_HEADER_WITHIN] or head.startswith((b"PK", OLE_MAGIC))):
        return
    if depth >= LARGEST_DEPTH:
        raise NotADocument("documents inside of each other", TOO_COMPLEX, "documents inside of each other")
    content = read()
    if head.startswith(OLE_MAGIC):
        _look_into_compound(content)
    elif head.startswith(b"PK"):
        with opened(io.BytesIO(content), len(content)) as archive:
            check_parts(archive, look_inside, depth + 1)
    else:
        check_objects(content[content.index(b"%PDF-") :], look_inside, depth + 1)


def _look_into_compound(content: bytes) -> None:
    try:
        check_compound_file(io.BytesIO(content))
    except (NotADocument, MemoryError):
        raise
    except Exception as wrong:
        raise NotADocument("a compound file that can't be read", UNREADABLE, "a damaged compound file") from wrong
