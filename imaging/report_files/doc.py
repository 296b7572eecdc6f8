"""DOC (MS-DOC 2.1): an OLE compound file with a WordDocument stream that begins with Word's magic, nothing active."""

import re
from typing import IO, Final

import olefile

from imaging.report_files.compound import check_compound
from imaging.report_files.fields import refuse_fields_in
from imaging.report_files.judged import Judged
from imaging.report_files.links import is_local
from imaging.report_files.refusal import ENCRYPTED, EXTERNAL, UNREADABLE, NotADocument

WORD_MAGIC: Final = b"\xec\xa5"
#: FibBase's flags (MS-DOC 2.5.2): bit 8 of the second word says that the document is encrypted, bit 9 which of two
#: streams its tables are in.
FLAGS_AT: Final = 10
ENCRYPTED_FLAG: Final = 0x0100
TABLE_FLAG: Final = 0x0200
#: FibRgFcLcb97.fcSttbfAssoc and lcbSttbfAssoc (MS-DOC 2.5.6): where in the table stream the template's path is.
ASSOCIATED_AT: Final = 0x019A
LARGEST_ASSOCIATED: Final = 64 * 1024
#: In SttbfAssoc (MS-DOC 2.9.291): a mark of UTF-16, 18 texts, no further bytes for each; the second is the template.
ASSOCIATED_HEAD: Final = 6
TEMPLATE_INDEX: Final = 1
FORM_FIELD: Final = re.compile(r"\x13[^\x13\x14\x15]{0,40}\bFORM(?:TEXT|CHECKBOX|DROPDOWN)\b")


def check_doc(file: IO[bytes]) -> Judged:
    """Raises NotADocument. olefile looks at no more than the file has, and loops end at what was seen."""
    try:
        with olefile.OleFileIO(file, raise_defects=olefile.DEFECT_INCORRECT) as compound:
            return _check(compound)
    except (NotADocument, MemoryError):
        raise
    except Exception as wrong:
        raise NotADocument("a compound file that can't be read", UNREADABLE, "a damaged compound file") from wrong


def _check(compound: "olefile.OleFileIO") -> Judged:
    check_compound(compound)
    if not compound.exists("WordDocument"):
        raise NotADocument("a compound file that is no Word document")
    stream = compound.openstream("WordDocument").read()
    if not stream.startswith(WORD_MAGIC) or len(stream) < FLAGS_AT + 2:
        raise NotADocument("a Word stream without Word's magic")
    flags = int.from_bytes(stream[FLAGS_AT : FLAGS_AT + 2], "little")
    if flags & ENCRYPTED_FLAG:
        raise NotADocument("a document that is encrypted", ENCRYPTED, "a password")
    _refuse_remote_template(compound, stream, "1Table" if flags & TABLE_FLAG else "0Table")
    return Judged("doc", has_form=_check_fields(stream))


def _check_fields(stream: bytes) -> bool:
    """Return whether there are form fields. A text is in one byte or two a letter, from an odd place or an even one."""
    texts = [stream.decode("latin-1"), *(stream[at:].decode("utf-16-le", "replace") for at in (0, 1))]
    for text in texts:
        refuse_fields_in(text)
    return any(FORM_FIELD.search(text) for text in texts)


def _refuse_remote_template(compound: "olefile.OleFileIO", stream: bytes, table: str) -> None:
    place, length = (int.from_bytes(stream[at : at + 4], "little") for at in (ASSOCIATED_AT, ASSOCIATED_AT + 4))
    if not length or not compound.exists(table):
        return
    associated = compound.openstream(table).read()[place : place + min(length, LARGEST_ASSOCIATED)]
    template = _text_of(associated, TEMPLATE_INDEX)
    if template and not is_local(template):
        raise NotADocument("a document with a remote template", EXTERNAL, "a remote template")


def _text_of(associated: bytes, index: int) -> str:
    """Return a text of an STTB, each with its number of letters before it."""
    at = ASSOCIATED_HEAD
    for _ in range(index):
        at += 2 + 2 * int.from_bytes(associated[at : at + 2], "little")
    length = 2 * int.from_bytes(associated[at : at + 2], "little")
    return associated[at + 2 : at + 2 + length].decode("utf-16-le", "replace")
