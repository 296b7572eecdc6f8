"""A report's form, wherever it was read: streamed ahead of Django, or from Django's own request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import orjson
from django.http import HttpRequest

from api.input import refuse_encoding
from errors_docs.exceptions import FieldProblem, ReportTooLarge, UnsupportedMediaType, ValidationFailed
from imaging.files import PIECE_BYTES, SpooledFile
from imaging.inspection import Verdict
from imaging.multipart_body import BodyRefused, BodyTooLarge, FormBody, media_type

FORM: Final = "multipart/form-data"
LARGEST_REPORT: Final = 25 * 1024 * 1024
#: Text fields and boundaries beside the file.
LARGEST_FORM: Final = LARGEST_REPORT + 256 * 1024
#: Where the view finds a form that was read ahead of Django. No client can send a name with a dot.
UPLOAD: Final = "tollgate.upload"


@dataclass
class ReportForm:
    """A form while it arrives. Its methods raise ReportTooLarge or ValidationFailed."""

    body: FormBody
    #: On the file, if it was judged ahead of Django.
    verdict: Verdict | None = None

    def feed(self, piece: bytes) -> None:
        """The next piece of the body."""
        with _told():
            self.body.feed(piece)

    def finish(self) -> None:
        """The body has ended."""
        with _told():
            self.body.finish()

    @property
    def fields(self) -> dict[str, str | SpooledFile]:
        """What was sent, by name."""
        file: dict[str, str | SpooledFile] = {} if self.body.file is None else {"file": self.body.file}
        return {**self.body.fields, **file}

    @property
    def digest(self) -> bytes:
        """Of what the form says: the boundary between its parts is another on each attempt."""
        file = b"" if self.body.file is None else self.body.file.sha256
        return sha256(orjson.dumps(self.body.fields, option=orjson.OPT_SORT_KEYS) + file).digest()


def form_of(content_type: str, length: str, encoding: str) -> ReportForm:
    """For a body with this Content-Type, Content-Length and Content-Encoding, "" for each that there is none of.

    Raises UnsupportedMediaType, ReportTooLarge or ValidationFailed for what the headers alone rule out.
    """
    refuse_encoding(encoding)
    kind, parameters = media_type(content_type)
    if kind != FORM:
        raise UnsupportedMediaType("Content-Type", kind, (FORM,))
    if length.isdecimal() and int(length) > LARGEST_FORM:
        raise ReportTooLarge(limit_bytes=LARGEST_REPORT)
    with _told():
        return ReportForm(FormBody(parameters.get("boundary", ""), LARGEST_REPORT))


@contextmanager
def received(request: HttpRequest) -> Iterator[ReportForm]:
    """The form of a request; afterwards its temporary file is gone, unless it was kept."""
    form = request.META.get(UPLOAD)
    if form is None:
        names = ("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_CONTENT_ENCODING")
        form = form_of(*(request.META.get(name) or "" for name in names))
    try:
        if UPLOAD not in request.META:
            while piece := request.read(PIECE_BYTES):
                form.feed(piece)
            form.finish()
        request.body_digest = form.digest  # type: ignore[attr-defined]  # read by partners.idempotency
        yield form
    finally:
        form.body.discard()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BodyTooLarge as too_large:
        raise ReportTooLarge(limit_bytes=LARGEST_REPORT) from too_large
    except BodyRefused as wrong:
        raise ValidationFailed([FieldProblem(wrong.field, str(wrong), wrong.code)]) from wrong
