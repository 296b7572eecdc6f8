"""JSON Schemas of pydantic models, which a client may both read as a result and send back as an input.

What is sent is refused if a field is unknown, so its schema is closed. What is read may have fields that are added
later, so its schema is open.
"""

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

Schema = dict[str, Any]

#: Ends the name of a shape within an input: the result of the same name is open.
SENT: Final = "Artefact"


class _Open(GenerateJsonSchema):
    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        made.pop("additionalProperties", None)
        return made


def read_schema(model: type[BaseModel], refs: str = "#/$defs/{model}") -> Schema:
    """The schema of a result; ``refs`` is the address of each shape within it."""
    return model.model_json_schema(by_alias=True, ref_template=refs, schema_generator=_Open)


def sent_schema(model: type[BaseModel], refs: str = "#/$defs/{model}") -> Schema:
    """The schema of an input: it refuses unknown fields, as the model does."""
    return model.model_json_schema(by_alias=True, ref_template=refs)
