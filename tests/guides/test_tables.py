"""Tables of the guides: on a phone a row is a card, whose cells must say what they are."""

from portal.guides.rendering import rendered


def table_of(*rows: str) -> str:
    """The HTML of a table; its second row is the line below the heads."""
    return rendered("# Title\n\n" + "\n".join(rows) + "\n").html


def test_a_cell_beyond_the_first_carries_the_name_of_its_column() -> None:
    html = table_of("| Tool | Credits | Lowest plan |", "| --- | --- | --- |", "| `research` | 25.00 | Free |")

    assert '<td><code>research</code></td>\n<td data-label="Credits">25.00</td>' in html
    assert '<td data-label="Lowest plan">Free</td>' in html
    assert html.startswith('<table class="table guide-table">')
    assert html.count('<th scope="col">') == 3


def test_a_table_of_fields_or_of_two_columns_needs_no_names() -> None:
    fields = table_of(
        "| Field | Type | Meaning |", "| --- | --- | --- |", "| `addOns.extraServers` | integer | Units |"
    )
    pair = table_of("| Scope | Allows to |", "| --- | --- |", "| `usage:read` | read usage |")

    assert "data-label" not in fields + pair
    assert fields.startswith('<table class="table guide-table table-fields">')
    assert "<code>add<wbr>Ons.<wbr>extra<wbr>Servers</code>" in fields
