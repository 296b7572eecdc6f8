"""How a typed dataclass becomes JSON, and the schema that says so."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft202012Validator

from errors_docs.jsonform import JsonName, camel, description, iso, json_schema, object_schema, to_json
from errors_docs.money import Money, as_credits, format_credits


class Colour(Enum):
    """As its value in JSON."""

    RED = "red"


class Word(StrEnum):
    """As Django's TextChoices are."""

    YES = "yes"


@dataclass(frozen=True)
class Inner:
    """A nested object."""

    first_name: str
    price: Money


@dataclass(frozen=True)
class Outer:
    quota_gb: Annotated[int, JsonName("quotaGB"), "gigabytes"]
    inner: Inner
    many: list[Inner]
    maybe: Inner | None
    price: Annotated[Money | None, "what it costs"]
    at: datetime
    left_out: str | None = None


BERLIN = timezone(timedelta(hours=2))
NOON = datetime(2026, 7, 1, 12, 0, 0, 123_999, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("trial_ended_at", "trialEndedAt"), ("id", "id"), ("ai_lens_medical_cost", "aiLensMedicalCost"), ("a_b", "aB")],
)
def test_names_become_camel_case(name: str, expected: str) -> None:
    assert camel(name) == expected


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOON, "2026-07-01T10:00:00.123Z"),
        (datetime(2026, 7, 1, tzinfo=UTC), "2026-07-01T00:00:00.000Z"),
        (datetime(2026, 1, 1, 0, 30, tzinfo=BERLIN), "2025-12-31T22:30:00.000Z"),
    ],
)
def test_a_time_is_utc_with_milliseconds_and_z(moment: datetime, text: str) -> None:
    assert iso(moment) == text


@pytest.mark.parametrize(
    ("hundredths", "credits"),
    [(150_00, 150), (12_50, 12.5), (1, 0.01), (0, 0), (-12_50, -12.5), (-1, -0.01), (99_999_999_99, 99_999_999.99)],
)
def test_an_amount_is_a_number_of_credits(hundredths: int, credits: float) -> None:
    assert as_credits(hundredths) == credits
    assert to_json(hundredths, Money) == credits


def test_a_whole_amount_is_written_without_a_fraction() -> None:
    assert isinstance(as_credits(150_00), int)
    assert isinstance(as_credits(-150_00), int)


@pytest.mark.parametrize(
    ("hundredths", "text"), [(150_00, "150.00"), (5, "0.05"), (0, "0.00"), (-1, "-0.01"), (-12_50, "-12.50")]
)
def test_people_read_two_decimals(hundredths: int, text: str) -> None:
    assert format_credits(hundredths) == text


def test_grouped_amounts_have_a_comma_before_each_three_figures() -> None:
    amounts = [format_credits(hundredths, grouped=True) for hundredths in (0, 999_99, -1_000_00, 1_234_567_890_05)]
    assert amounts == ["0.00", "999.99", "-1,000.00", "1,234,567,890.05"]


@pytest.mark.parametrize(
    ("value", "hint", "expected"),
    [
        ("a", str, "a"),
        (1, int, 1),
        (True, bool, True),
        (1.5, float, 1.5),
        (None, str | None, None),
        ("a", str | None, "a"),
        (NOON, datetime, "2026-07-01T10:00:00.123Z"),
        (date(2026, 7, 1), date, "2026-07-01"),
        ([], list[str], []),
        (["a"], list[str], ["a"]),
        ([NOON], list[datetime], ["2026-07-01T10:00:00.123Z"]),
        ((1_00, 2_50), list[Money], [1, 2.5]),
        ({"a": 1}, dict[str, int], {"a": 1}),
        (Word.YES, Word, "yes"),
        ("red", Literal["red", "blue"], "red"),
        (2_50, Annotated[Money, "a price"], 2.5),
        (None, Annotated[Money | None, "a price"], None),
        (2_50, Annotated[Money | None, "a price"], 2.5),
    ],
)
def test_a_value_is_written_as_its_type_says(value: object, hint: Any, expected: object) -> None:
    assert to_json(value, hint) == expected


def outer(**fields: Any) -> Outer:
    given: dict[str, Any] = {
        "quota_gb": 5,
        "inner": Inner("Mona", 1_50),
        "many": [Inner("Ada", 2_00)],
        "maybe": None,
        "price": None,
        "at": NOON,
    }
    return Outer(**{**given, **fields})


def test_an_object_is_written_by_its_fields() -> None:
    assert to_json(outer(), Outer) == {
        "quotaGB": 5,
        "inner": {"firstName": "Mona", "price": 1.5},
        "many": [{"firstName": "Ada", "price": 2}],
        "maybe": None,
        "price": None,
        "at": "2026-07-01T10:00:00.123Z",
    }


def test_none_is_shown_unless_it_is_the_default() -> None:
    assert to_json(outer(), Outer)["maybe"] is None
    assert "leftOut" not in to_json(outer(), Outer)
    assert to_json(outer(left_out="here"), Outer)["leftOut"] == "here"


def test_an_object_is_read_by_attribute_whatever_its_class() -> None:
    class Lookalike:
        first_name = "Mona"
        price = 1_00
        secret = "not shown"

    assert to_json(Lookalike(), Inner) == {"firstName": "Mona", "price": 1}


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (str, {"type": "string"}),
        (int, {"type": "integer"}),
        (bool, {"type": "boolean"}),
        (float, {"type": "number"}),
        (Any, {}),
        (datetime, {"type": "string", "format": "date-time"}),
        (date, {"type": "string", "format": "date"}),
        (str | None, {"type": ["string", "null"]}),
        (Money, {"type": "number", "x-unit": "credits", "description": "credits, at most two decimals"}),
        (Annotated[Money, "a price"], {"type": "number", "x-unit": "credits", "description": "a price"}),
        (
            Annotated[Money | None, "a price"],
            {"type": ["number", "null"], "x-unit": "credits", "description": "a price"},
        ),
        (list[str], {"type": "array", "items": {"type": "string"}}),
        (Annotated[list[int], "some"], {"type": "array", "items": {"type": "integer"}, "description": "some"}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (dict[str, Any], {"type": "object", "additionalProperties": {}}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (Literal["a"] | None, {"type": ["string", "null"], "enum": ["a", None]}),
        (Colour, {"type": "string", "enum": ["red"]}),
        (Word, {"type": "string", "enum": ["yes"]}),
    ],
)
def test_a_type_has_its_schema(hint: Any, schema: dict[str, Any]) -> None:
    assert json_schema(hint) == schema


def test_the_schema_of_an_object_leaves_it_open_and_names_what_must_be_there() -> None:
    schema = object_schema(Outer)
    assert "additionalProperties" not in schema
    assert schema["required"] == ["quotaGB", "inner", "many", "maybe", "price", "at"]
    assert schema["properties"]["quotaGB"] == {"type": "integer", "description": "gigabytes"}
    assert schema["properties"]["leftOut"] == {"type": "string"}
    assert schema["properties"]["maybe"]["type"] == ["object", "null"]


def test_what_is_written_fits_its_schema() -> None:
    validator = Draft202012Validator(object_schema(Outer))
    for written in (outer(), outer(maybe=Inner("x", 0), price=5, left_out="x", many=[])):
        assert list(validator.iter_errors(to_json(written, Outer))) == []
    assert list(validator.iter_errors({**to_json(outer(), Outer), "more": 1})) == []
    assert list(validator.iter_errors({**to_json(outer(), Outer), "price": "1"})) != []


def test_nested_objects_may_be_references() -> None:
    def reference(shape: type) -> dict[str, Any]:
        return {"$ref": f"#/{shape.__name__}"}

    properties = object_schema(Outer, reference)["properties"]
    assert properties["inner"] == {"$ref": "#/Inner"}
    assert properties["many"] == {"type": "array", "items": {"$ref": "#/Inner"}}
    assert properties["maybe"] == {"oneOf": [{"$ref": "#/Inner"}, {"type": "null"}]}


def test_a_note_on_a_reference_stands_beside_it_and_on_one_that_may_be_null_beside_the_choice() -> None:
    def reference(shape: type) -> dict[str, Any]:
        return {"$ref": f"#/{shape.__name__}"}

    assert json_schema(Annotated[Inner, "a part"], reference) == {"$ref": "#/Inner", "description": "a part"}
    or_null = {"oneOf": [{"$ref": "#/Inner"}, {"type": "null"}], "description": "null: none"}
    assert json_schema(Annotated[Inner | None, "null: none"], reference) == or_null
    assert json_schema(Annotated[Inner, "null: none"] | None, reference) == or_null


def test_an_object_is_described_by_its_docstring_unless_its_place_says_more() -> None:
    assert object_schema(Inner)["description"] == "A nested object."
    assert json_schema(Annotated[Inner, "a part"])["description"] == "a part"
    assert "description" not in object_schema(Outer)


def test_a_description_is_the_plain_note_of_a_type() -> None:
    assert description(Annotated[str, JsonName("x"), "in words"]) == "in words"
    assert description(Annotated[str, JsonName("x")]) == ""
    assert description(str) == ""
