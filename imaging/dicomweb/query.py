"""The query string of QIDO-RS (PS3.18, 10.6.1.2) as conditions of SQL, by the matching rules of PS3.4, C.2.2.2.

Values are always parameters. What can't be matched is refused by name: to leave a condition out would answer with
studies that nobody asked for.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from foundation.numbers import is_whole_number
from imaging.dicom_json import keyword_of, tag_named
from imaging.dicomweb.answers import Refused
from imaging.facts import date_in, time_in

MOST_RESULTS: Final = 1000
LARGEST_OFFSET: Final = 2**40
MOST_PARAMETERS: Final = 100
#: Parameters that say one thing about the whole search.
SINGLE: Final = ("limit", "offset", "fuzzymatching")
#: PS3.5, 6.2: digits, perhaps with a sign, in at most 12 characters.
INTEGER_STRING: Final = re.compile("[+-]?[0-9]+")
LEVELS: Final = ("studies", "series", "instances")


@dataclass
class Query:
    """``conditions`` and their values, what shall be answered beside the default, and which part of it."""

    level: str
    conditions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    include: set[str] = field(default_factory=set)
    include_all: bool = False
    limit: int | None = None
    offset: int = 0
    fuzzy: bool = False

    def value(self, value: Any) -> str:
        """The placeholder of a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"


Match = Callable[[Query, str, str], str]


def parse(level: str, query_string: bytes) -> Query:
    """Raises Refused."""
    query = Query(level)
    try:
        parameters = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except ValueError as wrong:
        raise Refused(400, "The query can't be read: its values must be percent-encoded UTF-8.") from wrong
    _refuse_repeated([name for name, _ in parameters])
    for name, value in parameters:
        _take(query, name, value.replace("\0", ""))
    return query


def _refuse_repeated(names: list[str]) -> None:
    """Raise Refused for a parameter that has one value and comes twice. Conditions of one attribute are all met."""
    for name in SINGLE:
        if names.count(name) > 1:
            raise Refused(400, f"{name} was sent {names.count(name)} times: send it once.")


def _take(query: Query, name: str, value: str) -> None:
    match name:
        case "limit":
            query.limit = _number(name, value)
        case "offset":
            query.offset = _number(name, value)
        case "fuzzymatching":
            query.fuzzy = _boolean(name, value)
        case "includefield":
            _include(query, value)
        case _:
            _match(query, name, value)


def _number(name: str, value: str) -> int:
    if not is_whole_number(value) or not 0 <= int(value) <= LARGEST_OFFSET:
        raise Refused(400, f"{name} must be a whole number from 0 to {LARGEST_OFFSET}, in the digits 0 to 9.")
    return int(value)


def _boolean(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise Refused(400, f"{name} must be true or false.")
    return value.lower() == "true"


def _include(query: Query, value: str) -> None:
    for name in value.split(","):
        if name == "all":
            query.include_all = True
            continue
        # A path to an attribute inside of a sequence is answered with the whole sequence.
        tag = tag_named(name.partition(".")[0].strip())
        if tag is None:
            raise Refused(400, "includefield names something that is no attribute.")
        query.include.add(tag)


def _match(query: Query, name: str, value: str) -> None:
    tag = tag_named(name)
    if tag is None:
        raise Refused(400, f"There is no parameter or attribute {name[:64]!r}.")
    levels = LEVELS[: LEVELS.index(query.level) + 1]
    found = next((KEYS[level][tag] for level in levels if tag in KEYS[level]), None)
    if found is None:
        raise Refused(400, f"{keyword_of(tag)} can't be matched at this level.")
    column, rule = found
    # An empty value, and one asterisk, match everything, what is empty included (universal matching).
    if value.strip() not in ("", "*"):
        query.conditions.append(rule(query, column, value.strip(" ")))


def _text(query: Query, column: str, value: str) -> str:
    if "*" in value or "?" in value:
        return f"{column} LIKE {query.value(_pattern(value))}"
    return f"{column} = {query.value(value)}"


def _name(query: Query, column: str, value: str) -> str:
    """Any of a name's groups (PS3.5, 6.2.1.2), without regard to case."""
    folded = _pattern(value.casefold())
    forms = (folded, f"{folded}=%", f"%={folded}", f"%={folded}=%")
    return "(" + " OR ".join(f"{column} LIKE {query.value(form)}" for form in forms) + ")"


def _pattern(value: str) -> str:
    """DICOM's wildcards as those of LIKE."""
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%").replace("?", "_")


def _uids(query: Query, column: str, value: str) -> str:
    uids = [uid.strip() for uid in value.replace("\\", ",").split(",") if uid.strip()]
    return f"{column} = ANY({query.value(uids)})"


def _modalities(query: Query, column: str, value: str) -> str:
    """Any of a study's modalities is one of those asked for."""
    if "*" in value or "?" in value:
        return f"EXISTS (SELECT FROM unnest({column}) one WHERE one LIKE {query.value(_pattern(value))})"
    asked = [one.strip() for one in value.replace("\\", ",").split(",")]
    return f"{column} && {query.value(asked)}::varchar[]"


def _integer(query: Query, column: str, value: str) -> str:
    if not INTEGER_STRING.fullmatch(value) or len(value) > 12:
        raise Refused(400, "A number is matched by a whole number.")
    return f"{column} = {query.value(int(value))}"


def _dates(query: Query, column: str, value: str) -> str:
    def bound(text: str) -> Any:
        found = date_in(text)
        if found is None:
            raise Refused(400, "A date is YYYYMMDD, a range YYYYMMDD-YYYYMMDD with either end open.")
        return found

    return _range(query, column, value, bound, bound)


def _written_dates(query: Query, column: str, value: str) -> str:
    def bound(text: str) -> Any:
        found = date_in(text)
        if found is None:
            raise Refused(400, "A date is YYYYMMDD, a range YYYYMMDD-YYYYMMDD with either end open.")
        return f"{found:%Y%m%d}"

    return _range(query, column, value, bound, bound)


def _times(query: Query, column: str, value: str) -> str:
    """A time without minutes or seconds stands for all of them."""

    def bound(missing: str) -> Callable[[str], str]:
        def parsed(text: str) -> str:
            found = time_in(text, missing)
            if not found:
                raise Refused(400, "A time is HHMMSS, a range HHMMSS-HHMMSS with either end open.")
            return found

        return parsed

    whole = value if "-" in value else f"{value}-{value}"
    return _range(query, column, whole, bound("0"), bound("9"))


def _range(query: Query, column: str, value: str, low: Callable[[str], Any], high: Callable[[str], Any]) -> str:
    first, dash, last = (part.strip() for part in value.partition("-"))
    if not dash:
        return f"{column} = {query.value(low(first))}"
    conditions = []
    if first:
        conditions.append(f"{column} >= {query.value(low(first))}")
    if last:
        conditions.append(f"{column} <= {query.value(high(last))}")
    # What has no value is in no range; an empty text would be below every bound.
    return "(" + " AND ".join([f"{column}::text <> ''", *conditions]) + ")"


#: By level and tag: the column, and how it is matched.
KEYS: Final[Mapping[str, Mapping[str, tuple[str, Match]]]] = {
    "studies": {
        "00080020": ("study.date", _dates),
        "00080030": ("study.time", _times),
        "00080050": ("study.accession_number", _text),
        "00080061": ("study.modalities", _modalities),
        "00080090": ("study.folded_physician", _name),
        "00081030": ("study.description", _text),
        "00100010": ("study.folded_name", _name),
        "00100020": ("study.patient_id", _text),
        "00100030": ("study.birth_date", _written_dates),
        "00100040": ("study.sex", _text),
        "0020000D": ("study.uid", _uids),
        "00200010": ("study.study_id", _text),
    },
    "series": {
        "00080060": ("series.modality", _text),
        "0008103E": ("series.description", _text),
        "0020000E": ("series.uid", _uids),
        "00200011": ("series.number", _integer),
    },
    "instances": {
        "00080016": ("instance.class_uid", _uids),
        "00080018": ("instance.uid", _uids),
        "00200013": ("instance.number", _integer),
    },
}
