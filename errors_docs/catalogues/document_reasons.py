"""What a report's file holds that none may hold: ``details.reason`` and the message of each.

Public: add freely, never rename.
"""

from collections.abc import Mapping
from typing import Final

DOCUMENT_REASONS: Final[Mapping[str, str]] = {
    "macros": "The document has macros or controls ({summary}): save it without them as DOCX, or print it to PDF.",
    "runs_on_opening": (
        "The document runs something by itself ({summary}): print it to PDF, or export it without actions and scripts."
    ),
    "loads_from_elsewhere": (
        "The document loads something from elsewhere when it is opened ({summary}): put it into the document or remove "
        "it, or print the document to PDF."
    ),
    "embedded_program": (
        "The document has a program or a foreign object in it ({summary}): remove it, or print the document to PDF."
    ),
    "encrypted": "The document needs a password ({summary}), so nobody can check it: save it without one.",
    "unreadable": "The document is damaged ({summary}), so it can't be checked: export it again.",
    "too_complex": "The document takes too much to check ({summary}): print it to PDF, or split it.",
    "malware": (
        "The virus scanner found something in the file ({summary}): don't open it, and check the system that it comes "
        "from."
    ),
}
