"""What the tables need of a header, read from its DICOM JSON."""

import datetime
import re
from typing import Any, Final

from imaging.dicom_json import (
    INSTANCE_ANSWER,
    SERIES_ANSWER,
    SERIES_ATTRIBUTES,
    STUDY_ANSWER,
    STUDY_ATTRIBUTES,
    Json,
    attribute,
    chosen,
    text,
)
from imaging.models import Instance, Series, Study

GROUPS: Final = ("Alphabetic", "Ideographic", "Phonetic")
DATE: Final = re.compile(r"(\d{4})\.?(\d\d)\.?(\d\d)")
TIME: Final = re.compile(r"(\d\d):?(\d\d)?:?(\d\d)?(?:\.(\d{1,6}))?")
LARGEST_INTEGER: Final = 2**63 - 1


def first(attributes: Json, tag: str) -> Any:
    """The first value of an attribute, None for none."""
    values = attributes.get(tag, {}).get("Value") or [None]
    return values[0]


def text_at(attributes: Json, tag: str, longest: int) -> str:
    """The same as text; a name with its groups joined by "="."""
    value = first(attributes, tag)
    if isinstance(value, dict):
        value = "=".join(str(value.get(group) or "") for group in GROUPS).rstrip("=")
    return "" if value is None else str(value).strip()[:longest]


def integer_at(attributes: Json, tag: str) -> int | None:
    """The same as an integer that PostgreSQL takes."""
    value = first(attributes, tag)
    return value if isinstance(value, int) and abs(value) <= LARGEST_INTEGER else None


def date_in(written: str) -> datetime.date | None:
    """A DICOM date, the old form with dots included; None for what is none."""
    found = DATE.fullmatch(written)
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def time_in(written: str, missing: str = "0") -> str:
    """A DICOM time as HHMMSS.ffffff, so that times compare as text; what it doesn't say is ``missing``, 0 or 9.

    "" for what is no time.
    """
    found = TIME.fullmatch(written)
    if found is None:
        return ""
    hours, minutes, seconds, fraction = found.groups()
    most = "59" if missing == "9" else "00"
    return f"{hours}{minutes or most}{seconds or most}.{(fraction or '').ljust(6, missing)}"


def worded_name(name: str) -> str:
    """A name of DICOM's (PS3.5, 6.2.1) as people write it: "Doe^Jo^^Dr" gives "Doe, Jo, Dr"."""
    return ", ".join(part.strip() for part in name.partition("=")[0].split("^") if part.strip())


def fill_study(study: Study, attributes: Json) -> None:
    """What a study and its patient are, from the first of its instances that was indexed."""
    study.patient_id = study.patient_id or text_at(attributes, "00100020", 64)
    study.patient_name = text_at(attributes, "00100010", 400)
    study.folded_name = study.patient_name.casefold()[:400]
    study.birth_date = text_at(attributes, "00100030", 8)
    study.sex = text_at(attributes, "00100040", 16)
    study.date = date_in(text_at(attributes, "00080020", 16))
    study.time = time_in(text_at(attributes, "00080030", 16))
    study.accession_number = text_at(attributes, "00080050", 64)
    study.study_id = text_at(attributes, "00200010", 64)
    study.description = text_at(attributes, "00081030", 400)
    study.folded_physician = text_at(attributes, "00080090", 400).casefold()[:400]
    study.attributes = chosen(attributes, STUDY_ATTRIBUTES)


def answer_of_study(study: Study) -> str:
    """What a search answers of it by default, counts included."""
    counted = {
        "00080056": attribute("CS", "ONLINE"),
        "00080061": attribute("CS", *study.modalities),
        "00201206": attribute("IS", study.series_count),
        "00201208": attribute("IS", study.instance_count),
    }
    return text({**_empty(STUDY_ANSWER), **chosen(study.attributes, STUDY_ANSWER), **counted})


def new_series(study: Study, uid: str, attributes: Json) -> Series:
    """A series as its first instance describes it, not saved yet."""
    return Series(
        customer_id=study.customer_id,
        study=study,
        uid=uid,
        modality=text_at(attributes, "00080060", 16),
        number=integer_at(attributes, "00200011"),
        description=text_at(attributes, "0008103E", 400),
        attributes=chosen(attributes, SERIES_ATTRIBUTES),
    )


def answer_of_series(series: Series) -> str:
    """What a search answers of it by default."""
    counted = {"00201209": attribute("IS", series.instance_count)}
    return text({**chosen(series.attributes, SERIES_ANSWER), **counted})


def fill_instance(instance: Instance, attributes: Json) -> None:
    """What an instance is."""
    instance.number = integer_at(attributes, "00200013")
    instance.attributes = attributes
    instance.answer = text({"00080056": attribute("CS", "ONLINE"), **chosen(attributes, INSTANCE_ANSWER)})


#: The type of each attribute that a study's answer has although the file may lack it.
_TYPES: Final = {
    "00080020": "DA",
    "00080030": "TM",
    "00080050": "SH",
    "00080090": "PN",
    "00100010": "PN",
    "00100020": "LO",
    "00100030": "DA",
    "00100040": "CS",
    "0020000D": "UI",
    "00200010": "SH",
}


def _empty(tags: tuple[str, ...]) -> Json:
    return {tag: attribute(_TYPES[tag]) for tag in tags if tag in _TYPES}
