"""What a PDF carries: attached files, forms, and streams that are in other files."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import pikepdf

from imaging.report_files.package import Look
from imaging.report_files.refusal import EMBEDDED, EXTERNAL, TOO_COMPLEX, NotADocument
from imaging.report_files.xfa import check_xfa

MOST_FILES: Final = 500
HEAD_BYTES: Final = 1024
#: Kinds of fields to fill in; a signature is none.
FIELDS: Final = frozenset({"/Tx", "/Btn", "/Ch"})


class Contents:
    """What was met among the objects of one file."""

    def __init__(self, look: Look, depth: int) -> None:
        self.has_form = False
        self._look = look
        self._depth = depth
        self._files: dict[tuple[int, int], tuple[Any, set[str]]] = {}

    def take(self, item: Any, entries: Mapping[str, Any]) -> None:
        """Take one dictionary or stream. Raises NotADocument."""
        if isinstance(item, pikepdf.Stream):
            self._take_stream(item, entries)
        if str(entries.get("/Subtype", "")) == "/RichMedia":
            raise NotADocument("a PDF with rich media", EMBEDDED, "rich media")
        if isinstance(entries.get("/Ref"), pikepdf.Dictionary) and "/F" in entries["/Ref"]:
            raise NotADocument("a PDF with pages of another file", EXTERNAL, "a page of another file")
        if isinstance(entries.get("/EF"), pikepdf.Dictionary):
            self._take_specification(entries)
        if str(entries.get("/FT", "")) in FIELDS:
            self.has_form = True
        if "/XFA" in entries:
            self.has_form = True
            check_xfa(entries["/XFA"])

    def check(self) -> None:
        """Look into all attached files. Raises NotADocument."""
        for stream, names in self._files.values():
            content = stream.read_bytes()
            for name in names or {""}:
                self._look(name, partial(bytes, content), content[:HEAD_BYTES], self._depth)

    def _take_stream(self, stream: Any, entries: Mapping[str, Any]) -> None:
        if isinstance(entries.get("/F"), (pikepdf.String, pikepdf.Dictionary)):
            raise NotADocument("a PDF with data of another file", EXTERNAL, "a stream in another file")
        if str(entries.get("/Type", "")) == "/EmbeddedFile":
            self._add(stream, "")

    def _take_specification(self, entries: Mapping[str, Any]) -> None:
        names = [str(entries[key]) for key in ("/UF", "/F", "/DOS", "/Mac", "/Unix") if key in entries]
        for stream in entries["/EF"].values():
            if isinstance(stream, pikepdf.Stream):
                for name in names or [""]:
                    self._add(stream, name)

    def _add(self, stream: Any, name: str) -> None:
        _, names = self._files.setdefault(stream.objgen, (stream, set()))
        names.update({name} - {""})
        if len(self._files) > MOST_FILES:
            raise NotADocument("a PDF with too many attached files", TOO_COMPLEX, "too many attached files")
