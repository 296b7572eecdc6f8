"""Endpoints of the Partner API about studies and their reports."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from api.operations import Operation, operation
from api.paging import PageQuery
from errors_docs.exceptions import (
    CustomerNotFound,
    DomainError,
    InvalidReportType,
    OperationNotAllowed,
    ReportNotFound,
    ReportTooLarge,
    StorageFull,
    StudyNotFound,
)
from imaging.answers import (
    DetachedReportAnswer,
    LinkedReportAnswer,
    ReportAnswer,
    ReportList,
    StudyAnswer,
    StudyList,
    linked_report_answer,
    report_answer,
    report_tag,
    study_answer,
)
from imaging.inputs import ReportInput, StudyQuery
from imaging.links import report_url
from imaging.reports import StagedReport, attach, detach, find_report, list_reports, stage, unstage
from imaging.studies import find_study, list_studies
from imaging.upload import FORM, ReportForm, received
from partners.idempotency import REPLAYED
from partners.scopes import REPORTS_READ, REPORTS_WRITE
from partners.views import PartnerView

CREATED = 201


class StudiesView(PartnerView):
    @operation(
        Operation(
            summary="List a customer's studies",
            description="What is indexed, newest first. `from` and `to` are days of the study, both included.",
            scope=REPORTS_READ.name,
            never_stored=True,
            query=StudyQuery,
            answer=StudyList,
            errors=(CustomerNotFound, OperationNotAllowed),
        )
    )
    def get(self, request: Request, customer_id: str) -> HttpResponse:
        portion, filters = self.portion()
        return self.answer(list_studies(self.caller, customer_id, portion, **filters))


class StudyView(PartnerView):
    @operation(
        Operation(
            summary="Read a study",
            scope=REPORTS_READ.name,
            never_stored=True,
            answer=StudyAnswer,
            errors=(CustomerNotFound, StudyNotFound, OperationNotAllowed),
        )
    )
    def get(self, request: Request, customer_id: str, study_instance_uid: str) -> HttpResponse:
        return self.answer(study_answer(find_study(self.caller, customer_id, study_instance_uid)))


class ReportsView(PartnerView):
    form: ReportForm
    staged: StagedReport | None = None

    @operation(
        Operation(
            summary="List a study's reports",
            scope=REPORTS_READ.name,
            never_stored=True,
            query=PageQuery,
            answer=ReportList,
            errors=(CustomerNotFound, StudyNotFound, OperationNotAllowed),
        )
    )
    def get(self, request: Request, customer_id: str, study_instance_uid: str) -> HttpResponse:
        portion, _ = self.portion()
        return self.answer(list_reports(self.caller, customer_id, study_instance_uid, portion))

    @operation(
        Operation(
            summary="Attach a report to a study",
            description=(
                "The file itself, in one call. Its type is judged by its content, its bytes are counted while they "
                "arrive: one byte too many ends the upload. A document that runs or loads something by itself is "
                "refused. It appears on the patient's timeline at once."
            ),
            scope=REPORTS_WRITE.name,
            body=ReportInput,
            body_type=FORM,
            status=CREATED,
            answer=ReportAnswer,
            errors=(
                CustomerNotFound,
                StudyNotFound,
                OperationNotAllowed,
                InvalidReportType,
                ReportTooLarge,
                StorageFull,
            ),
        )
    )
    def post(self, request: Request, customer_id: str, study_instance_uid: str) -> HttpResponse:
        sent = self.sent()
        assert self.staged is not None
        report = attach(
            caller=self.caller,
            customer_id=customer_id,
            study_uid=study_instance_uid,
            title=sent["title"],
            report_type=sent["report_type"],
            staged=self.staged,
        )
        return self.answer(report_answer(report))

    def serve(self) -> HttpResponse:
        """The file is judged and stored before the transaction of an Idempotency-Key opens."""
        if self.request.method != "POST":
            return super().serve()
        with received(self.request._request) as self.form:
            serializer = ReportInput(data=self.form.fields)
            if serializer.is_valid():
                uid = self.kwargs["study_instance_uid"]
                spooled = self.form.fields["file"]
                assert not isinstance(spooled, str)
                self.staged = stage(self.caller, self.kwargs["customer_id"], uid, spooled, self.form.verdict)
            return self._served()

    def _served(self) -> HttpResponse:
        """What isn't known to have failed may have been committed: such a file is left to the sweeper."""
        try:
            response = super().serve()
        except DomainError:
            self._unstage()
            raise
        if not _is_owner(response):
            self._unstage()
        return response

    def _unstage(self) -> None:
        if self.staged is not None:
            unstage(self.staged)

    def sent(self) -> dict[str, Any]:
        """The validated form. Raises ValidationError with every problem."""
        serializer = ReportInput(data=self.form.fields)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class ReportView(PartnerView):
    @operation(
        Operation(
            summary="Read a report",
            description=(
                "With an address that downloads its file without a key, for a quarter of an hour unless the operator "
                "chose another time. The ETag is the report's, whatever that address is: for a new address send no "
                "`If-None-Match`."
            ),
            scope=REPORTS_READ.name,
            never_stored=True,
            answer=LinkedReportAnswer,
            errors=(CustomerNotFound, StudyNotFound, ReportNotFound, OperationNotAllowed),
        )
    )
    def get(self, request: Request, customer_id: str, study_instance_uid: str, report_id: str) -> HttpResponse:
        report = find_report(self.caller, customer_id, study_instance_uid, report_id)
        return self.answer(linked_report_answer(report, *report_url(report)), tag=report_tag(report))

    @operation(
        Operation(
            summary="Detach a report",
            description="Its file is gone, and every address of it. What a user of the customer uploaded stays.",
            scope=REPORTS_WRITE.name,
            answer=DetachedReportAnswer,
            errors=(CustomerNotFound, StudyNotFound, ReportNotFound, OperationNotAllowed),
        )
    )
    def delete(self, request: Request, customer_id: str, study_instance_uid: str, report_id: str) -> HttpResponse:
        report = detach(
            caller=self.caller,
            customer_id=customer_id,
            study_uid=study_instance_uid,
            report_id=report_id,
            condition=self.precondition(report_tag),
        )
        return self.answer(DetachedReportAnswer(report_id, report_id, study_instance_uid, report.size))


def _is_owner(response: HttpResponse) -> bool:
    """Whether this very request's file has become a report's; a replay's has not."""
    return response.status_code == CREATED and REPLAYED not in response.headers
