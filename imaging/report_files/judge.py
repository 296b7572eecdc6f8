"""What a report's file is, judged by its structure: neither its name nor its Content-Type counts.

Each check says why it refuses.
"""

from pathlib import Path
from typing import Any, Final

from imaging.report_files.compound import MAGIC as OLE_MAGIC
from imaging.report_files.doc import check_doc
from imaging.report_files.docx import check_docx
from imaging.report_files.judged import Judged
from imaging.report_files.pdf import check_pdf
from imaging.report_files.plain import check_text
from imaging.report_files.refusal import TOO_COMPLEX, NotADocument

HEAD_BYTES: Final = 8


def judge(path: Path, size: int) -> Judged:
    """Return the type of a file's content. Raises NotADocument."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        if size == 0:
            raise NotADocument("it is empty")
        if head.startswith(b"%PDF-"):
            return check_pdf(file, size)
        if head.startswith(b"PK\x03\x04"):
            return check_docx(file, size)
        if head == OLE_MAGIC:
            return check_doc(file)
        return check_text(file)


def judgement(path: Path) -> dict[str, Any]:
    """Return what a child process says of a file: its type, or why it is refused."""
    try:
        judged = judge(path, path.stat().st_size)
    except NotADocument as refusal:
        return {"why": str(refusal), "reason": refusal.reason, "found": refusal.found}
    except (MemoryError, RecursionError):
        return {"why": "it takes too much memory", "reason": TOO_COMPLEX, "found": "too much memory"}
    return {"type": judged.type, "has_form": judged.has_form}
