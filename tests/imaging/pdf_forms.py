"""The forms in which a PDF can have the same objects: names escaped, in object streams, encrypted, updated."""

import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pikepdf

#: Names in which a letter is written by its number.
NAMES: Final = re.compile(
    rb"/(OpenAction|JavaScript|JS|AA|Launch|URI|SubmitForm|ImportData|GoToR|GoToE|Names|EmbeddedFile|EF|XFA|RichMedia"
    rb"|OnInstantiate|Rendition|Next|FT)\b"
)


@dataclass(frozen=True)
class Parts:
    """What a PDF has besides one empty page: entries of its catalog and its page, and objects from number 5 on."""

    catalog: bytes = b""
    page: bytes = b""
    objects: Sequence[bytes] = field(default_factory=tuple)

    def numbered(self) -> dict[int, bytes]:
        """All objects by number."""
        content = b"BT ET"
        made = {
            1: b"<</Type/Catalog/Pages 2 0 R %b>>" % self.catalog,
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R %b>>" % self.page,
            4: stream(content),
        }
        return {**made, **dict(enumerate(self.objects, 5))}


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream as it is."""
    return b"<</Length %d %b>>stream\n%b\nendstream" % (len(content), entries, content)


def plain(parts: Parts) -> bytes:
    """Return the file with everything readable."""
    return _appended(b"%PDF-1.7\n", parts.numbered(), size=len(parts.numbered()) + 1)


def escaped(parts: Parts) -> bytes:
    """Return it with the second letter of each telling name as a number."""
    objects = {number: _escaped_object(content) for number, content in parts.numbered().items()}
    return _appended(b"%PDF-1.7\n", objects, size=len(objects) + 1)


def in_object_streams(parts: Parts) -> bytes:
    """Return it with its objects inside of compressed streams."""
    return _saved(parts, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def encrypted(parts: Parts) -> bytes:
    """Return it encrypted with an empty password, as files are that only forbid to print."""
    return _saved(
        parts,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        encryption=pikepdf.Encryption(owner="owner", user=""),
    )


def updated(parts: Parts) -> bytes:
    """Return a harmless file to whose end an update was written that has all of it."""
    return _appended(plain(Parts()), parts.numbered(), size=len(parts.numbered()) + 1)


def updated_away(parts: Parts) -> bytes:
    """Return a file whose last update replaces what it had by something harmless."""
    return _appended(plain(parts), Parts().numbered(), size=len(parts.numbered()) + 1)


def _appended(before: bytes, objects: Mapping[int, bytes], size: int) -> bytes:
    """Return a file, or its update: these objects, a table of where they are, and the table before it."""
    made, places = before, {}
    for number, content in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj%b endobj\n" % (number, content)
    start = len(made)
    previous = re.findall(rb"startxref\n(\d+)\n", before)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    made += b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    prior = b"/Prev %b" % previous[-1] if previous else b""
    return made + b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, prior, start)


def _escaped_object(content: bytes) -> bytes:
    head, mark, rest = content.partition(b"stream\n")
    return NAMES.sub(_escape, head) + mark + rest


def _escape(name: re.Match[bytes]) -> bytes:
    word = name[1]
    return b"/%b#%02x%b" % (word[:1], word[1], word[2:])


def _saved(parts: Parts, **how: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(plain(parts))) as file, warnings.catch_warnings():
        # A field that no form lists is a part of the test.
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
        # Only what the catalog leads to is saved.
        file.Root.Kept = pikepdf.Array([item for item in file.objects if item.is_indirect])
        file.save(buffer, **how)  # type: ignore[arg-type]  # save's own keywords
    return buffer.getvalue()


#: The forms of one file.
FORMS: Final[Mapping[str, Callable[[Parts], bytes]]] = {
    "plain": plain,
    "escaped": escaped,
    "object streams": in_object_streams,
    "encrypted": encrypted,
    "update": updated,
    "replaced": updated_away,
}
