"""The endpoints of the Workspace API that read the request log."""

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from errors_docs.exceptions import RequestNotFound
from generation.answers import Meta
from generation.views import WorkspaceView
from partners.logged_requests import list_requests
from partners.request_answers import (
    LoggedRequestAnswer,
    LoggedRequestList,
    logged_request_answer,
    logged_request_list,
)
from partners.request_inputs import WorkspaceRequestsQuery, log_filter
from partners.request_log import find_request
from partners.request_views import LIST, LOOK_UP
from partners.scopes import READONLY


class RequestsView(WorkspaceView):
    name = "requests"

    @operation(
        Operation(
            summary="List your requests",
            description=LIST,
            scope=READONLY.name,
            query=WorkspaceRequestsQuery,
            answer=LoggedRequestList,
            meta=Meta,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        portion, asked = self.portion()
        shown, pagination = list_requests(self.caller, portion, log_filter(self.surface, asked))
        return self.answer(logged_request_list(self.surface, shown, pagination))


class RequestView(WorkspaceView):
    name = "requests"

    @operation(
        Operation(
            summary="Look up one of your requests",
            description=LOOK_UP,
            scope=READONLY.name,
            answer=LoggedRequestAnswer,
            meta=Meta,
            errors=(RequestNotFound,),
        )
    )
    def get(self, request: Request, request_id: str) -> HttpResponse:
        return self.answer(logged_request_answer(self.surface, find_request(self.caller, request_id)))
