"""Word documents from their relationships, parts and members, in two encodings of XML; and DOC files."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.imaging.documents import archive, content_types, ole, word

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
EXE: Final = b"MZ\x90\0\x03" + bytes(60)
BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))


@dataclass(frozen=True)
class Parts:
    """What a document has: the body's XML, relationships of its parts, and further members."""

    body: str = ""
    relationships: str = ""
    members: Mapping[str, bytes] = field(default_factory=dict)
    settings: str = ""
    namespace: str = W


def deflated(parts: Parts) -> bytes:
    """Return the document as Word writes it."""
    return archive(_members(parts, "utf-8"))


def utf_16(parts: Parts) -> bytes:
    """Return it with its XML in UTF-16, and not packed."""
    return archive(_members(parts, "utf-16"), zipfile.ZIP_STORED)


def relationship(kind: str, target: str, mode: str = "External") -> str:
    """Return a relationship of this kind."""
    return f'<Relationship Id="r1" Type="{KINDS}{kind}" Target="{target}" TargetMode="{mode}"/>'


def instruction(*pieces: str) -> str:
    """Return a field whose instruction is in so many runs."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f"<w:p>{BEGIN}{runs}{SEPARATE}<w:r><w:t>x</w:t></w:r>{END}</w:p>"


def workbook(relationships: str = "") -> bytes:
    """Return a workbook as charts have one."""
    rels = f'<Relationships xmlns="urn:r">{relationships}</Relationships>'.encode()
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", "xl/_rels/a.rels": rels})


def _members(parts: Parts, encoding: str) -> dict[str, bytes]:
    def xml(text: str) -> bytes:
        return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)

    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    return {
        "[Content_Types].xml": content_types(),
        "word/document.xml": xml(f'<w:document xmlns:w="{parts.namespace}"><w:body>{parts.body}</w:body></w:document>'),
        "word/settings.xml": xml(f'<w:settings xmlns:w="{parts.namespace}">{parts.settings}</w:settings>'),
        "word/_rels/document.xml.rels": xml(rels.format(parts.relationships)),
        **parts.members,
    }


FORMS: Final = {"deflated": deflated, "UTF-16": utf_16}


def doc_with(text: str, *, wide: bool, streams: Mapping[str, bytes] | None = None) -> bytes:
    """Return a DOC with this text, in two bytes a letter or in one, and further streams."""
    encoded = text.encode("utf-16-le" if wide else "latin-1")
    return ole({"WordDocument": word() + bytes(1024) + encoded, **(streams or {})})


def doc_with_template(path: str) -> bytes:
    """Return a DOC that was made with this template."""
    texts = ["", path, *[""] * 16]
    sttb = b"\xff\xff\x12\0\0\0" + b"".join(
        len(text).to_bytes(2, "little") + text.encode("utf-16-le") for text in texts
    )
    stream = word(0x0200).ljust(0x019A, b"\0") + (8).to_bytes(4, "little") + len(sttb).to_bytes(4, "little")
    return ole({"WordDocument": stream, "1Table": bytes(8) + sttb})
