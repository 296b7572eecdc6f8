"""Documents, real and hostile, made here: for each what it is, whether it is taken, and why."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCUMENT: Final = b'<?xml version="1.0"?><w:document xmlns:w="x"><w:body/></w:document>'


@dataclass(frozen=True)
class Sample:
    """One file. ``type`` is what it is taken as, "" if it is refused; ``why`` is the judge's word."""

    name: str
    content: bytes
    type: str
    why: str = ""


def pdf(text: bytes = b"Findings: none.", *, before: bytes = b"", after: bytes = b"") -> bytes:
    """A whole PDF of one page, with something before or after it."""
    stream = b"BT /F1 12 Tf 72 720 Td (" + text + b") Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%b endobj\n" % (number, content)
    start = len(made)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"xref\n0 6\n0000000000 65535 f \n" + rows
    made += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    return before + made + after


def pdf_of(size: int) -> bytes:
    """A whole PDF of exactly so many bytes."""
    shortest = len(pdf(b""))
    made = pdf(b"x" * (size - shortest))
    return pdf(b"x" * (size - shortest - (len(made) - size)))


def archive(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(buffer, "w", packed) as file:
        for name, content in pairs:
            file.writestr(name, content)
    return buffer.getvalue()


def content_types(main: str = MAIN, extra: str = "") -> bytes:
    """[Content_Types].xml with this main part."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'{extra}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    ).encode()


def docx(extra: Mapping[str, bytes] | None = None, types: bytes = b"") -> bytes:
    """A Word document, with further members."""
    members = {"[Content_Types].xml": types or content_types(), "word/document.xml": DOCUMENT}
    return archive({**members, **(extra or {})})


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB, version 3) with these streams in its root, each of at least 4096 bytes."""
    sector = 512
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    starts, at = {}, 2
    for name, content in padded.items():
        starts[name] = at
        at += -(-len(content) // sector)
    table = [0xFFFFFFFD, 0xFFFFFFFE]
    for name, content in padded.items():
        count = -(-len(content) // sector)
        first = starts[name]
        table += [*range(first + 1, first + count), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", 0xFFFFFFFF) * 108
    entries = [_entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)]
    names = list(padded)
    for number, name in enumerate(names):
        right = number + 2 if number + 1 < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, start=starts[name], size=len(padded[name])))
    entries += [_entry("", 0)] * (4 - len(entries))
    directory = b"".join(entries)
    return header + struct.pack("<128I", *table) + directory + b"".join(padded.values())


def word(flags: int = 0) -> bytes:
    """The start of a WordDocument stream."""
    return b"\xec\xa5" + struct.pack("<HHHHH", 0xC1, 0, 0, 0, flags)


def _entry(
    name: str, kind: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF, start: int = 0, size: int = 0
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le") if name else b""
    links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, right, child)
    return (
        encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded)) + links + bytes(36) + struct.pack("<IQ", start, size)
    )


def _bomb() -> bytes:
    return docx({"word/media/zeros.bin": bytes(30 * 1024 * 1024)})


def _cut_twice(content: bytes) -> bytes:
    return content[: len(content) // 2]


EVIL_TYPES: Final = content_types(extra='<!DOCTYPE x [<!ENTITY a "aaaa">]>')
MACRO_MAIN: Final = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET_MAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

SAMPLES: Final = [
    Sample("a PDF", pdf(), "pdf"),
    Sample("a PDF with blank lines after its end", pdf(after=b"\r\n\r\n"), "pdf"),
    Sample("a PDF of version 2.0", pdf().replace(b"%PDF-1.4", b"%PDF-2.0"), "pdf"),
    Sample("a PDF cut in the middle", _cut_twice(pdf()), "", "a PDF without its end"),
    Sample("a PDF without its last line", pdf()[:-7], "", "a PDF without its end"),
    Sample("a PDF with a page appended", pdf(after=b"<html></html>"), "", "a PDF without its end"),
    Sample("a PDF with an archive appended", pdf(after=archive({"a": b"b"})), "", "a PDF without its end"),
    Sample(
        "a PDF that is an archive, too",
        pdf(after=archive({"a": b"b"})[:-2] + struct.pack("<H", 32) + b"startxref\n%010d\n%%%%EOF\n    " % 400),
        "",
        "a PDF",
    ),
    Sample("a PDF behind a page", pdf(before=b"<html></html>\n"), "", "markup or a script"),
    Sample("a PDF behind a blank", pdf(before=b" "), "", "markup or a script"),
    Sample("a PDF of a version that never was", pdf().replace(b"%PDF-1.4", b"%PDF-9.9"), "", "a PDF header"),
    Sample(
        "a PDF whose cross-reference is elsewhere", pdf().replace(b"startxref\n", b"startxref\n1"), "", "a PDF whose"
    ),
    Sample("the word %PDF- alone", b"%PDF-1.4\n", "", "a PDF without its end"),
    Sample("a web page named report.pdf", b"<!DOCTYPE html><html><body>Not found</body></html>", "", "markup"),
    Sample("a program named report.pdf", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", "", "neither UTF-8"),
    Sample("a Linux program", b"\x7fELF\x02\x01\x01" + bytes(40), "", "a text with control characters"),
    Sample("a picture", b"\x89PNG\r\n\x1a\n" + bytes(40), "", "neither UTF-8"),
    Sample("an empty file", b"", "", "it is empty"),
    Sample("a DOCX", docx(), "docx"),
    Sample("a DOCX with a picture", docx({"word/media/image1.png": b"\x89PNG" + bytes(200)}), "docx"),
    Sample("a zip named report.docx", archive({"hello.txt": b"hello"}), "", "an archive that is no document"),
    Sample("a spreadsheet named report.docx", docx(types=content_types(SHEET_MAIN)), "", "an archive that is no word"),
    Sample("a macro document named report.docx", docx(types=content_types(MACRO_MAIN)), "", "a document with macros"),
    Sample("a DOCX with a macro project", docx({"word/vbaProject.bin": b"x"}), "", "a document with macros"),
    Sample(
        "a DOCX with a macro project in capitals", docx({"word/VBAPROJECT.BIN": b"x"}), "", "a document with macros"
    ),
    Sample("a DOCX with an ActiveX control", docx({"word/activeX/activeX1.bin": b"x"}), "", "a document with macros"),
    Sample("a DOCX that unpacks to 30 MB of zeros", _bomb(), "", "a member that unpacks"),
    Sample("a DOCX of 2001 members", docx({f"m{number}": b"" for number in range(2001)}), "", "an archive of too many"),
    Sample("a DOCX with a way out", docx({"../../etc/passwd": b"x"}), "", "a member whose name leads out"),
    Sample("a DOCX with an absolute member", docx({"/etc/passwd": b"x"}), "", "a member whose name leads out"),
    Sample("a DOCX cut in the middle", _cut_twice(docx()), "", "an archive without its end"),
    Sample("a DOCX with something appended", docx() + b"more", "", "an archive with something appended"),
    Sample("a DOCX whose content types declare entities", docx(types=EVIL_TYPES), "", "XML with a document type"),
    Sample("a DOCX without its main part", archive({"[Content_Types].xml": content_types()}), "", "a document without"),
    Sample("a DOC", ole({"WordDocument": word(), "1Table": b"t"}), "doc"),
    Sample("a DOC with macros", ole({"WordDocument": word(), "_VBA_PROJECT": b"m"}), "", "a document with macros"),
    Sample("an encrypted DOC", ole({"WordDocument": word(0x0100)}), "", "a document that is encrypted"),
    Sample(
        "an OLE spreadsheet named report.doc", ole({"Workbook": b"\x09\x08"}), "", "a compound file that is no Word"
    ),
    Sample("a DOC without Word's magic", ole({"WordDocument": b"nothing"}), "", "a Word stream without"),
    Sample("a DOC cut in the middle", _cut_twice(ole({"WordDocument": word()})), "", "a compound file that can't"),
    Sample("the magic of OLE alone", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "a compound file that can't"),
    Sample("a text", "Befund: unauffällig.\r\n\tKein Erguß.\n".encode(), "txt"),
    Sample("a text with its mark", b"\xef\xbb\xbf" + "Łukasz: normal".encode(), "txt"),
    Sample("a text in UTF-16", "Befund: unauffällig.".encode("utf-16"), "txt"),
    Sample("a text in UTF-16, big end first", b"\xfe\xff" + "Befund".encode("utf-16-be"), "txt"),
    Sample("a text that compares", b"The lesion is < 5 mm; size < the last one.", "txt"),
    Sample("a text in UTF-16 without its mark", "Befund".encode("utf-16-le"), "", "a text with control characters"),
    Sample("a text in Latin-1", "Befund: unauffällig.".encode("latin-1"), "", "neither UTF-8"),
    Sample("a text with a NUL", b"Findings:\0 none", "", "a text with control characters"),
    Sample("blanks", b" \r\n\t \n", "", "a text without a word"),
    Sample("RTF", rb"{\rtf1\ansi Findings: none.}", "", "markup or a script"),
    Sample("a picture of vectors", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "", "markup or a script"),
    Sample("XML", b'<?xml version="1.0"?><report/>', "", "markup or a script"),
    Sample("a text with a script in the middle", b"Findings: <SCRIPT>alert(1)</SCRIPT>", "", "markup or a script"),
    Sample("a text with a script across two pieces", b"x" * (256 * 1024 - 4) + b"<script>", "", "markup or a script"),
    Sample("a shell script", b"#!/bin/sh\nrm -rf /\n", "", "markup or a script"),
    Sample("a web page in UTF-16", "<html><script>x</script></html>".encode("utf-16"), "", "markup or a script"),
]
