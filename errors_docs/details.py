"""What a refusal says of itself: the JSON of ``error.details`` and the words that a message template may use."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, get_origin, get_type_hints

from errors_docs.exceptions import DomainError
from errors_docs.jsonform import converter, iso
from errors_docs.money import Money, format_credits


def details_of(error: DomainError, shape: Any) -> Any:
    """The JSON value of ``details``: the fields that the shape names, read from the error."""
    if get_origin(shape) is list:
        (field,) = dataclasses.fields(error)  # type: ignore[arg-type]  # every concrete error is a dataclass
        return converter(shape)(getattr(error, field.name))
    return converter(shape)(error)


def message_fields(error: DomainError) -> Mapping[str, Any]:
    """The error's fields for a template, amounts with two decimals, times in ISO 8601; ``summary`` if it has one."""
    words = {name: _worded(getattr(error, name), hint) for name, hint in _hints(type(error)).items()}
    summary = getattr(error, "summary", None)
    return words if summary is None else {**words, "summary": summary}


def _hints(shape: type) -> Mapping[str, Any]:
    return get_type_hints(shape, include_extras=True) if dataclasses.is_dataclass(shape) else {}


def _worded(value: Any, hint: Any) -> Any:
    if hint == Money:
        return format_credits(value)
    if isinstance(value, datetime):
        return iso(value)
    return ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value
