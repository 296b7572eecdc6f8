"""Partner API: studies, and the reports attached to them."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.catalogues.document_reasons import DOCUMENT_REASONS
from errors_docs.catalogues.key_reasons import READ_THE_REASON
from errors_docs.exceptions import (
    AgentNotFound,
    InvalidReportType,
    ReportNotFound,
    ReportTooLarge,
    StorageFull,
    StudyNotFound,
)
from errors_docs.shapes import DocumentDetails, LimitBytesDetails, StorageDetails

STUDY_NOT_FOUND: Final = Entry(
    code="STUDY_NOT_FOUND",
    status=404,
    error=StudyNotFound,
    area=Area.IMAGING,
    title="No such study",
    when="The study UID is not among this customer's studies, or the study is not indexed yet.",
    why=(
        "A study can be addressed once it is indexed. Until then it looks exactly like one that doesn't exist, and "
        "like one of another customer: but for the request id the answers are the same to the byte."
    ),
    check=(
        (
            "List what is indexed with `GET /customers/{id}/dicom-studies`, narrowed by `patientId`, `modality`, "
            "`from` or `to`."
        ),
        "Compare the UID with `studyInstanceUid` there: a series UID or an instance UID looks much the same.",
        "Make sure that the customer in the path is the one whose study it is.",
        "If the images were sent a moment ago, indexing may still be running.",
    ),
    fix=(
        "Take `studyInstanceUid` from the list, whole and without padding.",
        "For a fresh study ask the list again every few seconds until it appears, then send the call.",
        "If it doesn't appear, look whether the sending of the images succeeded.",
    ),
    retry=Retry.NEVER,
    retry_advice="Don't repeat the call blindly: watch the list of studies and call again once the study is in it.",
    charged="Nothing was charged or stored.",
    message="There is no such study, or it is not indexed yet.",
    example=StudyNotFound(),
    related=("CUSTOMER_NOT_FOUND", "REPORT_NOT_FOUND"),
)

STORAGE_FULL: Final = Entry(
    code="STORAGE_FULL",
    status=402,
    error=StorageFull,
    area=Area.IMAGING,
    title="The customer's storage is full",
    when="The upload would take the customer over its storage quota.",
    why=(
        "Each customer has a quota of its own. Of `details.quotaGB` gigabytes `details.usedBytes` bytes are in use, "
        "and this upload needs `details.requiredBytes`. The status 402 is about the storage bought, not about your "
        "credit balance. In test mode all customers of the account share one quota, and the numbers are the account's."
    ),
    check=(
        "Read `GET /customers/{id}/usage`: storage used, quota, files, studies and reports.",
        "Look whether the same report was attached several times.",
    ),
    fix=(
        "Detach reports that are not needed with `DELETE …/reports/{reportId}`, or have the customer remove files.",
        (
            "Or buy space: `PATCH /customers/{id}` with more `addOns.hotStorageUnits` (500 GB each); `?dryRun=true` "
            "says what it costs."
        ),
        "Upload again.",
    ),
    retry=Retry.AFTER_FREEING_SPACE,
    retry_advice="The same upload succeeds once the free space is at least `details.requiredBytes`.",
    charged="Nothing was charged, and nothing of the upload was kept.",
    message="The upload needs {required_bytes} bytes; {used_bytes} bytes of {quota_gb} GB are in use.",
    example=StorageFull(quota_gb=500, used_bytes=499_990_000_000, required_bytes=18_400_000),
    details=StorageDetails,
    related=("FILE_TOO_LARGE", "INSUFFICIENT_CREDITS"),
)

FILE_TOO_LARGE: Final = Entry(
    code="FILE_TOO_LARGE",
    status=400,
    error=ReportTooLarge,
    area=Area.IMAGING,
    title="The report is too large",
    when="The report is larger than 25 MB.",
    why=(
        "A report may have 26,214,400 bytes (`details.limitBytes`), which is 25 MB of 1024 x 1024 bytes; exactly that "
        "many are accepted. The bytes of the file are counted while they arrive, and one byte more ends the upload."
    ),
    check=(
        "Count the file's bytes: `wc -c report.pdf`.",
        "Look what makes it large: pages scanned in colour at 600 dpi are the usual cause.",
        (
            "Make sure that it is a report: images of a study go through the study's own way in, not through this "
            "endpoint."
        ),
    ),
    fix=(
        "Save the file smaller: scan at 150 to 200 dpi in grey, or recompress the PDF.",
        "Or split it, and attach the parts as reports with titles such as “Findings 1 of 2”.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same file is too large on every attempt.",
    charged="Nothing was charged, and nothing of the upload was kept.",
    message="The report is larger than {limit_bytes} bytes.",
    example=ReportTooLarge(limit_bytes=25 * 1024 * 1024),
    details=LimitBytesDetails,
    related=("STORAGE_FULL", "INVALID_REPORT_TYPE", "REQUEST_TOO_LARGE"),
)

INVALID_REPORT_TYPE: Final = Entry(
    code="INVALID_REPORT_TYPE",
    status=400,
    error=InvalidReportType,
    area=Area.IMAGING,
    title="The report is no PDF, DOC, DOCX or TXT",
    when=(
        "The content of the file is not a document of an accepted type, whatever its name says, or it does something "
        "by itself when it is opened."
    ),
    why=(
        "The server judges the content: neither the file's name nor the `Content-Type` of the part counts. A web page "
        "saved as `.pdf`, a renamed spreadsheet, or a PDF that was cut off on the way is not what it claims. "
        "`details.allowed` lists the accepted types. Forms and hyperlinks are taken. Refused is what acts by itself or "
        "hides a program: macros, scripts and actions that run on opening, templates and objects from elsewhere, "
        "attached programs, and what can't be checked for them; `details.found` says what it was."
    ),
    check=(
        READ_THE_REASON,
        (
            "Look at the first bytes with `head -c 8 report.pdf`: a PDF begins with `%PDF-`; `<html` means that an "
            "error page was saved instead of the report."
        ),
        "Look at the last bytes with `tail -c 16 report.pdf`: a whole PDF ends with `%%EOF`.",
        "Look at the size: an empty or cut-off file comes from a read that failed earlier.",
        (
            "Don't mistake this for `reportType`, the field with `radiology`, `lab` and so on; that one answers "
            "`VALIDATION_FAILED`."
        ),
    ),
    fix=(
        "Export the report again as PDF, DOC, DOCX or plain text (UTF-8), and open it once before sending.",
        "Convert pictures, spreadsheets, RTF and macro documents (`.docm`) to PDF.",
        "If the file does something by itself, print it to PDF: what is printed looks the same and does nothing.",
        "Open the file in binary mode: a text mode spoils PDF and DOC.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same bytes are refused on every attempt, under any name.",
    charged="Nothing was charged, and nothing of the upload was kept.",
    message="The content of the file is none of the accepted types: {allowed}.",
    example=InvalidReportType(allowed=("PDF", "DOC", "DOCX", "TXT")),
    reasons=DOCUMENT_REASONS,
    details=DocumentDetails,
    related=("FILE_TOO_LARGE", "VALIDATION_FAILED", "UNSUPPORTED_MEDIA_TYPE"),
)

REPORT_NOT_FOUND: Final = Entry(
    code="REPORT_NOT_FOUND",
    status=404,
    error=ReportNotFound,
    area=Area.IMAGING,
    title="No such report",
    when="This customer has no report with this id.",
    why=(
        "The server looks only among the reports of the customer in the path. A report that was detached is gone, and "
        "a report of another customer looks exactly like one that never was."
    ),
    check=(
        "List the study's reports with `GET /customers/{id}/dicom-studies/{studyInstanceUid}/reports`.",
        "Look at the id: a report's begins with `rpt_` and is `data.reportId` in the answer to the upload.",
        "Make sure that customer and study in the path are those under which the report was attached.",
        "Look whether `dicom.report.detached` was sent for it.",
    ),
    fix=(
        "Take the id from the list.",
        "If you wanted to detach it, treat it as detached already.",
        "If it should be there, attach it again; it gets a new id.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same id stays unknown; a report is there as soon as its upload was answered.",
    charged="Nothing was charged or changed.",
    message="There is no such report.",
    example=ReportNotFound(),
    related=("STUDY_NOT_FOUND", "CUSTOMER_NOT_FOUND", "FORBIDDEN"),
)

AGENT_NOT_FOUND: Final = Entry(
    code="AGENT_NOT_FOUND",
    status=404,
    error=AgentNotFound,
    area=Area.IMAGING,
    title="No such agent",
    when="This customer has no agent with this id, or its token was revoked.",
    why=(
        "An agent is a machine of the customer that sends images. Deleting it revokes its token permanently, and from "
        "then on it looks like one that never was, as an agent of another customer does."
    ),
    check=(
        "List the customer's agents with `GET /customers/{id}/agents`.",
        "Look at the id: an agent's begins with `agt_` and 26 characters follow. Its token begins with `agt_` too.",
        "Make sure that the customer in the path is the one whose agent it is.",
    ),
    fix=(
        "Take the id from the list.",
        "If you wanted to revoke it, treat it as revoked already.",
        "If its machine shall send again, make a new agent with `POST /customers/{id}/agents`; it gets a new token.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same id stays unknown; an agent is there as soon as the call that made it was answered.",
    charged="Nothing was charged or changed.",
    message="There is no such agent.",
    example=AgentNotFound(),
    related=("CUSTOMER_NOT_FOUND", "REPORT_NOT_FOUND"),
)

IMAGING: Final = (STUDY_NOT_FOUND, STORAGE_FULL, FILE_TOO_LARGE, INVALID_REPORT_TYPE, REPORT_NOT_FOUND, AGENT_NOT_FOUND)
