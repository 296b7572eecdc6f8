"""Forms in XFA, an XML inside of a PDF: taken without scripts and connections, if only a button submits."""

import io
from collections.abc import Mapping
from typing import Any, Final

import pikepdf

from imaging.report_files.refusal import ACTIVE, EXTERNAL, NotADocument
from imaging.report_files.xml_parts import local, read_xml

SCRIPTS: Final = frozenset({"script", "execute"})
CONNECTIONS: Final = frozenset({"wsdlConnection", "xmlConnection", "xsdConnection"})
PRESSING: Final = frozenset({"click", "mouseUp", "mouseDown"})


class _Form:
    def __init__(self) -> None:
        self._activity = "click"

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        word = local(name)
        if word in SCRIPTS:
            raise NotADocument("a form with scripts", ACTIVE, "a script in XFA")
        if word in CONNECTIONS:
            raise NotADocument("a form with a connection", EXTERNAL, "a connection in XFA")
        if word == "event":
            self._activity = attributes.get("activity", "click")
        if word == "submit" and self._activity not in PRESSING:
            raise NotADocument("a form that submits itself", ACTIVE, "a submission in XFA")


def check_xfa(form: Any) -> None:
    """Raise NotADocument. The form is a stream, or an array of names and streams that are one XML together."""
    streams = [form] if isinstance(form, pikepdf.Stream) else list(form)
    content = b"".join(stream.read_bytes() for stream in streams if isinstance(stream, pikepdf.Stream))
    if content.strip():
        read_xml(io.BytesIO(content), _Form().begin)
