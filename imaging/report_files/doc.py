"""DOC (MS-DOC 2.1): an OLE compound file with a WordDocument stream that begins with Word's magic, and no macros."""

from typing import IO, Final

import olefile

from imaging.report_files.refusal import NotADocument

WORD_MAGIC: Final = b"\xec\xa5"
#: FibBase's flags (MS-DOC 2.5.2): bit 8 of the second word says that the document is encrypted.
FLAGS_AT: Final = 10
ENCRYPTED: Final = 0x0100
MOST_STREAMS: Final = 2000
#: Entries of the directory, in any case.
MACROS: Final = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba"})


def check_doc(file: IO[bytes]) -> None:
    """Raises NotADocument. olefile looks at no more than the file has, and loops end at what was seen."""
    try:
        with olefile.OleFileIO(file, raise_defects=olefile.DEFECT_INCORRECT) as compound:
            _check(compound)
    except NotADocument:
        raise
    except Exception as wrong:
        raise NotADocument("a compound file that can't be read") from wrong


def _check(compound: "olefile.OleFileIO") -> None:
    entries = compound.listdir(streams=True, storages=True)
    if len(entries) > MOST_STREAMS:
        raise NotADocument("a compound file of too many streams")
    if any(part.lower() in MACROS for entry in entries for part in entry):
        raise NotADocument("a document with macros")
    if not compound.exists("WordDocument"):
        raise NotADocument("a compound file that is no Word document")
    head = compound.openstream("WordDocument").read(FLAGS_AT + 2)
    if not head.startswith(WORD_MAGIC) or len(head) < FLAGS_AT + 2:
        raise NotADocument("a Word stream without Word's magic")
    if int.from_bytes(head[FLAGS_AT : FLAGS_AT + 2], "little") & ENCRYPTED:
        raise NotADocument("a document that is encrypted")
