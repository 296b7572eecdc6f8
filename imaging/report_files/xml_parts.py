"""XML inside of documents, read as a stream of events: no entity is ever declared, and nothing is loaded."""

from collections.abc import Callable, Mapping
from typing import IO, Final
from xml.parsers import expat

from imaging.report_files.refusal import UNREADABLE, NotADocument

PIECE_BYTES: Final = 64 * 1024

Begin = Callable[[str, Mapping[str, str]], None]
Text = Callable[[str], None]
End = Callable[[str], None]


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition(" ")[2]


def read_xml(file: IO[bytes], begin: Begin, text: Text | None = None, end: End | None = None) -> None:
    """Call the functions for what is in the file. Names are "namespace name". Raises NotADocument."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = begin
    if text is not None:
        parser.CharacterDataHandler = text
    if end is not None:
        parser.EndElementHandler = end
    try:
        while piece := file.read(PIECE_BYTES):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError) as wrong:
        raise NotADocument("XML that can't be read", UNREADABLE, "broken XML") from wrong


def _refuse_doctype(*_: object) -> None:
    raise NotADocument("XML with a document type of its own", UNREADABLE, "a document type in XML")
