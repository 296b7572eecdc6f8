"""Office documents as packages (ECMA-376, part 2): what their parts hold, and what their relationships load."""

import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from imaging.report_files.compound import MAGIC as OLE_MAGIC
from imaging.report_files.links import is_local, refuse_running
from imaging.report_files.refusal import EMBEDDED, EXTERNAL, NotADocument
from imaging.report_files.word_part import WordPart
from imaging.report_files.xml_parts import local, read_xml

#: A click opens it; every other relationship to something outside is loaded when the document is opened.
HYPERLINK: Final = "hyperlink"
TEMPLATE: Final = "attachedTemplate"
#: Relationships, external or not, whose target is an object, a control, a foreign document or an add-in.
OBJECTS: Final = frozenset({"oleobject", "control", "activexcontrolbinary", "vbaproject", "wordvbadata"})
FOREIGN: Final = frozenset(
    {"afchunk", "webextension", "webextensiontaskpanes", "subdocument", "frame", "mailmergesource"}
)
PIECE_BYTES: Final = 256 * 1024
#: How XML begins, in each encoding that a reader knows; a part's name says nothing.
XML_STARTS: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<", b"\0<")

#: Looks at a file inside of a document: its name, a function that reads it, its first bytes, how deep it is.
Look = Callable[[str, Callable[[], bytes], bytes, int], None]


def check_parts(archive: zipfile.ZipFile, look: Look, depth: int) -> bool:
    """Return whether there are fields to fill in. Raises NotADocument for what runs, loads or hides something."""
    has_form = False
    for member in archive.infolist():
        if member.is_dir():
            continue
        head = _read_whole(archive, member)
        if member.filename.lower().endswith(".rels"):
            _check_relationships(archive, member)
        elif head.lstrip(b" \t\r\n").startswith(XML_STARTS):
            part = WordPart()
            with archive.open(member) as file:
                read_xml(file, part.begin, part.text, part.end)
            part.finish()
            has_form = has_form or part.has_form
        elif head.startswith(OLE_MAGIC):
            raise NotADocument("a document with an embedded object", EMBEDDED, "an OLE object")
        else:
            look(member.filename, partial(archive.read, member), head, depth)
    return has_form


def _read_whole(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return its first bytes; the rest is read for its checksum, so that it is what its directory says."""
    with archive.open(member) as file:
        head = file.read(PIECE_BYTES)
        while file.read(PIECE_BYTES):
            pass
    return head[:512]


def _check_relationships(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with archive.open(member) as file:
        read_xml(file, _check_relationship)


def _check_relationship(name: str, attributes: Mapping[str, str]) -> None:
    if local(name) != "Relationship":
        return
    kind = attributes.get("Type", "").rstrip("/").rpartition("/")[2]
    target = attributes.get("Target", "")
    if kind.lower() in OBJECTS:
        raise NotADocument("a document with an embedded object", EMBEDDED, "an OLE object or a control")
    if kind.lower() in FOREIGN:
        raise NotADocument("a document with a foreign part", EXTERNAL, f"the relationship {kind}")
    if kind == HYPERLINK:
        refuse_running(target, "hyperlink")
    elif _leads_out(attributes) and not (kind == TEMPLATE and is_local(target)):
        raise NotADocument("a document that loads something", EXTERNAL, _worded(kind))


def _leads_out(attributes: Mapping[str, str]) -> bool:
    target = attributes.get("Target", "").strip()
    is_address = ":" in target.partition("/")[0] or target.startswith(("//", "\\\\"))
    return attributes.get("TargetMode", "").strip().lower() == "external" or is_address


def _worded(kind: str) -> str:
    """Return the relationship in our words: what a file calls it may be anything."""
    known = ("attachedTemplate", "image", "video", "audio", "media", "externalLink", "package", "font", "stylesheet")
    return f"the external relationship {kind}" if kind in known else "an external relationship"
