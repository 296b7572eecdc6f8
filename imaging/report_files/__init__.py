"""What a report's file is, judged by its structure: neither its name nor its Content-Type counts.

Each check says why it refuses, for the tests' table; to the client all of that is one refusal. The work of each is
bounded whatever the file holds.
"""

from pathlib import Path
from typing import Final

from imaging.models import FileType
from imaging.report_files.doc import check_doc
from imaging.report_files.docx import check_docx
from imaging.report_files.pdf import check_pdf
from imaging.report_files.plain import check_text
from imaging.report_files.refusal import NotADocument

__all__ = ["ALLOWED", "NotADocument", "judge"]

#: As they are listed to clients.
ALLOWED: Final = tuple(kind.label for kind in FileType)
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def judge(path: Path, size: int) -> FileType:
    """The type of a file's content. Raises NotADocument."""
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(0)
        if size == 0:
            raise NotADocument("it is empty")
        if head.startswith(b"%PDF-"):
            check_pdf(file, size)
            return FileType.PDF
        if head.startswith(b"PK\x03\x04"):
            check_docx(file, size)
            return FileType.DOCX
        if head == OLE_MAGIC:
            check_doc(file)
            return FileType.DOC
        check_text(file)
        return FileType.TXT
