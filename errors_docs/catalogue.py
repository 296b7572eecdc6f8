"""A surface's catalogue: which code, status and words each domain error gets there.

One entry is one code. Everything public about an error (its page, errors.json, OpenAPI responses, simulation)
is read from here, so an entry without one of its sections refuses at import.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any, Final

from errors_docs.details import details_of, message_fields
from errors_docs.exceptions import DomainError, InternalError
from errors_docs.languages import ENGLISH, Language, Translated, translated
from errors_docs.surfaces import Surface

#: Sections that an entry need not have.
OPTIONAL: Final = ("details", "suggesting", "reasons")


class CatalogueError(Exception):
    """The catalogue contradicts itself; raised at import, so that a process with a bad catalogue never starts."""


class Retry(Enum):
    """Whether sending the same request again can help, in the words of the docs."""

    NEVER = "never"
    AFTER_HEADER = "after Retry-After"
    AFTER_TOP_UP = "after top-up"
    AFTER_TOP_UP_OR_REFRESH = "after top-up or the monthly refresh"
    AFTER_FREEING_SPACE = "after freeing space"
    AFTER_DELAY = "after a short delay"
    BACKOFF = "1 s then 2 s then 4 s then stop"
    ONCE_THEN_SUPPORT = "yes; then contact support with requestId"


class Area(Enum):
    """The groups of the error table, in the order of the table."""

    ACCESS = "Authentication and limits"
    REQUEST = "Request shape"
    BILLING = "Credits and plans"
    CUSTOMERS = "Customers"
    IMAGING = "Imaging"
    WEBHOOKS = "Webhooks"
    GENERATION = "Generation"
    SERVER = "Server"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How one domain error is published on one surface. Texts are plain sentences; backticks set code."""

    #: Public and for ever: never renamed, never reused.
    code: str
    status: int
    #: The class it publishes, with those of its subclasses that the surface doesn't publish themselves.
    error: type[DomainError]
    area: Area
    #: A few words: "Not enough credits".
    title: str
    #: One sentence: when the API answers this.
    when: str
    #: The cause, for a reader who is stuck: what the server saw and why it refuses.
    why: str
    #: What to look at first, each a sentence.
    check: tuple[str, ...]
    #: What to do, in order, each a sentence.
    fix: tuple[str, ...]
    retry: Retry
    #: One sentence that says how a retry behaves here.
    retry_advice: str
    #: One sentence: whether anything was charged or changed.
    charged: str
    #: A template over the error's fields: "This call needs {required} credits; {current} are available."
    message: str
    #: A template for an error that has a ``suggestion``; "": ``message`` does for all.
    suggesting: str = ""
    #: Templates for special cases, by the error's ``reason``; the page lists them.
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: An instance, from which the example's message, details and headers are made as a live answer's are.
    example: DomainError
    #: The shape of ``details`` from errors_docs.shapes, or None if the code carries none.
    details: Any = None
    #: Codes that a reader of this page may be looking for instead.
    related: tuple[str, ...]

    def message_for(self, error: DomainError, language: Language = ENGLISH) -> str:
        """The message of one refusal, with its numbers in it."""
        if error.suggestion is not None and self.suggesting:
            return translated(self.suggesting, language).text.format_map(message_fields(error))
        return self._message(error.reason, message_fields(error), language).text

    def reasons_in(self, language: Language = ENGLISH) -> Mapping[str, Translated]:
        """The message of each reason, with the example's numbers, the usual one first; none for a code of one case."""
        usual = () if self.example.reason in self.reasons else (self.example.reason,)
        reasons = (*usual, *self.reasons) if self.reasons else ()
        return {reason: self._message(reason, message_fields(self.example), language) for reason in reasons}

    def _message(self, reason: str, values: Mapping[str, Any], language: Language) -> Translated:
        template = translated(self.reasons.get(reason, self.message), language)
        return replace(template, text=template.text.format_map(values))

    def details_for(self, error: DomainError) -> Any:
        """The JSON value of ``details``, or None."""
        return None if self.details is None else details_of(error, self.details)


@dataclass
class Catalogue:
    """The codes of one surface, in the order in which they were published."""

    surface: Surface
    _by_code: dict[str, Entry] = field(default_factory=dict)
    _by_error: dict[type[DomainError], Entry] = field(default_factory=dict)

    def publish(self, *entries: Entry) -> None:
        """Adds entries. Raises CatalogueError for a taken code, a class published twice, or an empty section."""
        for entry in entries:
            self._refuse_contradictions(entry)
            self._by_code[entry.code] = entry
            self._by_error[entry.error] = entry

    def seal(self) -> None:
        """Called once all is published: related codes must exist, and there must be an answer to a crash."""
        for entry in self:
            for code in entry.related:
                if code not in self._by_code or code == entry.code:
                    raise CatalogueError(
                        f"{self.surface.name}: {entry.code} names {code} as related, which is no other code"
                    )
        if InternalError not in self._by_error:
            raise CatalogueError(f"{self.surface.name}: nothing publishes InternalError")

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._by_code.values())

    def __getitem__(self, code: str) -> Entry:
        return self._by_code[code]

    def get(self, code: str) -> Entry | None:
        """The entry of a code, or None."""
        return self._by_code.get(code)

    def entry_for(self, error: type[DomainError]) -> Entry | None:
        """The entry that publishes a class or the nearest of its bases; None if the surface doesn't publish it."""
        return next((self._by_error[base] for base in error.__mro__ if base in self._by_error), None)

    def by_area(self) -> Mapping[Area, list[Entry]]:
        """The entries grouped as the error table shows them; areas without a code are left out."""
        grouped = {area: [entry for entry in self if entry.area is area] for area in Area}
        return {area: entries for area, entries in grouped.items() if entries}

    def _refuse_contradictions(self, entry: Entry) -> None:
        where = f"{self.surface.name}: {entry.code}"
        if entry.code in self._by_code:
            raise CatalogueError(f"{where} is taken")
        if entry.error in self._by_error:
            raise CatalogueError(
                f"{where}: {entry.error.__name__} is published as {self._by_error[entry.error].code} already"
            )
        if not isinstance(entry.example, entry.error):
            raise CatalogueError(f"{where}: the example is no {entry.error.__name__}")
        _refuse_empty_sections(entry, where)
        _refuse_broken_example(entry, where)


def _refuse_empty_sections(entry: Entry, where: str) -> None:
    for section in fields(entry):
        value = getattr(entry, section.name)
        texts = value if isinstance(value, tuple) else (value,)
        blank = any(isinstance(text, str) and not text.strip() for text in texts)
        if section.name not in OPTIONAL and (not value or blank):
            raise CatalogueError(f"{where} has no {section.name}")


def _refuse_broken_example(entry: Entry, where: str) -> None:
    """A message that names a field which the error lacks would otherwise fail on the first live refusal."""
    try:
        entry.message_for(entry.example)
        entry.reasons_in()
        entry.details_for(entry.example)
    except (KeyError, AttributeError, IndexError, ValueError) as missing:
        raise CatalogueError(
            f"{where}: message or details name a field that {entry.error.__name__} lacks: {missing}"
        ) from missing
