"""Pages of long lists."""

from typing import Final, cast

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

#: What lies further back is found with a filter or the search, not by paging.
LONGEST: Final = 10_000


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
    """A list that says how many there are in all only where that was counted anyway."""

    def get_results(self, request: HttpRequest) -> None:
        """Unfold offers "show all" where the two numbers differ, which they can't without a filter."""
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count
