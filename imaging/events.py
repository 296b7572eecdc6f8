"""The events of this app. The one place where they are recorded."""

from typing import Any, Final

from errors_docs.jsonform import iso
from imaging.models import Report
from webhooks import outbox

REPORT_ATTACHED: Final = "dicom.report.attached"
REPORT_DETACHED: Final = "dicom.report.detached"


def record_event(type: str, report: Report) -> None:
    """Tells of a report, in the transaction of the change. Never of its patient: the study's UID is all."""
    outbox.record(account_id=report.customer.account_id, mode=report.customer.mode, type=type, data=_told(report))


def _told(report: Report) -> dict[str, Any]:
    return {
        "customerId": report.customer.public_id,
        "studyInstanceUid": report.study.uid,
        "report": {
            "id": report.public_id,
            "title": report.title,
            "reportType": report.report_type,
            "fileType": report.file_type,
            "sizeBytes": report.size,
            "createdAt": iso(report.created_at),
        },
    }
