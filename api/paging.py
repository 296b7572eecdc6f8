"""Pages of a list: ?page and ?limit in, ``pagination`` out."""

from dataclasses import dataclass
from typing import Annotated

from rest_framework import serializers

from api.serializers import QuerySerializer

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 100
#: Far beyond any list; the product with the limit stays within PostgreSQL's integers.
LARGEST_PAGE = 1_000_000_000


class PageQuery(QuerySerializer):
    """The query string of every list; lists with filters extend it."""

    page = serializers.IntegerField(
        default=1, min_value=1, max_value=LARGEST_PAGE, help_text="Which page, counted from 1."
    )
    limit = serializers.IntegerField(
        default=DEFAULT_LIMIT, min_value=1, max_value=LARGEST_LIMIT, help_text="How many rows on a page."
    )


@dataclass(frozen=True)
class Pagination:
    """Where the rows stand in the whole list."""

    page: Annotated[int, "the page shown, counted from 1"]
    limit: Annotated[int, "the largest number of rows on a page"]
    total: Annotated[int, "how many rows there are in all"]
    total_pages: Annotated[int, "how many pages there are in all"]


def pagination(page: int, limit: int, total: int) -> Pagination:
    """The counts of a page; a page past the end is empty, not an error."""
    return Pagination(page=page, limit=limit, total=total, total_pages=-(-total // limit))


def offset(page: int, limit: int) -> int:
    """How many rows stand before a page."""
    return (page - 1) * limit
