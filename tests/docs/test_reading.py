"""How the words and values of an entry are set for reading."""

import pytest

from errors_docs.catalogue import Retry
from errors_docs.detail_fields import detail_fields
from errors_docs.highlighting import highlighted_json
from errors_docs.prose import prose
from errors_docs.retries import POLICIES
from errors_docs.surfaces import PARTNER


def test_backticks_become_code_and_the_rest_is_escaped() -> None:
    assert prose("a <b> & `c<d>`.") == "a &lt;b&gt; &amp; <code>c&lt;d&gt;</code>."


def test_a_code_of_the_surface_links_to_its_page_but_not_on_that_page() -> None:
    linked = '<a href="/docs/partner/errors/RATE_LIMITED"><code>RATE_LIMITED</code></a>'

    assert prose("`RATE_LIMITED`", PARTNER) == linked
    assert prose("`RATE_LIMITED`", PARTNER, "RATE_LIMITED") == "<code>RATE_LIMITED</code>"
    assert prose("`rate_limited`", PARTNER) == "<code>rate_limited</code>"


def test_json_is_coloured_by_kind_and_escaped() -> None:
    assert highlighted_json('{"a": "<b>", "n": -1.5, "t": true}') == (
        '{<span class="j-name">&quot;a&quot;</span>: <span class="j-text">&quot;&lt;b&gt;&quot;</span>, '
        '<span class="j-name">&quot;n&quot;</span>: <span class="j-number">-1.5</span>, '
        '<span class="j-name">&quot;t&quot;</span>: <span class="j-literal">true</span>}'
    )


def test_fields_of_details_are_told_by_path_type_and_example() -> None:
    item = {"type": "object", "properties": {"field": {"type": "string"}}, "required": ["field"]}
    nested = {"type": "object", "properties": {"total": {"type": ["number", "null"]}}, "required": ["total"]}
    schema = {
        "type": "object",
        "properties": {
            "at": {"type": "string", "format": "date-time"},
            "names": {"type": "array", "items": {"type": "string"}},
            "problems": {"type": "array", "items": item},
            "breakdown": nested,
        },
        "required": ["at", "names", "problems"],
    }
    example = {"at": "2026-11-01T09:30:00.000Z", "names": ["a"], "problems": [{"field": "seats"}]}

    rows = [(row.path, row.type, row.required, row.example) for row in detail_fields(schema, example)]

    assert rows == [
        ("at", "string, ISO 8601", True, '"2026-11-01T09:30:00.000Z"'),
        ("names", "array of string", True, '["a"]'),
        ("problems[].field", "string", True, '"seats"'),
        ("breakdown.total", "number or null", False, ""),
    ]


@pytest.mark.parametrize("retry", Retry)
def test_every_retry_policy_has_advice(retry: Retry) -> None:
    assert POLICIES[retry].tone in {"never", "wait", "act"}
    assert POLICIES[retry].advice
