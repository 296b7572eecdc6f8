"""Why a file is not taken as a report."""

from typing import Final

#: Which kind of refusal it is: a reason of INVALID_REPORT_TYPE.
NOT_A_DOCUMENT: Final = "not_a_document"
MACROS: Final = "macros"
ACTIVE: Final = "runs_on_opening"
EXTERNAL: Final = "loads_from_elsewhere"
EMBEDDED: Final = "embedded_program"
ENCRYPTED: Final = "encrypted"
UNREADABLE: Final = "unreadable"
TOO_COMPLEX: Final = "too_complex"


class NotADocument(Exception):
    """The message says what is wrong with it; ``found`` says in fixed words what was found, never in the file's own."""

    def __init__(self, message: str, reason: str = NOT_A_DOCUMENT, found: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.found = found
