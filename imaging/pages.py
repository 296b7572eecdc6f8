"""The pages that signed addresses open: a report's file, and a patient's timeline. Each opening is noted first."""

from typing import Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from api.ids import has_shape
from errors_docs.content_policy import content_policy
from errors_docs.handler import request_id_of
from imaging.downloads import note_download
from imaging.facts import worded_name
from imaging.files import open_stored
from imaging.links import link_of, opens_report
from imaging.models import DownloadWay, FileType, Report, TimelineLink
from imaging.timeline import SHOWN_IN_PLACE, entries_of, report_shown

#: The detected type. A text in UTF-16 begins with its mark, which for browsers goes before the charset.
CONTENT_TYPES: Final = {
    FileType.PDF: "application/pdf",
    FileType.DOC: "application/msword",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.TXT: "text/plain; charset=utf-8",
}
#: Nothing in the file may load, run, or be framed.
SANDBOX: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
#: In a frame of the timeline. Browsers show no PDF in a sandbox: there its own viewer keeps scripts from our pages.
IN_PLACE: Final = {
    FileType.PDF: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    FileType.TXT: "sandbox; default-src 'none'; frame-ancestors 'self'",
}
PRIVATE: Final = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
TIMELINE_POLICY: Final = content_policy(script_src="'none'", connect_src="'none'", frame_src="'self'")


@require_GET
def download_report(request: HttpRequest, report_id: str) -> FileResponse:
    """A report's file, for whoever has its signed address. What is wrong with an address is told to nobody."""
    found = Report.objects.select_related("customer__account", "study").filter(public_id=report_id)
    report = found.first() if has_shape(report_id, "rpt") else None
    signature = request.GET.get("signature", "")
    if report is None or not opens_report(report, request.GET.get("expires", ""), signature):
        raise Http404
    _note(request, report, DownloadWay.SIGNED_URL, report.public_id)
    return _file(report, SANDBOX, as_attachment=True)


@require_GET
def timeline_page(request: HttpRequest, link: str) -> HttpResponse:
    """A patient's timeline, for whoever has its link."""
    opened = _opened(link)
    note_download(
        customer_id=opened.customer_id,
        way=DownloadWay.TIMELINE,
        subject=opened.public_id,
        study_id=opened.study_id,
        address=str(request.META.get("REMOTE_ADDR", "")),
        request_id=request_id_of(request),
    )
    patient = {"name": worded_name(opened.study.patient_name), "id": opened.study.patient_id}
    context = {"link": link, "opened": opened, "patient": patient, "entries": entries_of(opened)}
    page = render_to_string("imaging/timeline.html", context)
    return HttpResponse(page, headers={**PRIVATE, "Content-Security-Policy": TIMELINE_POLICY})


@require_GET
@xframe_options_sameorigin
def timeline_report(request: HttpRequest, link: str, report_id: str) -> FileResponse:
    """A report on the timeline: in place if browsers show its type, else as a download."""
    opened = _opened(link)
    report = report_shown(opened, report_id)
    if report is None:
        raise Http404
    _note(request, report, DownloadWay.TIMELINE_REPORT, report.public_id)
    kind = FileType(report.file_type)
    return _file(report, IN_PLACE.get(kind, SANDBOX), as_attachment=kind not in SHOWN_IN_PLACE)


def _opened(link: str) -> TimelineLink:
    opened = link_of(link)
    if opened is None:
        raise Http404
    return opened


def _note(request: HttpRequest, report: Report, way: DownloadWay, subject: str) -> None:
    note_download(
        customer_id=report.customer_id,
        way=way,
        subject=subject,
        study_id=report.study_id,
        address=str(request.META.get("REMOTE_ADDR", "")),
        request_id=request_id_of(request),
    )


def _file(report: Report, policy: str, *, as_attachment: bool) -> FileResponse:
    try:
        file = open_stored(report.file)
    except FileNotFoundError as gone:
        raise Http404 from gone
    kind = FileType(report.file_type)
    headers = {**PRIVATE, "Content-Security-Policy": policy}
    return FileResponse(
        file,
        as_attachment=as_attachment,
        filename=f"report-{report.public_id}.{kind.value}",
        content_type=CONTENT_TYPES[kind],
        headers=headers,
    )
