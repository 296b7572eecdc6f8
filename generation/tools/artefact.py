"""The base of what tools make. A result is validated with it, and so is one that comes back as a later tool's input."""

from typing import Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict

from errors_docs.jsonform import camel


class Artefact(BaseModel):
    """JSON is taken at its word: no unknown names, no text for a number. Names are camelCase in JSON."""

    model_config = ConfigDict(
        alias_generator=camel, extra="forbid", frozen=True, strict=True, serialize_by_alias=True, validate_by_name=False
    )


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 3.0 is the integer 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: Goes behind the bounds of an integer, Annotated[int, Field(ge=1), WHOLE]: before them, the schema would lose them.
WHOLE: Final = BeforeValidator(_whole)
