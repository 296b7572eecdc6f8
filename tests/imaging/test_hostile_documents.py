"""Documents that do something by themselves or hide a program, in the forms in which a file can; and harmless ones."""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
import pypdf
import pytest
from fpdf import FPDF
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from imaging.report_files.fields import refuse_fields_in
from imaging.report_files.judge import judge
from imaging.report_files.judged import Judged
from imaging.report_files.refusal import NotADocument
from tests.imaging import docx_files, docx_forms, pdf_files, pdf_forms
from tests.imaging.documents import archive, docx, ole, word
from tests.imaging.docx_forms import doc_with, doc_with_template
from tests.imaging.pdf_files import SCRIPT
from tests.imaging.pdf_forms import Parts, encrypted, plain, stream

SCRIPT_FOUND = ("runs_on_opening", "OpenAction with JavaScript")


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[bytes], tuple[str, object]]:
    """Return what is said of a content: its type and whether it is a form, or the reason and what was found."""
    path = tmp_path / "report"

    def judgement(content: bytes) -> tuple[str, object]:
        path.write_bytes(content)
        try:
            taken: Judged = judge(path, len(content))
        except NotADocument as refusal:
            return refusal.reason, refusal.found
        return taken.type, taken.has_form

    return judgement


Judge = Callable[[bytes], tuple[str, object]]


@pytest.mark.parametrize("form", pdf_forms.FORMS)
def test_what_a_pdf_does_by_itself_is_found_in_every_form_of_the_file(judged: Judge, form: str) -> None:
    write = pdf_forms.FORMS[form]
    found = {name: judged(write(parts)) for name, (parts, *_) in pdf_files.HOSTILE.items()}
    assert found == {name: (reason, what) for name, (_, reason, what) in pdf_files.HOSTILE.items()}


@pytest.mark.parametrize("form", [form for form in pdf_forms.FORMS if form != "replaced"])
def test_views_links_and_forms_of_a_pdf_are_taken_in_every_form_of_the_file(judged: Judge, form: str) -> None:
    write = pdf_forms.FORMS[form]
    found = {name: judged(write(parts)) for name, (parts, _) in pdf_files.HARMLESS.items()}
    assert found == {name: ("pdf", has_form) for name, (_, has_form) in pdf_files.HARMLESS.items()}


@pytest.mark.parametrize("form", docx_forms.FORMS)
def test_what_a_docx_loads_runs_or_hides_is_found(judged: Judge, form: str) -> None:
    write = docx_forms.FORMS[form]
    found = {name: judged(write(parts)) for name, (parts, *_) in docx_files.HOSTILE.items()}
    assert found == {name: (reason, what) for name, (_, reason, what) in docx_files.HOSTILE.items()}


@pytest.mark.parametrize("form", docx_forms.FORMS)
def test_links_templates_of_the_disk_and_forms_of_a_docx_are_taken(judged: Judge, form: str) -> None:
    write = docx_forms.FORMS[form]
    found = {name: judged(write(parts)) for name, (parts, _) in docx_files.HARMLESS.items()}
    assert found == {name: ("docx", has_form) for name, (_, has_form) in docx_files.HARMLESS.items()}


@pytest.mark.parametrize("wide", [False, True])
def test_fields_of_a_doc_that_start_or_load_something_are_found(judged: Judge, wide: bool) -> None:
    assert judged(doc_with("A\x13 DDEAUTO cmd \x14x\x15", wide=wide)) == ("runs_on_opening", "the field DDEAUTO")
    assert judged(doc_with("\x13includepicture \x15", wide=wide)) == (
        "loads_from_elsewhere",
        "the field INCLUDEPICTURE",
    )
    assert judged(doc_with("\x13 FORMTEXT \x14x\x15 \x13 PAGE \x15 DDEAUTO", wide=wide)) == ("doc", True)
    assert judged(doc_with("\x13 HYPERLINK x \x14x\x15", wide=wide)) == ("doc", False)


@pytest.mark.parametrize("wide", [False, True])
def test_fields_of_a_doc_are_found_however_long_they_are_and_without_their_end(judged: Judge, wide: bool) -> None:
    found = ("runs_on_opening", "the field DDEAUTO")
    assert judged(doc_with("\x13" + " " * 1300 + "DDEAUTO cmd \x15", wide=wide)) == found
    assert judged(doc_with("\x13 DDEAUTO cmd", wide=wide)) == found
    assert judged(doc_with("\x13 PAGE \x13 DDEAUTO cmd", wide=wide)) == found


def test_a_field_of_a_doc_is_found_behind_more_blanks_than_a_reader_would_skip() -> None:
    for text in ("\x13" + " " * 5000 + "DDEAUTO cmd \x15", "\x13 DDEAUTO " + "x" * 5000 + "\x15"):
        with pytest.raises(NotADocument) as refused:
            refuse_fields_in(text)
        assert (refused.value.reason, refused.value.found) == ("runs_on_opening", "the field DDEAUTO")


@pytest.mark.parametrize(
    ("streams", "reason", "found"),
    [
        ({"\x01Ole10Native": b"x"}, "embedded_program", "an OLE object"),
        ({"\x03OCXNAME": b"x"}, "embedded_program", "an OLE object"),
        ({"Package": b"x"}, "embedded_program", "an OLE object"),
        ({"Data": b"MZ\x90\0"}, "embedded_program", "a Windows program"),
        ({"VBA": b"x"}, "macros", "VBA macros"),
        ({"_vba_project_cur": b"x"}, "macros", "VBA macros"),
    ],
)
def test_objects_programs_and_macros_of_a_doc_are_found(
    judged: Judge, streams: Mapping[str, bytes], reason: str, found: str
) -> None:
    assert judged(ole({"WordDocument": word(), **streams})) == (reason, found)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("https://evil.example/a.dot", ("loads_from_elsewhere", "a remote template")),
        ("\\\\evil\\share\\a.dot", ("loads_from_elsewhere", "a remote template")),
        ("C:\\Templates\\Report.dot", ("doc", False)),
        ("Normal.dot", ("doc", False)),
        ("", ("doc", False)),
    ],
)
def test_a_doc_may_come_from_a_template_of_its_writers_disk_alone(
    judged: Judge, template: str, expected: tuple[str, object]
) -> None:
    assert judged(doc_with_template(template)) == expected


def test_other_kinds_of_documents_are_not_taken_whatever_they_load(judged: Judge) -> None:
    rtf = rb"{\rtf1{\*\template https://evil.example/a.dot}}"
    odt = archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})
    assert judged(rtf) == judged(odt) == ("not_a_document", "")


def test_a_pdf_that_needs_a_password_is_refused(judged: Judge) -> None:
    buffer = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(plain(Parts()))) as file:
        file.save(buffer, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    assert judged(buffer.getvalue()) == ("encrypted", "a password")
    assert judged(encrypted(Parts())) == ("pdf", False)


def test_objects_that_inflate_without_end_are_refused(judged: Judge) -> None:
    """The streams of objects, which a reader must unpack, and an attached file."""
    zeros = zlib.compress(bytes(100 * 1024 * 1024), 9)
    packed = stream(zeros, b"/Filter/FlateDecode/Type/EmbeddedFile")
    assert judged(plain(Parts(objects=(packed,))))[0] in ("unreadable", "too_complex")
    twice = stream(zlib.compress(zeros, 9), b"/Filter[/FlateDecode/FlateDecode]/Type/EmbeddedFile")
    assert judged(plain(Parts(objects=(twice,))))[0] in ("unreadable", "too_complex")


def test_circles_depth_and_damage_end(judged: Judge) -> None:
    circle = Parts(objects=(b"<</A 6 0 R/Kids[5 0 R 6 0 R]>>", b"<</B 5 0 R/Next 6 0 R>>"))
    assert judged(plain(circle)) == ("pdf", False)
    deep = Parts(objects=(b"[" * 5000 + b"]" * 5000,))
    assert judged(plain(deep)) == ("unreadable", "damaged objects")
    pages = plain(Parts()).replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    assert judged(pages) == ("unreadable", "damaged objects")
    chain = Parts(b"/OpenAction 5 0 R", objects=(b"<</S/GoTo/D[3 0 R/Fit]/Next[5 0 R 5 0 R 5 0 R]>>",))
    assert judged(plain(chain)) == ("pdf", False)


def test_an_object_whose_place_is_wrong_is_refused_for_what_a_reader_may_find_there(judged: Judge) -> None:
    content = plain(Parts(b"/OpenAction 5 0 R", objects=(SCRIPT,)))
    assert judged(content) == SCRIPT_FOUND
    place = b"%010d" % content.index(b"5 0 obj")
    assert judged(content.replace(place, b"%010d" % 3)) == ("unreadable", "damaged objects")


def test_what_is_written_inside_of_the_trailer_is_looked_at(judged: Judge) -> None:
    for entries, expected in ((b"", ("pdf", False)), (b"/OpenAction" + SCRIPT, SCRIPT_FOUND)):
        catalog = b"/Root<</Type/Catalog/Pages 2 0 R" + entries + b">>"
        assert judged(plain(Parts()).replace(b"/Root 1 0 R", catalog)) == expected


def test_a_second_directory_of_an_archive_is_refused(judged: Judge) -> None:
    """Readers that know of larger archives would take that one, and others the usual one."""
    content = docx()
    place = content.rindex(b"PK\x05\x06")
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 2, 2, 100, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, place, 1)
    with_both = bytearray(content[:place] + record + locator + content[place:])
    end = len(with_both) - 22
    # The usual directory is where both readers look: at the end, and its comment is as long as one may be.
    start = int.from_bytes(with_both[end + 16 : end + 20], "little")
    with_both[end + 12 : end + 16] = (end - start).to_bytes(4, "little")
    assert judged(bytes(with_both)) == ("not_a_document", "")
    with_both[end + 20 :] = b"\xff\xff" + bytes(65_535)
    assert judged(bytes(with_both)) == ("not_a_document", "")


def test_documents_inside_of_documents_are_followed_and_bounded(judged: Judge) -> None:
    inner = plain(Parts(b"/OpenAction " + SCRIPT))
    once = plain(pdf_files.attached(inner, b"a.pdf"))
    assert judged(once) == SCRIPT_FOUND
    assert judged(plain(pdf_files.attached(once, b"b.pdf"))) == SCRIPT_FOUND
    deep = plain(Parts())
    for _ in range(4):
        deep = plain(pdf_files.attached(deep, b"a.pdf"))
    assert judged(deep) == ("too_complex", "documents inside of each other")


def test_documents_of_other_libraries_are_taken(judged: Judge) -> None:
    printed = FPDF()
    printed.add_page()
    printed.set_font("helvetica")
    printed.cell(text="Findings: none.", link="https://clinic.example/")
    assert judged(bytes(printed.output())) == ("pdf", False)
    buffer = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(bytes(printed.output()))) as file:
        file.save(buffer, linearize=True)
    assert judged(buffer.getvalue()) == ("pdf", False)


def test_a_script_that_another_library_writes_is_found(judged: Judge) -> None:
    writer, buffer = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
    writer.root_object[NameObject("/OpenAction")] = action
    writer.write(buffer)
    assert judged(buffer.getvalue()) == SCRIPT_FOUND
