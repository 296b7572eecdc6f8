"""The endpoints of the Partner API that read the request log."""

from typing import Final

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from errors_docs.exceptions import RequestNotFound
from partners.logged_requests import list_requests
from partners.request_answers import (
    LoggedRequestAnswer,
    LoggedRequestList,
    logged_request_answer,
    logged_request_list,
)
from partners.request_inputs import PartnerRequestsQuery, log_filter
from partners.request_log import find_request
from partners.scopes import ACCOUNT_READ
from partners.views import PartnerView

LIST: Final = (
    "Requests made with all keys of the account in this key's mode in the last 30 days, newest first. A request "
    "appears about a second after its response. With `status`, `code`, `method` or `route`, each page searches the "
    "next 10,000 requests, so it may hold fewer rows than `limit`, or none, and still have a `nextCursor`; the list "
    "ends when `nextCursor` is null. Repeats of one error (401, 403, 404, 429) by one key at one endpoint within a "
    "minute share one row, with a count."
)
LOOK_UP: Final = (
    "Find a request of the last 30 days by the `requestId` of its response. If it was counted as a repeat, the shared "
    "row is returned: its `requestId` is that of the first request, `count` is above 1, and your request happened "
    "between `createdAt` and `lastAt`."
)


class RequestsView(PartnerView):
    @operation(
        Operation(
            summary="List your requests",
            description=LIST,
            scope=ACCOUNT_READ.name,
            query=PartnerRequestsQuery,
            answer=LoggedRequestList,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        portion, asked = self.portion()
        shown, pagination = list_requests(self.caller, portion, log_filter(self.surface, asked))
        return self.answer(logged_request_list(self.surface, shown, pagination))


class RequestView(PartnerView):
    @operation(
        Operation(
            summary="Look up one of your requests",
            description=LOOK_UP,
            scope=ACCOUNT_READ.name,
            answer=LoggedRequestAnswer,
            errors=(RequestNotFound,),
        )
    )
    def get(self, request: Request, request_id: str) -> HttpResponse:
        return self.answer(logged_request_answer(self.surface, find_request(self.caller, request_id)))
