"""Attaching, finding and detaching reports."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from api.conditional import UNCONDITIONAL, Precondition
from api.ids import has_shape
from api.paging import Portion, key_of
from customers.listing import find_customer
from customers.models import CustomerStatus
from errors_docs.exceptions import DomainError, OperationNotAllowed, ReportNotFound
from imaging.answers import ReportList, report_answer
from imaging.events import ReportEvent, record_event
from imaging.files import REPORTS, SpooledFile, keep, remove
from imaging.inspection import Verdict, verdict_on
from imaging.models import Comment, FileType, Report, ReportType, Study, Uploader
from imaging.quota import give_back, refuse_if_full, take_room
from imaging.studies import LARGE, find_study, study_of
from partners.caller import Caller
from webhooks.event_types import ReportAttached, ReportDetached


@dataclass
class StagedReport:
    """A report's file between its upload and its row: stored under ``name``, or refused. Unowned, it is taken away."""

    spooled: SpooledFile
    verdict: Verdict = field(default_factory=Verdict)
    name: str = ""
    refusal: DomainError | None = field(default=None, repr=False)


def stage(
    caller: Caller, customer_id: str, study_uid: str, spooled: SpooledFile, verdict: Verdict | None
) -> StagedReport:
    """Store a file while no transaction is open; judge it, unless that was done. What is wrong attach() raises."""
    staged = StagedReport(spooled)
    try:
        study = find_study(caller, customer_id, study_uid)
        _refuse_unless_usable(study)
        staged.verdict = verdict or verdict_on(spooled)
        file_type = _type_of(staged.verdict)
        refuse_if_full(study.customer, spooled.size)
        staged.name = keep(spooled, REPORTS, file_type)
    except DomainError as refusal:
        staged.refusal = refusal
    return staged


@transaction.atomic
def attach(
    *, caller: Caller, customer_id: str, study_uid: str, title: str, report_type: ReportType, staged: StagedReport
) -> Report:
    """The row of a staged file, its room, its comment on the timeline and its event, all or nothing.

    Raises CustomerNotFound, StudyNotFound, OperationNotAllowed, InvalidReportType, StorageFull, or ServiceUnavailable
    while the scanner is away.
    """
    if staged.refusal is not None:
        raise staged.refusal
    study = find_study(caller, customer_id, study_uid)
    _refuse_unless_usable(study)
    take_room(study.customer, staged.spooled.size, reports=1)
    report = Report.objects.create(
        customer=study.customer,
        study=study,
        title=title,
        report_type=report_type,
        file_type=_type_of(staged.verdict),
        has_form=staged.verdict.has_form,
        scan=staged.verdict.scan,
        file=staged.name,
        size=staged.spooled.size,
        sha256=staged.spooled.sha256,
    )
    report.refresh_from_db(fields=["created_at"])
    _tell(report, ReportAttached, f"Report attached: {title}")
    return report


def unstage(staged: StagedReport) -> None:
    """Takes away a stored file that has become nobody's."""
    if staged.name:
        remove(staged.name)


def list_reports(caller: Caller, customer_id: str, study_uid: str, portion: Portion) -> ReportList:
    """Return a part of a study's reports, newest first. Raises CustomerNotFound or StudyNotFound."""
    found = _reports_of(find_study(caller, customer_id, study_uid))
    shown, pagination = portion.shown(list(portion.newest(found)), key_of, found.count)
    return ReportList([report_answer(report) for report in shown], pagination)


def find_report(caller: Caller, customer_id: str, study_uid: str, report_id: str) -> Report:
    """Raises CustomerNotFound, StudyNotFound or ReportNotFound."""
    return _report_of(find_study(caller, customer_id, study_uid), report_id)


def _report_of(study: Study, report_id: str) -> Report:
    found = _reports_of(study)
    report = found.filter(public_id=report_id).first() if has_shape(report_id, "rpt") else None
    if report is None:
        raise ReportNotFound
    return report


@transaction.atomic
def detach(
    *, caller: Caller, customer_id: str, study_uid: str, report_id: str, condition: Precondition = UNCONDITIONAL
) -> Report:
    """Removes a report; its file goes once that is certain, and links to it open nothing from then on.

    Raises CustomerNotFound, StudyNotFound, ReportNotFound, PreconditionFailed, and OperationNotAllowed for what a
    user uploaded.
    """
    # What may not be read any more may still be removed.
    report = _report_of(study_of(find_customer(caller, customer_id), study_uid), report_id)
    # It needs no lock: a report never changes.
    condition.refuse_unless_met(report)
    if report.uploader == Uploader.USER:
        raise OperationNotAllowed(status="user_uploaded")
    give_back(report.customer_id, report.size, reports=1)
    # Lock first, look second: of two that detach it at once the second finds nothing to delete.
    removed, _ = Report.objects.filter(pk=report.pk).delete()
    if not removed:
        raise ReportNotFound
    _tell(report, ReportDetached, f"Report detached: {report.title}")
    transaction.on_commit(lambda: remove(report.file), robust=True)
    return report


def _reports_of(study: Study) -> "QuerySet[Report]":
    found = Report.objects.filter(study=study).select_related("study", "customer")
    return found.defer(*(f"study__{name}" for name in LARGE))


def _type_of(verdict: Verdict) -> FileType:
    """Return the type of a file that is taken. Raises the refusal of any other."""
    if verdict.refusal is not None:
        raise verdict.refusal
    assert verdict.file_type is not None
    return verdict.file_type


def _refuse_unless_usable(study: Study) -> None:
    """Nothing is added to the studies of a suspended customer, which can be read for a while."""
    if study.customer.status != CustomerStatus.ACTIVE:
        raise OperationNotAllowed(status=study.customer.status)


def _tell(report: Report, event: ReportEvent, comment: str) -> None:
    Comment.objects.create(customer_id=report.customer_id, study_id=report.study_id, text=comment)
    record_event(event, report)
