"""Every time and every whole number of an input is read by the project's own rule, in queries and in bodies."""

import json
from collections.abc import Iterator
from typing import Any, Final, TypeVar
from urllib.parse import quote

import pytest
from rest_framework import serializers

from api.fields import BoundedListField, DayField, MomentField
from api.openapi.endpoints import Endpoint
from api.serializers import StrictSerializer, path_of
from tests.contract.test_undeclared_input import ENDPOINTS, INVALID, Caller
from tests.state import nothing_moves

Field = TypeVar("Field", bound="serializers.Field[Any, Any, Any, Any]")

#: Fields of DRF that read more than the project's rules allow; a field of exactly such a class is in no input.
PLAIN: Final = (
    *(serializers.DateTimeField, serializers.DateField, serializers.TimeField, serializers.DurationField),
    *(serializers.FloatField, serializers.DecimalField, serializers.EmailField, serializers.URLField),
    *(serializers.ListField, serializers.DictField, serializers.JSONField, serializers.ChoiceField),
    *(serializers.MultipleChoiceField, serializers.Serializer, serializers.ListSerializer),
)
NO_TIMES: Final = (
    *("2026-02-30", "2025-02-29", "2026-13-01", "0000-01-01", "2026-00-10", "26-01-01", "2026-1-1", "2026-W60-1"),
    *("\u0662\u0660\u0662\u0666-11-22", "\uff12026-11-22", "2026_11_22", "yesterday", "1764495000", "", " 2026-11-22"),
)
NO_MOMENTS: Final = (
    *NO_TIMES,
    *("2026-02-30T00:00:00Z", "2026-11-22T24:00:01Z", "2026-11-22T25:00:00Z", "2026-11-22T09:60:00Z"),
    *("2026-11-22T09:30:61Z", "2026-11-22T09:30:60Z", "2026-11-22T09:30:00+24:00", "2026-11-22T09:30:00+05:60"),
    *("2026-11-22T09:30:00 05:30", "2026-11-22T09:30:00ZZ", "2026-11-22T09:30:00.Z", "0001-01-01T00:00:00+01:00"),
    *("2026-11-22T0\u0669:30:00Z", "2026-11-22T09:30:00 Europe/Berlin", "9999-12-31T23:59:59-01:00"),
)
MOMENTS: Final = (
    *("2026-11-22T09:30:00Z", "2026-11-22t09:30:00.123456789z", "2026-11-22 09:30:00+05:30", "2026-11-22T09:30"),
    *("2016-12-31T23:59:60Z", "2024-02-29", "20261122T093000Z", "2026-11-22T24:00:00Z", "2026-11-22T09:30:00-00:00"),
)
NO_NUMBERS: Final = (
    *("1_0", "\u0665", "\uff15", "1e1", "+5", "5.0", " 5", "5 ", "0x5", "", "--5", "5,0", "\u00b2", "9" * 5_000),
    *("NaN", "Infinity", "true", "5\n", "\u22125"),
)
#: As they are in JSON.
NO_JSON_NUMBERS: Final = ('"5"', '"\\u0665"', "5.5", "true", "1e400", "[5]", '{"a": 5}', "1e30", "9" * 4_000, '""')


def inputs(endpoint: Endpoint) -> Iterator[StrictSerializer]:
    """The serializers of its query and of its body."""
    declared = endpoint.operation
    for made in (declared.query, declared.body):
        if isinstance(made, type) and issubclass(made, StrictSerializer):
            yield made()


def fields_of(serializer: Any) -> Iterator[Any]:
    """The fields, those of inner objects and the elements of lists included."""
    for field in serializer.fields.values():
        yield field
        yield from fields_of(field) if hasattr(field, "fields") else ()
        yield from (field.child,) if hasattr(field, "child") else ()


def queried(endpoint: Endpoint, kind: type[Field]) -> list[str]:
    """The names of the query parameters of a kind."""
    declared: Any = endpoint.operation.query
    return [name for name, field in declared().fields.items() if isinstance(field, kind)] if declared else []


def refused_fields(response: Any, endpoint: Endpoint) -> set[str]:
    """The fields of a refusal's problems; none if the input was good."""
    error = response.json().get("error", {})
    if error.get("code") != INVALID[endpoint.route.surface.name]:
        return set()
    assert response.status_code == 400
    return {problem["field"] for problem in error["details"]}


def with_queried(kind: type[Field]) -> list[Endpoint]:
    found = [endpoint for endpoint in ENDPOINTS if queried(endpoint, kind)]
    assert found
    return found


def name_of(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.route.pattern}"


def test_no_input_has_a_field_that_reads_more_than_our_rules() -> None:
    fields = [field for endpoint in ENDPOINTS for made in inputs(endpoint) for field in fields_of(made)]
    assert len(fields) > 100
    assert [f"{type(field).__name__} {path_of(field)}" for field in fields if type(field) in PLAIN] == []
    assert {type(field) for field in fields} >= {MomentField, DayField, BoundedListField}


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", with_queried(MomentField), ids=name_of)
def test_a_moment_of_a_query_is_written_as_rfc_3339_has_it(endpoint: Endpoint) -> None:
    caller, names = Caller(endpoint), queried(endpoint, MomentField)
    for name in names:
        for text in NO_MOMENTS:
            assert name in refused_fields(caller.send(f"?{name}={quote(text)}"), endpoint), text
    for text in MOMENTS:
        assert refused_fields(caller.send(f"?{names[0]}={quote(text)}"), endpoint) == set(), text


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", with_queried(DayField), ids=name_of)
def test_a_day_of_a_query_is_a_day_of_the_calendar(endpoint: Endpoint) -> None:
    caller, names = Caller(endpoint), queried(endpoint, DayField)
    for name in names:
        for text in (*NO_TIMES, *MOMENTS[:2]):
            assert name in refused_fields(caller.send(f"?{name}={quote(text)}"), endpoint), text
    for text in ("2026-11-22", "20261122", "2024-02-29", "2026-W48-1", "9999-12-31", "0001-01-01"):
        assert refused_fields(caller.send(f"?{names[0]}={quote(text)}"), endpoint) == set(), text


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", with_queried(serializers.IntegerField), ids=name_of)
def test_a_whole_number_of_a_query_is_ascii_digits(endpoint: Endpoint) -> None:
    caller, names = Caller(endpoint), queried(endpoint, serializers.IntegerField)
    for text in NO_NUMBERS:
        for name in names:
            assert name in refused_fields(caller.send(f"?{name}={quote(text)}"), endpoint), text
    assert refused_fields(caller.send("?" + "&".join(f"{name}=1" for name in names)), endpoint) == set()


@pytest.mark.django_db
def test_a_whole_number_of_a_body_is_a_number_of_json() -> None:
    tried = 0
    for endpoint in (each for each in ENDPOINTS if each.operation.body_type == "application/json"):
        for made in inputs(endpoint):
            numbers = [path_of(field) for field in fields_of(made) if isinstance(field, serializers.IntegerField)]
            if not made.json_types or not numbers:
                continue
            caller = Caller(endpoint)
            with nothing_moves():
                for path in numbers:
                    for value in NO_JSON_NUMBERS:
                        body = nested(path, value)
                        assert path in refused_fields(caller.send(body=body.encode()), endpoint), body[:80]
                        tried += 1
    assert tried >= 100


def nested(path: str, value: str) -> str:
    """A body that has the value, which is JSON already, at a path."""
    for name in reversed(path.split(".")):
        value = f"{{{json.dumps(name)}: {value}}}"
    return value
