"""The verdict on a report's file, made before its row: the judge's, in a child process with bounds, and the scanner's.

None of it asks the database, and all of it may take seconds: the server does it on threads of its own.
"""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from errors_docs.exceptions import DomainError, InvalidReportType, ServiceUnavailable
from imaging.files import SpooledFile
from imaging.models import FileType, Scan
from imaging.report_files.judged import Judged
from imaging.report_files.plain import check_text
from imaging.report_files.refusal import TOO_COMPLEX, NotADocument
from imaging.scanner import Malware, ScannerAway, scan

#: As they are listed to clients.
ALLOWED: Final = tuple(kind.label for kind in FileType)
#: How the types begin that are judged in a child process: PDF, ZIP, OLE.
IN_CHILD: Final = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
#: In all, the waiting for a core included; the child bounds its CPU time itself.
CHILD_SECONDS: Final = 30
LOGGER: Final = logging.getLogger("tollgate.documents")
#: When to ask again for a scanner that is away.
RETRY_AFTER: Final = 30


@dataclass(frozen=True)
class Verdict:
    """What was found out of a file: its type and its scan, or why it is refused."""

    file_type: FileType | None = None
    has_form: bool = False
    scan: Scan = Scan.NONE
    refusal: DomainError | None = None


class JudgeFailed(Exception):
    """The child process failed at something other than the file."""


def verdict_on(spooled: SpooledFile) -> Verdict:
    """Judge and scan a closed temporary file. What is refused is logged in fixed words, never in the file's own."""
    try:
        judged = judged_within_bounds(spooled.path, spooled.size)
        scanned = _scanned(spooled)
    except NotADocument as wrong:
        LOGGER.info("A document was refused", extra={"reason": wrong.reason, "found": wrong.found or str(wrong)})
        return Verdict(refusal=InvalidReportType(allowed=ALLOWED, reason=wrong.reason, found=wrong.found))
    except ScannerAway as away:
        LOGGER.error("The scanner gave no verdict, so a document was refused", extra={"why": str(away)})
        return Verdict(refusal=ServiceUnavailable(retry_after=RETRY_AFTER))
    return Verdict(FileType(judged.type), judged.has_form, scanned)


def judged_within_bounds(path: Path, size: int) -> Judged:
    """Return what a file is. Raises NotADocument, also for what takes too long or too much memory to judge."""
    with path.open("rb") as file:
        if size == 0:
            raise NotADocument("it is empty")
        head = file.read(max(map(len, IN_CHILD)))
        if not head.startswith(IN_CHILD):
            file.seek(0)
            return check_text(file)
    judgement = judgement_of_child(path)
    if "type" in judgement:
        return Judged(judgement["type"], has_form=judgement["has_form"])
    raise NotADocument(judgement["why"], judgement["reason"], judgement["found"])


def judgement_of_child(path: Path) -> Any:
    """Return what the child printed. It gets no setting of ours, so no secret, whatever becomes of it."""
    command = [sys.executable, "-m", "imaging.report_files", str(path)]
    try:
        child = subprocess.run(
            command, cwd=settings.BASE_DIR, env={}, capture_output=True, timeout=CHILD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise NotADocument("it takes too long", TOO_COMPLEX, "too much time") from late
    if child.returncode < 0:
        raise NotADocument("the child was ended by its bounds", TOO_COMPLEX, "too much time or memory")
    if child.returncode > 0:
        raise JudgeFailed(child.stderr.decode(errors="replace")[-2000:])
    return json.loads(child.stdout)


def _scanned(spooled: SpooledFile) -> Scan:
    if settings.SCANNER is None:
        return Scan.NONE
    try:
        scan(settings.SCANNER, settings.SCANNER_TIMEOUT_SECONDS, spooled.path)
    except Malware as malware:
        raise NotADocument("the scanner found something", "malware", malware.signature) from malware
    return Scan.CLEAN
