"""The base of what tools make. A result is validated with it, and so is one that comes back as a later tool's input."""

from itertools import islice
from typing import Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from errors_docs.exceptions.request import MOST_PROBLEMS
from errors_docs.jsonform import camel


class Closed(BaseModel):
    """The base of what clients send: unknown names are refused, and of very many the first are enough to say so."""

    @model_validator(mode="before")
    @classmethod
    def _few_unknown(cls, data: Any) -> Any:
        """Leave out unknown names beyond those that are told: pydantic would make a problem of each."""
        if not isinstance(data, dict) or len(data) <= len(cls.model_fields) + MOST_PROBLEMS:
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        told = set(islice((name for name in data if name not in known), MOST_PROBLEMS + 1))
        return {name: value for name, value in data.items() if name in known or name in told}


class Artefact(Closed):
    """JSON is taken at its word: no unknown names, no text for a number. Names are camelCase in JSON."""

    model_config = ConfigDict(
        alias_generator=camel, extra="forbid", frozen=True, strict=True, serialize_by_alias=True, validate_by_name=False
    )


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 3.0 is the integer 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: Goes behind the bounds of an integer, Annotated[int, Field(ge=1), WHOLE]: before them, the schema would lose them.
WHOLE: Final = BeforeValidator(_whole)
