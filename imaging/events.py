"""The events of this app. The one place where they are recorded."""

from imaging.models import Report
from webhooks import outbox
from webhooks.event_types import ReportAttached, ReportDetached, ReportFacts

ReportEvent = type[ReportAttached] | type[ReportDetached]


def record_event(kind: ReportEvent, report: Report) -> None:
    """Tells of a report, in the transaction of the change. Never of its patient: the study's UID is all."""
    happened = kind(report.customer.public_id, report.study.uid, _facts(report))
    outbox.record_event(account_id=report.customer.account_id, mode=report.customer.mode, data=happened)


def _facts(report: Report) -> ReportFacts:
    return ReportFacts(
        id=report.public_id,
        title=report.title,
        report_type=report.report_type,
        file_type=report.file_type,
        size_bytes=report.size,
        created_at=report.created_at,
    )
