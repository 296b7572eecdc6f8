"""Parts of a list: by ?page and ?limit, or by ?cursor, which stays exact while rows are added; ``pagination`` out.

Reading on by cursor costs only the rows that are shown, wherever they are in the list: the place of the last row
before them is a condition that an index answers. The rows are counted once, for the first part, and the cursor carries
their number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, NamedTuple, TypeVar

import orjson
from django.db.models import Model, QuerySet
from rest_framework import serializers

from api.cursors import LONGEST, InvalidCursor, opened_cursor, sealed_cursor
from api.serializers import QuerySerializer
from errors_docs.exceptions import FieldProblem, ValidationFailed

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 100
#: Far beyond any list; the product with the limit stays within PostgreSQL's integers.
LARGEST_PAGE = 1_000_000_000
#: Of a list that may have millions of rows, this many are counted and can be reached by page.
MOST_COUNTED: Final = 10_000
#: The most rows in one answer of a list that came whole before it had pages.
WHOLE: Final = 1000

CURSOR: Final = "cursor"
CURSOR_HELP: Final = (
    "`nextCursor` of an earlier response with the same filters; returns the rows that follow. Can't be combined with "
    "`page`."
)
NO_CURSOR: Final = (
    "This is not a cursor of this list. Send the nextCursor of a response to the same path with the same filters."
)
TOO_DEEP: Final = "Pages end at row {rows:,} of this list; use nextCursor to read further."
CURSOR_AND_PAGE: Final = "Send either page or cursor, not both."

Row = TypeVar("Row")
AnyModel = TypeVar("AnyModel", bound=Model)


class PageQuery(QuerySerializer):
    """The query string of every list; lists with filters extend it."""

    page = serializers.IntegerField(
        default=1, min_value=1, max_value=LARGEST_PAGE, help_text="Which page, counted from 1."
    )
    limit = serializers.IntegerField(
        default=DEFAULT_LIMIT, min_value=1, max_value=LARGEST_LIMIT, help_text="How many rows on a page."
    )
    cursor = serializers.CharField(
        required=False,
        max_length=LONGEST,
        help_text=CURSOR_HELP,
    )

    def validate_cursor(self, value: str) -> str:
        """Refuse a query that says twice where to begin."""
        if "page" in self.initial_data:
            raise serializers.ValidationError(CURSOR_AND_PAGE, code="cursor_and_page")
        return value


class WholeQuery(PageQuery):
    """The query string of a list that came whole before it had pages, and still does unless a limit is sent."""

    limit = serializers.IntegerField(
        default=None,
        min_value=1,
        max_value=LARGEST_LIMIT,
        help_text=f"How many rows on a page; without it all there are, up to {WHOLE:,}.",
    )


@dataclass(frozen=True)
class Pagination:
    """Where the rows are in the whole list, and how to read on."""

    page: Annotated[int, "the page shown, counted from 1; 1 with a cursor"]
    limit: Annotated[int, "the largest number of rows on a page"]
    total: Annotated[int, "how many rows there are in all; with a cursor, when its first page was read"]
    total_pages: Annotated[int, "how many pages there are in all"]
    next_cursor: Annotated[str | None, "send as ?cursor= for the rows after these; null: these are the last"]


@dataclass(frozen=True)
class CappedPagination(Pagination):
    """Pagination of a list that may be too long to be counted each time it is read."""

    total_is_exact: Annotated[bool, "false: there may be more rows than total, because counting stops there"]


class Count(NamedTuple):
    """How many rows a list has, or at least has if the count isn't exact."""

    rows: int
    exact: bool = True


@dataclass(frozen=True)
class Portion:
    """The part of a list that a request wants."""

    page: int
    limit: int
    #: The name of the list: its path, its owner and its filters.
    of_list: bytes
    #: The place of the row before the first; None: the page says where to begin.
    after: Any = None
    #: How many rows were counted when the first part was read; None: they are to be counted.
    counted: Count | None = None

    @property
    def skipped(self) -> int:
        """Return how many rows come before a page."""
        return 0 if self.after is not None else (self.page - 1) * self.limit

    @property
    def rows(self) -> slice:
        """Return which rows to read after ``after``: one more than is shown, to know if there are more."""
        return slice(self.skipped, self.skipped + self.limit + 1)

    def newest(self, found: "QuerySet[AnyModel]", by: str = "pk") -> "QuerySet[AnyModel]":
        """Return the rows, and one more if there are more, by descending primary key or another unique column."""
        rest = found if self.after is None else found.filter(**{f"{by}__lt": self.after})
        return rest.order_by(f"-{by}")[self.rows]

    def of(self, rows: Sequence[Row], place: Callable[[Row], Any]) -> list[Row]:
        """Return the same of a sequence that has all rows in the ascending order of their places."""
        rest = rows if self.after is None else [row for row in rows if place(row) > self.after]
        return list(rest[self.rows])

    def shown(
        self, rows: Sequence[Row], place: Callable[[Row], Any], count: Callable[[], int]
    ) -> tuple[list[Row], Pagination]:
        """Return the rows to show, from those that ``newest`` or ``of`` returned, and their pagination.

        ``place`` returns what orders the list, as a JSON value; ``count`` is called if the rows aren't counted yet.
        """
        following = place(rows[self.limit - 1]) if len(rows) > self.limit else None
        counted = self.counted or Count(count())
        return list(rows[: self.limit]), self.pagination(following, counted)

    def pagination(self, following: Any, counted: Count) -> Pagination:
        """Return the pagination; ``following`` is the place to read on from, None at the end."""
        return Pagination(
            page=self.page,
            limit=self.limit,
            total=counted.rows,
            total_pages=-(-counted.rows // self.limit),
            next_cursor=None if following is None else sealed_cursor([following, *counted], self.of_list),
        )

    def capped_pagination(self, following: Any, counted: Count) -> CappedPagination:
        """Return the pagination of a list that may be too long to be counted."""
        return CappedPagination(**vars(self.pagination(following, counted)), total_is_exact=counted.exact)

    def refuse_too_deep(self, counted: Count) -> None:
        """Raise ValidationFailed for a page beyond the rows that were counted, if there may be more."""
        if not counted.exact and self.skipped and self.skipped >= counted.rows:
            raise ValidationFailed([FieldProblem("page", TOO_DEEP.format(rows=counted.rows), "too_deep")])


def key_of(row: Model) -> Any:
    """Return the place of a row in a list by primary key."""
    return row.pk


def capped_count(found: "QuerySet[AnyModel]", by: str) -> Count:
    """Count rows, but no more than MOST_COUNTED.

    They are counted in the order of ``by``, as the list is read: without an order PostgreSQL would expect to find
    enough rows anywhere, and read a large table from its beginning.
    """
    rows = found.order_by(f"-{by}").values(by)[: MOST_COUNTED + 1].count()
    return Count(min(rows, MOST_COUNTED), rows <= MOST_COUNTED)


def portion_of(list_name: Sequence[Any], asked: Mapping[str, Any]) -> tuple[Portion, dict[str, Any]]:
    """Return the part of the list that a validated query wants, and its filters.

    ``list_name`` says which list it is, and whose. Raises ValidationFailed for a cursor of another list, of another
    caller, or of other filters.
    """
    filters = {name: value for name, value in asked.items() if name not in ("page", "limit", CURSOR)}
    of_list = orjson.dumps([*list_name, filters], option=orjson.OPT_SORT_KEYS)
    page, limit = asked["page"], asked["limit"] or WHOLE
    if asked.get(CURSOR) is None:
        return Portion(page, limit, of_list), filters
    try:
        after, *counted = opened_cursor(asked[CURSOR], of_list)
    except InvalidCursor as wrong:
        raise ValidationFailed([FieldProblem(CURSOR, NO_CURSOR, "invalid_cursor")]) from wrong
    return Portion(page, limit, of_list, after, Count(*counted)), filters
