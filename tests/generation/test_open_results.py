"""What an AI client reads over MCP may get fields later, what it sends may not have unknown ones."""

import json

import pytest

from generation.mcp.tools import SERVED
from generation.tools import TOOLS
from tests.contract.closing import closed

CLOSED = '"additionalProperties": false'


@pytest.mark.parametrize("tool", SERVED)
def test_no_object_of_a_result_forbids_fields_that_are_added_later(tool: str) -> None:
    schema = SERVED[tool].described.output_schema
    assert schema is not None
    assert CLOSED not in json.dumps(schema)
    assert json.dumps(closed(schema)).count(CLOSED) >= 3


@pytest.mark.parametrize("tool", SERVED)
def test_each_object_of_an_input_forbids_unknown_fields(tool: str) -> None:
    schema = SERVED[tool].described.input_schema
    assert schema["additionalProperties"] is False
    assert closed(schema) == schema


@pytest.mark.parametrize("tool", TOOLS)
def test_an_upstream_model_is_held_to_the_fields_that_there_are(tool: str) -> None:
    schema = TOOLS[tool].output.model_json_schema(by_alias=True)
    assert closed(schema) == schema
