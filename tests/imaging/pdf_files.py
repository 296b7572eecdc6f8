"""PDFs, harmless and hostile, written in the forms in which a file can have the same objects."""

import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pikepdf

#: Names in which a letter is written by its number.
NAMES: Final = re.compile(
    rb"/(OpenAction|JavaScript|JS|AA|Launch|URI|SubmitForm|ImportData|GoToR|GoToE|Names|EmbeddedFile|EF|XFA|RichMedia"
    rb"|OnInstantiate|Rendition|Next|FT)\b"
)


@dataclass(frozen=True)
class Parts:
    """What a PDF has besides one empty page: entries of its catalog and its page, and objects from number 5 on."""

    catalog: bytes = b""
    page: bytes = b""
    objects: Sequence[bytes] = field(default_factory=tuple)

    def numbered(self) -> dict[int, bytes]:
        """All objects by number."""
        content = b"BT ET"
        made = {
            1: b"<</Type/Catalog/Pages 2 0 R %b>>" % self.catalog,
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R %b>>" % self.page,
            4: stream(content),
        }
        return {**made, **dict(enumerate(self.objects, 5))}


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream as it is."""
    return b"<</Length %d %b>>stream\n%b\nendstream" % (len(content), entries, content)


def plain(parts: Parts) -> bytes:
    """Return the file with everything readable."""
    return _appended(b"%PDF-1.7\n", parts.numbered(), size=len(parts.numbered()) + 1)


def escaped(parts: Parts) -> bytes:
    """Return it with the second letter of each telling name as a number."""
    objects = {number: _escaped_object(content) for number, content in parts.numbered().items()}
    return _appended(b"%PDF-1.7\n", objects, size=len(objects) + 1)


def in_object_streams(parts: Parts) -> bytes:
    """Return it with its objects inside of compressed streams."""
    return _saved(parts, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def encrypted(parts: Parts) -> bytes:
    """Return it encrypted with an empty password, as files are that only forbid to print."""
    return _saved(
        parts,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        encryption=pikepdf.Encryption(owner="owner", user=""),
    )


def updated(parts: Parts) -> bytes:
    """Return a harmless file to whose end an update was written that has all of it."""
    return _appended(plain(Parts()), parts.numbered(), size=len(parts.numbered()) + 1)


def updated_away(parts: Parts) -> bytes:
    """Return a file whose last update replaces what it had by something harmless."""
    return _appended(plain(parts), Parts().numbered(), size=len(parts.numbered()) + 1)


def _appended(before: bytes, objects: Mapping[int, bytes], size: int) -> bytes:
    """Return a file, or its update: these objects, a table of where they are, and the table before it."""
    made, places = before, {}
    for number, content in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj%b endobj\n" % (number, content)
    start = len(made)
    previous = re.findall(rb"startxref\n(\d+)\n", before)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    made += b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    prior = b"/Prev %b" % previous[-1] if previous else b""
    return made + b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, prior, start)


def _escaped_object(content: bytes) -> bytes:
    head, mark, rest = content.partition(b"stream\n")
    return NAMES.sub(_escape, head) + mark + rest


def _escape(name: re.Match[bytes]) -> bytes:
    word = name[1]
    return b"/%b#%02x%b" % (word[:1], word[1], word[2:])


def _saved(parts: Parts, **how: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(plain(parts))) as file, warnings.catch_warnings():
        # A field that no form lists is a part of the test.
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
        # Only what the catalog leads to is saved.
        file.Root.Kept = pikepdf.Array([item for item in file.objects if item.is_indirect])
        file.save(buffer, **how)  # type: ignore[arg-type]  # save's own keywords
    return buffer.getvalue()


#: The forms of one file.
FORMS: Final[Mapping[str, Callable[[Parts], bytes]]] = {
    "plain": plain,
    "escaped": escaped,
    "object streams": in_object_streams,
    "encrypted": encrypted,
    "update": updated,
    "replaced": updated_away,
}

SCRIPT: Final = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
EXE: Final = b"MZ\x90\0\x03" + bytes(60)


def attached(content: bytes, name: bytes, entries: bytes = b"") -> Parts:
    """Return a PDF with a file attached to it."""
    return Parts(
        catalog=b"/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>",
        objects=(b"<</Type/Filespec/F(%b)/EF<</F 6 0 R>>>>" % name, stream(content, entries)),
    )


def annotation(entries: bytes, *objects: bytes) -> Parts:
    """Return a PDF whose page has one annotation."""
    return Parts(page=b"/Annots[5 0 R]", objects=(b"<</Type/Annot/Rect[0 0 9 9]%b>>" % entries, *objects))


def xfa(template: bytes) -> Parts:
    """Return a PDF with a form in XFA."""
    return Parts(
        catalog=b"/AcroForm<</Fields[]/XFA[(template)5 0 R]>>",
        objects=(stream(b'<xdp xmlns="http://ns.adobe.com/xdp/">' + template + b"</xdp>"),),
    )


#: What is refused, by name: the parts, the reason and what is named as found.
HOSTILE: Final[Mapping[str, tuple[Parts, str, str]]] = {
    "a program that nothing starts": (
        Parts(objects=(b"<</S/Launch/F(calc.exe)>>",)),
        "runs_on_opening",
        "the action Launch",
    ),
    "a script on opening": (
        Parts(b"/OpenAction " + SCRIPT),
        "runs_on_opening",
        "OpenAction with JavaScript",
    ),
    "a script in an object of its own": (
        Parts(b"/OpenAction 5 0 R", objects=(SCRIPT,)),
        "runs_on_opening",
        "OpenAction with JavaScript",
    ),
    "a script behind a view": (
        Parts(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/GoTo/D[3 0 R/Fit]/Next 5 0 R>>]>>", objects=(SCRIPT,)),
        "runs_on_opening",
        "OpenAction with JavaScript",
    ),
    "a program on opening": (
        Parts(b"/OpenAction<</S/Launch/F(calc.exe)>>"),
        "runs_on_opening",
        "OpenAction with Launch",
    ),
    "an address on opening": (
        Parts(b"/OpenAction<</S/URI/URI(https://clinic.example/)>>"),
        "runs_on_opening",
        "OpenAction with URI",
    ),
    "a form sent on opening": (
        Parts(b"/OpenAction<</S/SubmitForm/F(https://clinic.example/)>>"),
        "runs_on_opening",
        "OpenAction with SubmitForm",
    ),
    "data read on opening": (
        Parts(b"/OpenAction<</S/ImportData/F(data.fdf)>>"),
        "runs_on_opening",
        "OpenAction with ImportData",
    ),
    "another file on opening": (
        Parts(b"/OpenAction<</S/GoToR/F(\\\\\\\\server\\\\a.pdf)/D[0/Fit]>>"),
        "runs_on_opening",
        "OpenAction with GoToR",
    ),
    "an attached file on opening": (
        Parts(b"/OpenAction<</S/GoToE/T<</R/C/N(a)>>/D[0/Fit]>>"),
        "runs_on_opening",
        "OpenAction with GoToE",
    ),
    "an action that nobody knows": (
        Parts(b"/OpenAction<</S/Whatever>>"),
        "runs_on_opening",
        "OpenAction with an unknown action",
    ),
    "a script on closing": (Parts(b"/AA<</WC %b>>" % SCRIPT), "runs_on_opening", "AA WC with JavaScript"),
    "a script of a page": (Parts(page=b"/AA<</O %b>>" % SCRIPT), "runs_on_opening", "AA O with JavaScript"),
    "a script of a page that says it is a field": (
        Parts(page=b"/FT/Tx/AA<</C %b>>" % SCRIPT),
        "runs_on_opening",
        "AA C with JavaScript",
    ),
    "scripts of the document": (
        Parts(b"/Names<</JavaScript<</Names[(a)5 0 R]>>>>", objects=(SCRIPT,)),
        "runs_on_opening",
        "JavaScript of the document",
    ),
    "a field that is seen": (
        annotation(b"/Subtype/Widget/FT/Tx/T(a)/AA<</PV %b>>" % SCRIPT),
        "runs_on_opening",
        "AA PV with JavaScript",
    ),
    "a field that the pointer passes": (
        annotation(b"/Subtype/Widget/FT/Tx/T(a)/AA<</E 6 0 R>>", SCRIPT),
        "runs_on_opening",
        "AA E with JavaScript",
    ),
    "a link that starts a program": (
        annotation(b"/Subtype/Link/A<</S/Launch/Win<</F(cmd.exe)>>>>"),
        "runs_on_opening",
        "A with Launch",
    ),
    "a link that is a script": (
        annotation(b"/Subtype/Link/A<</S/URI/URI( java\\nscript:alert\\(1\\))>>"),
        "runs_on_opening",
        "a hyperlink with javascript:",
    ),
    "a link with a script": (
        annotation(b"/Subtype/Link/A %b" % SCRIPT),
        "runs_on_opening",
        "A with JavaScript",
    ),
    "a rendition with a script": (
        annotation(b"/Subtype/Screen/A<</S/Rendition/OP 0/JS(app.alert\\(1\\))>>"),
        "runs_on_opening",
        "a script in a rendition",
    ),
    "a model with a script": (
        annotation(b"/Subtype/3D/3DD 6 0 R", stream(b"U3D", b"/Type/3D/OnInstantiate 4 0 R")),
        "runs_on_opening",
        "a script in a 3D model",
    ),
    "rich media": (annotation(b"/Subtype/RichMedia"), "embedded_program", "rich media"),
    "an attached program": (attached(EXE, b"notes.txt"), "embedded_program", "a Windows program"),
    "an attached script": (
        attached(b"WScript.Echo 1", b"notes.VBS ."),
        "embedded_program",
        "a file with the ending .vbs",
    ),
    "an attached program that nothing names": (
        Parts(objects=(stream(EXE, b"/Type/EmbeddedFile"),)),
        "embedded_program",
        "a Windows program",
    ),
    "a program attached to a page": (
        annotation(
            b"/Subtype/FileAttachment/FS<</Type/Filespec/UF(a.txt)/EF<</F 6 0 R>>>>", stream(b"\x7fELF" + bytes(60))
        ),
        "embedded_program",
        "a Linux program",
    ),
    "an attached PDF with a script": (
        attached(plain(Parts(b"/OpenAction " + SCRIPT)), b"a.pdf"),
        "runs_on_opening",
        "OpenAction with JavaScript",
    ),
    "data in another file": (
        Parts(objects=(stream(b"", b"/F<</FS/URL/F(https://clinic.example/x)>>"),)),
        "loads_from_elsewhere",
        "a stream in another file",
    ),
    "a page of another file": (
        Parts(objects=(stream(b"", b"/Type/XObject/Subtype/Form/Ref<</F(a.pdf)/Page 0>>"),)),
        "loads_from_elsewhere",
        "a page of another file",
    ),
    "XFA with a script": (
        xfa(b'<x:event activity="ready" xmlns:x="urn:x"><x:script>1</x:script></x:event>'),
        "runs_on_opening",
        "a script in XFA",
    ),
    "XFA in UTF-16 with a script": (
        Parts(b"/AcroForm<</XFA 5 0 R>>", objects=(stream('<?xml version="1.0"?><a><script/></a>'.encode("utf-16")),)),
        "runs_on_opening",
        "a script in XFA",
    ),
    "XFA that submits itself": (
        xfa(b'<event activity="initialize"><submit/></event>'),
        "runs_on_opening",
        "a submission in XFA",
    ),
    "XFA with a connection": (xfa(b"<wsdlConnection/>"), "loads_from_elsewhere", "a connection in XFA"),
}

FIELD: Final = b"/Subtype/Widget/FT/Tx/T(sum)/AA<</C<</S/JavaScript/JS(event.value=1)>>>>"
#: What is taken, by name: the parts, and whether it has fields to fill in.
HARMLESS: Final[Mapping[str, tuple[Parts, bool]]] = {
    "nothing special": (Parts(), False),
    "a destination on opening": (Parts(b"/OpenAction[3 0 R/Fit]"), False),
    "a view on opening": (Parts(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"), False),
    "views in a circle": (
        Parts(
            b"/OpenAction 5 0 R",
            objects=(b"<</S/GoTo/D[3 0 R/Fit]/Next 6 0 R>>", b"<</S/Named/N/NextPage/Next 5 0 R>>"),
        ),
        False,
    ),
    "a hyperlink": (annotation(b"/Subtype/Link/A<</S/URI/URI(https://clinic.example/a?b=1)>>"), False),
    "a hyperlink to a message": (annotation(b"/Subtype/Link/A<</S/URI/URI(mailto:desk@clinic.example)>>"), False),
    "a link to another report": (annotation(b"/Subtype/Link/A<</S/GoToR/F(other.pdf)/D[0/Fit]>>"), False),
    "no scripts of the document": (Parts(b"/Names<</JavaScript<</Names[]>>>>"), False),
    "a form that calculates": (
        Parts(
            b"/AcroForm<</Fields[5 0 R]/CO[5 0 R]>>",
            b"/Annots[5 0 R]",
            (b"<</Type/Annot/Rect[0 0 9 9]%b>>" % FIELD,),
        ),
        True,
    ),
    "a form with a button": (
        annotation(b"/Subtype/Widget/FT/Btn/T(b)/A<</S/SubmitForm/F(https://clinic.example/)>>"),
        True,
    ),
    "a form with a button that is a script": (annotation(b"/Subtype/Widget/FT/Btn/T(b)/A %b" % SCRIPT), True),
    "a signature": (annotation(b"/Subtype/Widget/FT/Sig/T(s)"), False),
    "XFA without a script": (xfa(b'<event activity="click"><submit/></event>'), True),
    "an attached table": (attached(b"a;b\n1;2\n", b"values.csv"), False),
    "an attached PDF": (attached(plain(Parts()), b"a.pdf"), False),
}
