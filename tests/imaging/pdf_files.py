"""PDFs, harmless and hostile, each to be written in the forms of pdf_forms.py."""

from collections.abc import Mapping
from typing import Final

from tests.imaging.pdf_forms import Parts, plain, stream

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
    "a script in a separate object": (
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
