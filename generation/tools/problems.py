"""What is wrong with a tool's input, in the words and codes that the rest of the APIs use."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from api.hints import FIELD_SYNONYMS, MOST_HINTS, NO_SUCH_FIELD, choice_words, unknown_field_words
from errors_docs.exceptions import FieldProblem
from errors_docs.exceptions.request import MOST_PROBLEMS
from foundation.json_kinds import kind_of
from foundation.nearest import nearest

#: What pydantic calls a problem, what we call it, and how we say it; placeholders are pydantic's.
_KNOWN: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("required", "This field is required."),
    "extra_forbidden": ("unknown_field", NO_SUCH_FIELD),
    "string_type": ("invalid_type", "This must be a string, not {came}."),
    "string_too_short": ("min_length", "Ensure this field has at least {min_length} characters."),
    "string_too_long": ("max_length", "Ensure this field has no more than {max_length} characters."),
    "string_unicode": ("surrogate_characters_not_allowed", "Surrogate characters are not allowed."),
    "list_type": ("invalid_type", "This must be an array, not {came}."),
    "too_short": ("min_length", "Ensure this field has at least {min_length} elements."),
    "too_long": ("max_length", "Ensure this field has no more than {max_length} elements."),
    "int_from_float": ("invalid_type", "This must be an integer, not {came}."),
    "int_type": ("invalid_type", "This must be an integer, not {came}."),
    "greater_than_equal": ("min_value", "Ensure this value is greater than or equal to {ge}."),
    "less_than_equal": ("max_value", "Ensure this value is less than or equal to {le}."),
    "literal_error": ("invalid_choice", "This must be {expected}."),
    "model_type": ("invalid_type", "This must be an object, not {came}."),
}
_NULL: Final = ("null", "This field may not be null.")


def problems(refused: ValidationError, asked: type[BaseModel]) -> list[FieldProblem]:
    """The first ones, in the order of the fields, and one more if there are more than are ever told.

    ``field`` is a path such as research.audience.0.segment. ``asked`` is the model that refused: its names and choices
    say what was probably meant.
    """
    found = refused.errors(include_url=False)[: MOST_PROBLEMS + 1]
    helped = [_helped(error, asked) for error in islice(found, MOST_HINTS)]
    return [*helped, *map(_problem, found[MOST_HINTS:])]


def _helped(error: ErrorDetails, asked: type[BaseModel]) -> FieldProblem:
    """The problem with what was probably meant, if something was."""
    problem = _problem(error)
    if problem.code == "unknown_field":
        *within, name = error["loc"]
        known = list(_at(asked, within).get("properties", {}))
        near = nearest(str(name), known, FIELD_SYNONYMS)
        meant = None if near is None else ".".join(map(str, (*within, near)))
        return FieldProblem(problem.field, unknown_field_words(known, meant), problem.code, meant)
    if problem.code == "invalid_choice":
        choices = _at(asked, error["loc"]).get("enum", [])
        meant = nearest(error["input"], choices) if isinstance(error["input"], str) else None
        return FieldProblem(problem.field, choice_words(choices, meant), problem.code, meant)
    return problem


def _problem(error: ErrorDetails) -> FieldProblem:
    field = ".".join(str(part) for part in error["loc"])
    unknown = (error["type"], error["msg"])
    code, message = _NULL if _is_null(error) else _KNOWN.get(error["type"], unknown)
    return FieldProblem(field, _filled(message, {**error.get("ctx", {}), "came": kind_of(error["input"])}), code)


@cache
def _schema(model: type[BaseModel]) -> Mapping[str, Any]:
    return model.model_json_schema(by_alias=True)


def _at(model: type[BaseModel], place: Sequence[int | str]) -> Mapping[str, Any]:
    """The schema of what is at a place in a model; one of no keywords where the model has nothing there."""
    whole = _schema(model)
    schema: Mapping[str, Any] = whole
    for part in place:
        inner = schema.get("items", {}) if isinstance(part, int) else schema.get("properties", {}).get(part, {})
        # What may be null too is one of two schemas.
        inner = next((one for one in inner.get("anyOf", ()) if one.get("type") != "null"), inner)
        schema = whole["$defs"][inner["$ref"].rpartition("/")[2]] if "$ref" in inner else inner
    return schema


def _is_null(error: ErrorDetails) -> bool:
    """Whether null stands where a value must; a null that was never sent is a missing field."""
    return error["input"] is None and error["type"].endswith("_type")


def _filled(message: str, values: Mapping[str, Any]) -> str:
    """The message with its placeholders replaced; one without any is taken as it is, braces included."""
    for name, value in values.items():
        message = message.replace("{" + name + "}", str(value))
    return message
