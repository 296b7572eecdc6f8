"""GET /errors and /errors/{code}: the Partner API's error codes for programs, in the envelope and without a key."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from api.paging import Pagination, WholeQuery
from api.views import ApiView
from errors_docs.catalogue import Entry
from errors_docs.catalogues import catalogue_for
from errors_docs.detail_fields import details_schema
from errors_docs.exceptions import EndpointNotFound
from errors_docs.nearest_code import nearest_code
from errors_docs.surfaces import PARTNER, Surface


@dataclass(frozen=True)
class ErrorCode:
    id: Annotated[str, "the same as code"]
    code: Annotated[str, "as in `error.code`; never renamed and never reused"]
    status: Annotated[int, "the HTTP status"]
    title: Annotated[str, "what happened, in a few words"]
    area: Annotated[str, "the group that it is listed under"]
    when: Annotated[str, "when the API answers so"]
    why: Annotated[str, "the cause, in Markdown"]
    check: Annotated[list[str], "what to look at first, in Markdown"]
    fix: Annotated[list[str], "what to do, in order, in Markdown"]
    retry: Annotated[str, "whether the same request can succeed later, in a few fixed words"]
    retry_advice: Annotated[str, "how a retry behaves"]
    charged: Annotated[str, "whether anything was charged or changed"]
    message: Annotated[str, "`error.message`, with the names of its parts in braces"]
    reasons: Annotated[
        dict[str, str], "by `error.details.reason`, where the code tells cases apart: the message of each"
    ]
    details: Annotated[dict[str, Any], "the JSON Schema of `error.details`; null for a code without details"] | None
    docs: Annotated[str, "the page that explains it"]
    related: Annotated[list[str], "codes that are easily mistaken for it"]


@dataclass(frozen=True)
class ErrorCodeList:
    errors: Annotated[list[ErrorCode], "every code, in the order of the error table"]
    pagination: Pagination


class ErrorsView(ApiView):
    surface = PARTNER

    @operation(
        Operation(
            summary="List all error codes",
            description="The error table of the documentation as data, for tools and for error messages of your own.",
            answer=ErrorCodeList,
            query=WholeQuery,
            scope=None,
        )
    )
    def get(self, request: Request) -> HttpResponse:
        portion, _ = self.portion()
        entries = list(enumerate(catalogue_for(self.surface)))
        shown, pagination = portion.shown(portion.of(entries, itemgetter(0)), itemgetter(0), lambda: len(entries))
        return self.answer(ErrorCodeList([_describe(self.surface, entry) for _, entry in shown], pagination))


class ErrorView(ApiView):
    surface = PARTNER

    @operation(
        Operation(
            summary="Explain one error code",
            answer=ErrorCode,
            scope=None,
            errors=[EndpointNotFound],
        )
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        entry = catalogue_for(self.surface).get(code)
        if entry is None:
            raise _unknown(self.surface, request.path, code)
        return self.answer(_describe(self.surface, entry))


def _unknown(surface: Surface, path: str, code: str) -> EndpointNotFound:
    meant = nearest_code(surface, code)
    if meant is None:
        return EndpointNotFound(path=path, suggestion=f"{surface.base_path}/errors", methods=("GET",))
    return EndpointNotFound(path=path, suggestion=f"{surface.base_path}/errors/{meant}", methods=("GET",))


def _describe(surface: Surface, entry: Entry) -> ErrorCode:
    return ErrorCode(
        id=entry.code,
        code=entry.code,
        status=entry.status,
        title=entry.title,
        area=entry.area.value,
        when=entry.when,
        why=entry.why,
        check=list(entry.check),
        fix=list(entry.fix),
        retry=entry.retry.value,
        retry_advice=entry.retry_advice,
        charged=entry.charged,
        message=entry.message,
        reasons={reason: message.text for reason, message in entry.reasons_in().items()},
        details=details_schema(entry),
        docs=settings.BASE_URL + surface.error_url(entry.code),
        related=list(entry.related),
    )
