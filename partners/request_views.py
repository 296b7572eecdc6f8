"""The endpoints of the Partner API that read the request log."""

from typing import Final

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from errors_docs.exceptions import RequestNotFound
from partners.logged_requests import list_requests
from partners.request_answers import LoggedRequestAnswer, LoggedRequestList, logged_request_answer
from partners.request_inputs import PartnerRequestsQuery, log_filter
from partners.request_log import find_request
from partners.scopes import ACCOUNT_READ
from partners.views import PartnerView

LIST: Final = (
    "Of all keys of the account in the mode of this one, for 30 days, newest first; a request appears a second after "
    "its answer. With `status`, `code`, `method` or `route` an answer looks at the next 10,000 requests: it may have "
    "fewer rows than `limit`, even none, and still a `nextCursor` to look on from. The list ends where that is null. "
    "Repeats of one refusal (401, 403, 404, 429) of a key and an endpoint within a minute share a row and are counted."
)
LOOK_UP: Final = (
    "By the `requestId` of its answer, for 30 days; a request appears a second after its answer. A repeat that shares "
    "a row is answered with that row: its `requestId` is another, its `count` over 1, and the time in the id asked for "
    "is between its `createdAt` and its `lastAt`."
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
        rows = [logged_request_answer(self.surface, logged) for logged in shown]
        return self.answer(LoggedRequestList(rows, pagination))


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
