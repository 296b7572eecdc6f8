"""What a patient's timeline shows, in the order of time, and the links that open it."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from imaging.models import Comment, FileType, Report, Study, TimelineLink
from imaging.studies import LARGE, find_study
from partners.caller import Caller

#: The newest entries of each kind; a page of more helps nobody.
MOST_ENTRIES = 500
#: What a browser shows in place. Word's documents are downloaded.
SHOWN_IN_PLACE = (FileType.PDF, FileType.TXT)


@dataclass(frozen=True)
class TimelineEntry:
    """One line. Exactly one of study, report and comment is there."""

    at: datetime.datetime
    study: Study | None = None
    report: Report | None = None
    comment: Comment | None = None

    @property
    def is_shown_in_place(self) -> bool:
        return self.report is not None and self.report.file_type in SHOWN_IN_PLACE


def make_link(caller: Caller, customer_id: str, study_uid: str, *, hours: int) -> TimelineLink:
    """A link to the timeline of a study's patient. Raises CustomerNotFound or StudyNotFound."""
    study = find_study(caller, customer_id, study_uid)
    expires_at = timezone.now() + datetime.timedelta(hours=hours)
    return TimelineLink.objects.create(customer=study.customer, study=study, expires_at=expires_at)


def studies_shown(link: TimelineLink) -> "QuerySet[Study]":
    """The studies of the patient; images that name nobody belong to no patient but their own study's."""
    study = link.study
    if not study.patient_id:
        mine = Study.objects.filter(pk=study.pk)
    else:
        mine = Study.objects.filter(customer=link.customer, patient_id=study.patient_id, indexed_at__isnull=False)
    return mine.defer(*LARGE)


def entries_of(link: TimelineLink) -> list[TimelineEntry]:
    """Everything about the patient, newest first. A study stands at the day on which it was made."""
    studies = studies_shown(link)
    large = [f"study__{name}" for name in LARGE]
    reports = Report.objects.filter(study__in=studies).select_related("study").defer(*large)
    comments = Comment.objects.filter(study__in=studies).select_related("study").defer(*large)
    entries = [
        *(TimelineEntry(_moment(study), study=study) for study in studies.order_by("-id")[:MOST_ENTRIES]),
        *(TimelineEntry(report.created_at, report=report) for report in reports.order_by("-id")[:MOST_ENTRIES]),
        *(TimelineEntry(comment.created_at, comment=comment) for comment in comments.order_by("-id")[:MOST_ENTRIES]),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def report_shown(link: TimelineLink, report_id: str) -> Report | None:
    """A report of the patient, by its id."""
    return (
        Report.objects.filter(study__in=studies_shown(link), public_id=report_id)
        .select_related("study", "customer")
        .first()
    )


def _moment(study: Study) -> datetime.datetime:
    """The time of a study is the clinic's own, without a zone: only its day is taken for the order."""
    if study.date is None:
        return study.created_at
    return datetime.datetime.combine(study.date, datetime.time(), datetime.UTC)
