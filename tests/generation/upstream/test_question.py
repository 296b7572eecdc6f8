"""What an upstream is sent, and what it is not."""

import json
from typing import Any

from generation.tools import TOOLS
from tests.generation.samples import IDEA, RESEARCH
from tests.generation.upstream.asking import ask
from tests.generation.upstream.stand_in import says

GOOD = says(json.dumps(RESEARCH))


def sent(**given: Any) -> Any:
    """The body of the one request."""
    (body,) = ask(GOOD, **given).upstream.requests
    return body


def test_the_request_carries_key_model_and_the_tools_schema() -> None:
    upstream = ask(GOOD).upstream
    (headers,), (body,) = upstream.headers, upstream.requests
    assert headers["request"] == "POST /v1/chat/completions HTTP/1.1"
    assert headers["authorization"] == "Bearer sk-test"
    assert body["model"] == "m"
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "research", "schema": TOOLS["research"].output.model_json_schema()},
    }


def test_the_idea_is_material_in_json_and_the_orders_are_ours() -> None:
    system, user = sent(context="Only for Spain")["messages"]
    assert system["role"] == "system"
    assert system["content"].endswith(TOOLS["research"].prompt)
    assert IDEA not in system["content"]
    assert (user["role"], json.loads(user["content"])) == ("user", {"idea": IDEA, "context": "Only for Spain"})


def test_the_project_is_nobodys_business() -> None:
    assert "prj_1" not in json.dumps(sent(projectId="prj_1"))


def test_every_text_array_and_number_of_the_schemas_is_bounded() -> None:
    """Otherwise a model that doesn't stop would write until the deadline."""
    for tool in TOOLS.values():
        assert list(unbounded(tool.output.model_json_schema(), tool.name)) == []


def unbounded(schema: Any, path: str) -> list[str]:
    """The paths of what has no bounds in a JSON schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in unbounded(item, path)]
    if not isinstance(schema, dict):
        return []
    needed = {
        "string": {"minLength", "maxLength"},
        "array": {"minItems", "maxItems"},
        "integer": {"minimum", "maximum"},
    }
    missing = needed.get(str(schema.get("type")), set()) - set(schema) if "enum" not in schema else set()
    open_object = schema.get("type") == "object" and schema.get("additionalProperties") is not False
    own = [path] if missing or open_object else []
    return own + [found for name, inner in schema.items() for found in unbounded(inner, f"{path}.{name}")]
