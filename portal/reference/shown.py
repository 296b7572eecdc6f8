"""An example as a page shows it: of a long array the beginning."""

from typing import Any, Final

#: So many elements of an array are shown.
SHOWN: Final = 2
#: Stands for the others.
MORE: Final = "…"


def shown(value: Any) -> Any:
    """The JSON value with at most SHOWN elements in each array, and MORE after them if there were others."""
    if isinstance(value, dict):
        return {name: shown(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [*map(shown, value[:SHOWN]), *([MORE] if len(value) > SHOWN else [])]
    return value
