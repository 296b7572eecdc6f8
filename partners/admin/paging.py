"""Pages of long lists."""

import logging
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldError, ValidationError
from django.core.paginator import Paginator
from django.db import DataError, ProgrammingError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

logger = logging.getLogger(__name__)

#: What lies further back is found with a filter or the search, not by paging.
LONGEST: Final = 10_000
#: What Django and PostgreSQL raise for filters that make no sense, here and there along the way of a query.
IMPOSSIBLE: Final = (
    *(IncorrectLookupParameters, ValidationError, FieldError, DataError, ProgrammingError),
    *(ValueError, TypeError, OverflowError, LookupError),
)


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Counts no further than LONGEST: counting a ledger of millions takes longer than everything else on the page."""

    template_name = "admin/bounded_pagination.html"

    @cached_property
    def count(self) -> int:
        listed = cast("QuerySet[Model]", self.object_list)
        return listed[:LONGEST].count()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than ``count`` says."""
        return self.count == LONGEST


class BoundedChangeList(ChangeList):
    """A list that says how many there are in all only where that was counted anyway.

    An address asks for what no row can have where somebody changed it by hand: the year 99999, half of a regular
    expression. Django checks only a part of that, and the database the rest; such a list is empty and says so.
    """

    def get_queryset(self, request: HttpRequest, exclude_parameters: "list[str | None] | None" = None) -> Any:
        try:
            return super().get_queryset(request, exclude_parameters)
        except IMPOSSIBLE as wrong:
            return self._nothing(request, wrong)

    def get_results(self, request: HttpRequest) -> None:
        """Unfold offers "show all" where the two numbers differ, which they can't without a filter."""
        try:
            super().get_results(request)
        except IMPOSSIBLE as wrong:
            self.queryset, self.page_num = self._nothing(request, wrong), 1
            super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count

    def _nothing(self, request: HttpRequest, wrong: Exception) -> Any:
        """Return no rows, with a message and a line in the log. Raises the error again if the address has no query."""
        if not request.GET:
            raise wrong
        logger.warning("The list of %s could not be filtered: %s", self.opts.label, type(wrong).__name__)
        # Their forms would look up what they were given, and fail like the list.
        self.filter_specs, self.has_filters = [], False
        messages.error(
            request, "Nothing can be found by this address: a filter, a page or an order in it is impossible."
        )
        return self.root_queryset.none()
