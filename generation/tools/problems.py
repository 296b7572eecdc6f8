"""What is wrong with a tool's input, in the words and codes that the rest of the APIs use."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from errors_docs.exceptions import FieldProblem

#: What pydantic calls a problem, what we call it, and how we say it; placeholders are pydantic's.
_KNOWN: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("required", "This field is required."),
    "extra_forbidden": ("unknown_field", "There is no such field."),
    "string_type": ("invalid_type", "This must be a string."),
    "string_too_short": ("min_length", "Ensure this field has at least {min_length} characters."),
    "string_too_long": ("max_length", "Ensure this field has no more than {max_length} characters."),
    "string_unicode": ("surrogate_characters_not_allowed", "Surrogate characters are not allowed."),
    "list_type": ("invalid_type", "This must be an array."),
    "too_short": ("min_length", "Ensure this field has at least {min_length} elements."),
    "too_long": ("max_length", "Ensure this field has no more than {max_length} elements."),
    "int_type": ("invalid_type", "This must be an integer."),
    "greater_than_equal": ("min_value", "Ensure this value is greater than or equal to {ge}."),
    "less_than_equal": ("max_value", "Ensure this value is less than or equal to {le}."),
    "literal_error": ("invalid_choice", "This must be {expected}."),
    "model_type": ("invalid_type", "This must be an object."),
}
_NULL: Final = ("null", "This field may not be null.")


def problems(refused: ValidationError) -> list[FieldProblem]:
    """One for each, in the order of the fields; ``field`` is a path such as research.audience.0.segment."""
    return [_problem(error) for error in refused.errors(include_url=False)]


def _problem(error: ErrorDetails) -> FieldProblem:
    field = ".".join(str(part) for part in error["loc"])
    unknown = (error["type"], error["msg"])
    code, message = _NULL if _is_null(error) else _KNOWN.get(error["type"], unknown)
    return FieldProblem(field, _filled(message, error.get("ctx", {})), code)


def _is_null(error: ErrorDetails) -> bool:
    """Whether null stands where a value must; a null that was never sent is a missing field."""
    return error["input"] is None and error["type"].endswith("_type")


def _filled(message: str, values: Mapping[str, Any]) -> str:
    """The message with its placeholders replaced; one without any is taken as it is, braces included."""
    for name, value in values.items():
        message = message.replace("{" + name + "}", str(value))
    return message
