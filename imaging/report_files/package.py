"""Office documents as packages (ECMA-376, part 2): what their parts hold, and what their relationships load."""

import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from imaging.report_files.compound import MAGIC as OLE_MAGIC
from imaging.report_files.links import is_local, refuse_running
from imaging.report_files.refusal import EMBEDDED, EXTERNAL, TOO_COMPLEX, NotADocument
from imaging.report_files.word_part import WordPart
from imaging.report_files.xml_parts import local, read_xml

#: A click opens it; every other relationship to something outside is loaded when the document is opened.
HYPERLINK: Final = "hyperlink"
RELS: Final = ".rels"
TEMPLATE: Final = "attachedTemplate"
#: Relationships, external or not, whose target is an object, a control, a foreign document or an add-in.
OBJECTS: Final = frozenset({"oleobject", "control", "activexcontrolbinary", "vbaproject", "wordvbadata"})
FOREIGN: Final = frozenset(
    {"afchunk", "webextension", "webextensiontaskpanes", "subdocument", "frame", "mailmergesource"}
)
PIECE_BYTES: Final = 256 * 1024
HEAD_BYTES: Final = 512
#: What may come before XML, in any encoding that a reader knows and however much of it.
BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
TYPES: Final = "[Content_Types].xml"
LARGEST_TYPES: Final = 1024 * 1024

#: Looks at a file inside of a document: its name, a function that reads it, its first bytes, how deep it is.
Look = Callable[[str, Callable[[], bytes], bytes, int], None]


def check_parts(archive: zipfile.ZipFile, look: Look, depth: int) -> bool:
    """Return whether there are fields to fill in. Raises NotADocument for what runs, loads or hides something."""
    has_form = False
    members = [member for member in archive.infolist() if not member.is_dir()]
    given = types_in(archive) if TYPES in archive.namelist() else {}
    types = {part.lower(): kind for part, kind in given.items()}
    links = {name: _links_in(archive, member) for member in members if (name := member.filename.lower()).endswith(RELS)}
    for member in members:
        head, begins_as_xml = _read_whole(archive, member)
        if member.filename.lower().endswith(RELS):
            continue
        if not begins_as_xml:
            _refuse_object(head)
            look(member.filename, partial(archive.read, member), head, depth)
        if begins_as_xml or (head and _says_xml(member.filename, types)):
            part_links = links.get(_relationships_of(member.filename), frozenset())
            has_form = _has_form(archive, member, part_links) or has_form
    return has_form


def _has_form(archive: zipfile.ZipFile, member: zipfile.ZipInfo, links: frozenset[str]) -> bool:
    part = WordPart(links)
    with archive.open(member) as file:
        read_xml(file, part.begin, part.text, part.end)
    part.finish()
    return part.has_form


def types_in(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the content types by part, and those of endings by ".ending". Raises KeyError if it says none."""
    types: dict[str, str] = {}

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) in ("Override", "Default"):
            types[attributes.get("PartName") or "." + attributes.get("Extension", "")] = attributes.get(
                "ContentType", ""
            )

    if archive.getinfo(TYPES).file_size > LARGEST_TYPES:
        raise NotADocument("content types that are too long", TOO_COMPLEX, "too many parts")
    with archive.open(TYPES) as file:
        read_xml(file, begin)
    return types


def _says_xml(name: str, types: Mapping[str, str]) -> bool:
    """Return whether a part's name or its content type says that it is XML, as readers take it then."""
    ending = "." + name.lower().rpartition(".")[2]
    kind = types.get("/" + name.lower()) or types.get(ending, "")
    return ending == ".xml" or kind.partition(";")[0].strip().lower().endswith(("+xml", "/xml"))


def _read_whole(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[bytes, bool]:
    """Return its first bytes, and whether it begins as XML. The rest is read, too: its checksum must be right."""
    with archive.open(member) as file:
        piece = file.read(PIECE_BYTES)
        head, start = piece[:HEAD_BYTES], piece.lstrip(BEFORE_XML)[:1]
        while piece := file.read(PIECE_BYTES):
            start = start or piece.lstrip(BEFORE_XML)[:1]
    return head, start == b"<"


def _refuse_object(head: bytes) -> None:
    if head.startswith(OLE_MAGIC):
        raise NotADocument("a document with an embedded object", EMBEDDED, "an OLE object")


def _relationships_of(name: str) -> str:
    """Return where the relationships of a part are."""
    folder, slash, file = name.lower().rpartition("/")
    return f"{folder}{slash}_rels/{file}{RELS}"


def _links_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> frozenset[str]:
    """Return the ids of hyperlinks among these relationships. Raises NotADocument for others that lead out."""
    ids: set[str] = set()

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "Relationship":
            _check_relationship(attributes)
            if _leads_out(attributes):
                ids.add(attributes.get("Id", ""))

    with archive.open(member) as file:
        read_xml(file, begin)
    return frozenset(ids)


def _check_relationship(attributes: Mapping[str, str]) -> None:
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
