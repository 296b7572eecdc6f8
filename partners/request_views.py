"""The endpoint that looks a request up by its id."""

import datetime
from dataclasses import dataclass
from typing import Annotated

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from errors_docs.exceptions import RequestNotFound
from errors_docs.surfaces import PARTNER
from partners.models import LoggedRequest
from partners.request_log import find_request
from partners.scopes import ACCOUNT_READ
from partners.views import PartnerView


@dataclass(frozen=True)
class LoggedRequestAnswer:
    """One request as the log has it."""

    request_id: Annotated[str, "as in its X-Request-Id"]
    method: Annotated[str, "the HTTP method, in capitals"]
    route: Annotated[str, "the endpoint's pattern; ids in the path are not kept"]
    status: Annotated[int, "the HTTP status that it was answered with"]
    code: Annotated[str | None, "the error code; null for a success"]
    docs: Annotated[str | None, "the page that explains the code; null for a success"]
    duration_ms: Annotated[float, "milliseconds until its answer, with at most two decimals"]
    key_id: Annotated[str, "the key that asked"]
    key_hint: Annotated[str, "the last four characters of that key"]
    created_at: Annotated[datetime.datetime, "when it was answered"]


def logged_request_answer(logged: LoggedRequest) -> LoggedRequestAnswer:
    return LoggedRequestAnswer(
        request_id=logged.request_id,
        method=logged.method,
        route="/" + logged.route,
        status=logged.status,
        code=logged.code or None,
        docs=settings.BASE_URL + PARTNER.error_url(logged.code) if logged.code else None,
        duration_ms=logged.duration_ms,
        key_id=logged.key.public_id,
        key_hint=logged.key.hint,
        created_at=logged.created_at,
    )


class RequestView(PartnerView):
    @operation(
        Operation(
            summary="Look up one of your requests",
            description="By the `requestId` of its answer, for 30 days; a request appears a second after its answer.",
            scope=ACCOUNT_READ.name,
            answer=LoggedRequestAnswer,
            errors=(RequestNotFound,),
        )
    )
    def get(self, request: Request, request_id: str) -> HttpResponse:
        return self.answer(logged_request_answer(find_request(self.caller, request_id)))
