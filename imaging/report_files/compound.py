"""OLE compound files (MS-CFB): what they hold besides text. olefile reads no more than the file has."""

import re
from typing import IO, Final

import olefile

from imaging.report_files.programs import HEAD_BYTES, refuse_program
from imaging.report_files.refusal import EMBEDDED, MACROS, TOO_COMPLEX, NotADocument

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_STREAMS: Final = 2000
#: Entries of the directory, in any case.
MACRO_ENTRIES: Final = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba", "projectwm"})
#: Streams that only an embedded object has. The root of a document may have \x01Ole and \x01CompObj, too.
OBJECT_STREAMS: Final = re.compile(
    r"\x01ole10(?:native|itemname)|\x02olepres.*|\x03(?:objinfo|ocxname|ocxdata|linkinfo|eprint|print)|package"
)
NESTED_STREAMS: Final = re.compile(r"\x01(?:ole|compobj)|contents")
OBJECT_STORAGE: Final = "objectpool"


def check_compound(compound: "olefile.OleFileIO") -> None:
    """Raise NotADocument for macros, embedded objects and programs in an open compound file."""
    entries = compound.listdir(streams=True, storages=True)
    if len(entries) > MOST_STREAMS:
        raise NotADocument("a compound file of too many streams", TOO_COMPLEX, "too many streams")
    for entry in entries:
        names = [part.lower() for part in entry]
        if MACRO_ENTRIES.intersection(names):
            raise NotADocument("a document with macros", MACROS, "VBA macros")
        is_nested = len(names) > 1 and NESTED_STREAMS.fullmatch(names[-1])
        if OBJECT_STORAGE in names[:-1] or OBJECT_STREAMS.fullmatch(names[-1]) or is_nested:
            raise NotADocument("a document with an embedded object", EMBEDDED, "an OLE object")
    for entry in compound.listdir(streams=True, storages=False):
        refuse_program("", compound.openstream(entry).read(HEAD_BYTES))


def check_compound_file(file: IO[bytes]) -> None:
    """Raise NotADocument as check_compound does; what can't be opened raises what olefile raises."""
    with olefile.OleFileIO(file, raise_defects=olefile.DEFECT_INCORRECT) as compound:
        check_compound(compound)
