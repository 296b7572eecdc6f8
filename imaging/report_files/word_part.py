"""The XML of a part of a DOCX: fields, objects and data sources that act when it is opened, and form fields."""

from collections.abc import Mapping
from typing import Final

from imaging.report_files.fields import OpenFields, refuse_field
from imaging.report_files.refusal import EMBEDDED, EXTERNAL, MACROS, NotADocument
from imaging.report_files.xml_parts import local

#: Elements that are an object or a control, whatever their relationship is.
OBJECTS: Final = frozenset({"OLEObject", "control", "objectEmbed", "objectLink", "ocx"})
#: Settings that load data or documents.
LOADING: Final = frozenset({"mailMerge", "altChunk", "subDoc", "sourceFileName", "ddeLink", "oleLink"})
#: Drawings in VML name their pictures themselves.
PICTURES: Final = frozenset({"imagedata", "fill", "stroke", "image"})
#: Legacy form fields, and content controls that take an input.
FORMS: Final = frozenset({"ffData", "checkbox", "dropDownList", "comboBox", "date", "text"})
#: Attributes, with the ends of their namespaces, that name a relationship to load.
LOADED: Final = ("/relationships link", "/relationships embed", "/relationships href", "/relationships pict")
LOADED_BY_PICTURES: Final = ("/relationships id", " relid")
VML: Final = "urn:schemas-microsoft-com:vml"
#: Namespaces of Word's own elements; in others, such as the data of a form, a word means what it likes.
WORDS: Final = ("wordprocessingml", "urn:schemas-microsoft-com:", "schemas.microsoft.com/office/", "spreadsheetml")


class WordPart:
    """One part while it is read."""

    def __init__(self, links: frozenset[str] = frozenset()) -> None:
        """Take the ids of the hyperlinks that lead out of the document."""
        self._links = links
        self.has_form = False
        self._fields = OpenFields()
        self._is_instruction = False
        self._controls = 0

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element. Raises NotADocument."""
        word = local(name)
        if self._links:
            self._refuse_loaded_link(name, attributes)
        if not any(space in name for space in WORDS):
            return
        _refuse_object(word)
        self._look_for_form(word)
        if word == "fldChar":
            self._fields.mark(_attribute(attributes, "fldCharType"))
        elif word == "fldSimple":
            refuse_field(_attribute(attributes, "instr"))
        elif word == "instrText":
            self._is_instruction = True
        elif word in PICTURES and name.startswith(VML):
            _refuse_remote_picture(attributes)

    def text(self, piece: str) -> None:
        """Take a piece of text."""
        if self._is_instruction:
            self._fields.text(piece)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        word = local(name)
        if word == "instrText":
            self._is_instruction = False
        elif word == "sdtPr":
            self._controls = max(0, self._controls - 1)

    def finish(self) -> None:
        """Take the end of the part. Raises NotADocument."""
        self._fields.finish()

    def _refuse_loaded_link(self, element: str, attributes: Mapping[str, str]) -> None:
        """A hyperlink is followed by a click only where it is named as one: a picture that names it is loaded."""
        is_picture = element.startswith(VML) and local(element) in PICTURES
        for name, value in attributes.items():
            if name.endswith(LOADED + LOADED_BY_PICTURES if is_picture else LOADED) and value in self._links:
                raise NotADocument("a document that loads something", EXTERNAL, "a picture from elsewhere")

    def _look_for_form(self, word: str) -> None:
        if word == "sdtPr":
            self._controls += 1
        elif word == "ffData" or (self._controls and word in FORMS):
            self.has_form = True


def _refuse_object(word: str) -> None:
    if word in OBJECTS:
        raise NotADocument("a document with an embedded object", EMBEDDED, "an OLE object or a control")
    if word in LOADING:
        raise NotADocument("a document that loads something", EXTERNAL, f"the element {word}")
    if word == "vbaSuppData":
        raise NotADocument("a document with macros", MACROS, "VBA macros")


def _refuse_remote_picture(attributes: Mapping[str, str]) -> None:
    targets = [value for name, value in attributes.items() if local(name) in ("src", "href", "althref")]
    if any("//" in target or "\\\\" in target for target in targets):
        raise NotADocument("a document that loads something", EXTERNAL, "a picture from elsewhere")


def _attribute(attributes: Mapping[str, str], wanted: str) -> str:
    return next((value for name, value in attributes.items() if local(name) == wanted), "")
