"""Targets of links: what a click may open, and which templates are on the reader's own disk."""

import re
from typing import Final
from urllib.parse import unquote

from imaging.report_files.programs import refuse_program
from imaging.report_files.refusal import ACTIVE, NotADocument

#: Schemes by which a click runs something or opens a file as a program would.
RUNNING: Final = re.compile(r"(javascript|vbscript|data|shell|ms-[a-z-]+|search-ms|search|jar|mhtml):", re.IGNORECASE)
#: A path on a disk of the reader's machine, as Word writes the template that a document was made with.
LOCAL: Final = re.compile(r"(?:file:/{1,4})?(?:[A-Za-z]:[\\/](?![\\/])[^:]*|[^:\\/]+)")


def refuse_running(target: str, where: str) -> None:
    """Raise NotADocument for a link that runs something. Control characters in it mean nothing to a reader."""
    plain = "".join(character for character in unquote(target) if character > " ")
    if found := RUNNING.match(plain):
        raise NotADocument(f"a {where} that runs something", ACTIVE, f"a {where} with {found[1].lower()}:")
    if plain.lower().startswith("file:"):
        refuse_program(plain.replace("\\", "/").rpartition("/")[2], b"")


def is_local(target: str) -> bool:
    """Return whether a template is on a disk of the reader's machine rather than on a server."""
    return LOCAL.fullmatch(unquote(target).strip()) is not None
