"""What a value of JSON is called, in words for its sender."""

from typing import Any, Final

_NAMES: Final = ((bool, "a boolean"), (int, "an integer"), (str, "a string"), (list, "an array"), (dict, "an object"))


def kind_of(value: Any) -> str:
    """Return the kind of a value with its article. JSON has one kind of number, so 3.0 is an integer."""
    if value is None:
        return "null"
    if isinstance(value, float):
        return "an integer" if value.is_integer() else "a number with a fraction"
    return next((name for kind, name in _NAMES if isinstance(value, kind)), "something else")
