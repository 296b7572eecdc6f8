"""What values of JSON are called."""

import json

import pytest

from foundation.json_kinds import kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("null", "null"),
        ("true", "a boolean"),
        ("3", "an integer"),
        ("3.0", "an integer"),
        ("3.5", "a number with a fraction"),
        ('""', "a string"),
        ("[]", "an array"),
        ("{}", "an object"),
    ],
)
def test_each_kind_has_its_name(text: str, kind: str) -> None:
    assert kind_of(json.loads(text)) == kind
