"""DICOM JSON (PS3.18, annex F): a header as data, and the attributes that each level of a search answers."""

import math
from typing import Any, Final

import orjson
from pydicom.datadict import keyword_for_tag, tag_for_keyword
from pydicom.dataset import Dataset

from imaging.dicom_file import Unreadable, plain_text

Json = dict[str, Any]

BINARY: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
#: A binary value above is bulk data, which metadata doesn't repeat.
LARGEST_BINARY: Final = 1024
#: JSON's numbers are exact to here.
LARGEST_INTEGER: Final = 2**53
LARGEST_METADATA: Final = 4 * 1024 * 1024

#: What a search answers unless told otherwise: PS3.18 tables 10.6.1-5a and following, as far as files have them.
STUDY_ANSWER: Final = (
    *("00080005", "00080020", "00080030", "00080050", "00080090", "00080201"),
    *("00081030", "00100010", "00100020", "00100030", "00100040", "0020000D", "00200010"),
)
SERIES_ANSWER: Final = ("00080060", "0008103E", "0020000E", "00200011", "00400244", "00400245", "00400275")
INSTANCE_ANSWER: Final = ("00080016", "00080018", "00200013", "00280010", "00280011", "00280100", "00280008")
#: All that belongs to a study and its patient, and to a series; the rest is an instance's. By group and element.
STUDY_ATTRIBUTES: Final = frozenset(
    {
        *STUDY_ANSWER,
        *("00081032", "00081060", "00081110", "00081120", "00100021", "00101010", "00101020", "00101030", "00102160"),
        *("00104000", "00321032", "00321060", "00081080", "001021B0"),
    }
)
SERIES_ATTRIBUTES: Final = frozenset(
    {
        *SERIES_ANSWER,
        *("00080021", "00080031", "00080070", "00080080", "00081010", "00081050", "00081070", "00081090"),
        *("00180015", "00181030", "00185100", "00200052", "00200060", "00400253", "00400254"),
    }
)


def metadata_of(dataset: Dataset) -> Json:
    """Every attribute but bulk data, clean enough for any reader. Raises Unreadable."""
    _forget_binary(dataset)
    try:
        found = dataset.to_json_dict(suppress_invalid_tags=True)
        cleaned: Json = _clean(found)
        size = len(orjson.dumps(cleaned))
    except RecursionError as wrong:
        raise Unreadable("sequences that are nested too deeply") from wrong
    except Exception as wrong:
        raise Unreadable(f"attributes that can't be read ({type(wrong).__name__})") from wrong
    if size > LARGEST_METADATA:
        raise Unreadable("attributes of more than 4 MB")
    # What is written in the file may be of any character set; here all is Unicode.
    cleaned["00080005"] = {"vr": "CS", "Value": ["ISO_IR 192"]}
    return cleaned


def chosen(attributes: Json, tags: "tuple[str, ...] | frozenset[str]") -> Json:
    """Those of the attributes that have one of the tags, in the order of tags in DICOM."""
    return {tag: attributes[tag] for tag in sorted(attributes) if tag in tags}


def text(attributes: Json) -> str:
    """As JSON text."""
    return orjson.dumps(attributes, option=orjson.OPT_SORT_KEYS).decode()


def attribute(vr: str, *values: Any) -> Json:
    """One attribute; without values it is there and empty."""
    return {"vr": vr, "Value": list(values)} if values else {"vr": vr}


def tag_named(name: str) -> str | None:
    """The eight digits of a tag, or of a keyword; None for what is neither."""
    if len(name) == 8 and not name.strip("0123456789abcdefABCDEF"):
        return name.upper()
    tag = tag_for_keyword(name)
    return None if tag is None else f"{tag:08X}"


def keyword_of(tag: str) -> str:
    """The keyword of a tag, or the tag itself for one that has none."""
    return keyword_for_tag(tag) or tag


def _forget_binary(dataset: Dataset) -> None:
    for tag in list(dataset.keys()):
        raw = dataset.get_item(tag)
        value = getattr(raw, "value", None)
        vr = getattr(raw, "VR", None)
        if isinstance(value, bytes) and len(value) > LARGEST_BINARY and (vr is None or vr in BINARY):
            del dataset[tag]


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value) if abs(value) <= LARGEST_INTEGER else None
    return value
