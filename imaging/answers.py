"""Studies, reports and agents as the Partner API shows them."""

import datetime
from dataclasses import dataclass
from typing import Annotated

from api.answers import CreatedAt
from api.conditional import tag_of
from api.paging import Pagination
from errors_docs.surfaces import PARTNER
from imaging.models import Agent, FileType, Report, ReportType, Study, TimelineLink, Uploader

StudyUid = Annotated[str, "the study's DICOM UID; names it in every other call"]


@dataclass(frozen=True)
class StudyAnswer:
    id: Annotated[str, "the same as studyInstanceUid"]
    study_instance_uid: StudyUid
    patient_id: Annotated[str, "as the images have it; empty if they don't say"]
    patient_name: Annotated[str, "as DICOM writes it: family name, given name and so on, with ^ between them"]
    modality: Annotated[str, "of its first series; empty if the images don't say"]
    modalities: Annotated[list[str], "of all its series"]
    study_date: Annotated[datetime.date | None, "the clinic's own day; null if the images don't say"]
    description: Annotated[str, "of the study, as the images have it; may be empty"]
    series_count: Annotated[int, "indexed so far"]
    instance_count: Annotated[int, "DICOM instances, such as images, that are indexed so far"]
    report_count: Annotated[int, "attached now, by you or by users of the customer"]


@dataclass(frozen=True)
class StudyList:
    studies: Annotated[list[StudyAnswer], "newest first, by when they were first sent"]
    pagination: Pagination


@dataclass(frozen=True)
class ReportAnswer:
    id: Annotated[str, "the same as reportId"]
    report_id: Annotated[str, "names the report, to read it or to detach it; stable"]
    study_instance_uid: StudyUid
    title: Annotated[str, "what people read on the patient's timeline"]
    report_type: Annotated[ReportType, "what it is about, as you sent it"]
    file_type: Annotated[FileType, "what the content was found to be"]
    has_form: Annotated[bool, "whether the document has fields to fill in, other than for signatures"]
    size_bytes: Annotated[int, "of its file; counts in the customer's storage"]
    uploaded_by: Annotated[Uploader, "you can't detach what a user of the customer uploaded"]
    created_at: CreatedAt


@dataclass(frozen=True)
class LinkedReportAnswer(ReportAnswer):
    download_url: Annotated[str, "opens without a key, until it expires or the report is detached"]
    download_url_expires_at: Annotated[datetime.datetime, "read the report again for another one"]


@dataclass(frozen=True)
class ReportList:
    reports: Annotated[list[ReportAnswer], "newest first"]
    pagination: Pagination


@dataclass(frozen=True)
class DetachedReportAnswer:
    id: Annotated[str, "the same as reportId"]
    report_id: Annotated[str, "the report's; it can't be read any more"]
    study_instance_uid: StudyUid
    freed_bytes: Annotated[int, "given back to the customer's storage"]


@dataclass(frozen=True)
class AgentAnswer:
    id: Annotated[str, "names the agent, to revoke it; stable"]
    name: Annotated[str, "what you call the machine"]
    hint: Annotated[str, "the last four characters of its token"]
    last_used_at: Annotated[datetime.datetime | None, "to the minute or so; null: never"]
    created_at: CreatedAt


@dataclass(frozen=True)
class NewAgentAnswer(AgentAnswer):
    token: Annotated[str, "shown this once"]
    dicomweb_url: Annotated[str, "the DICOMweb address that the agent sends to and asks"]


@dataclass(frozen=True)
class AgentList:
    agents: Annotated[list[AgentAnswer], "those that work, newest first"]
    pagination: Pagination


@dataclass(frozen=True)
class RevokedAgentAnswer:
    id: Annotated[str, "the agent's; it isn't listed any more"]
    name: Annotated[str, "what you called the machine"]


@dataclass(frozen=True)
class TimelineLinkAnswer:
    id: Annotated[str, "the link's; a part of its address"]
    url: Annotated[str, "opens the patient's timeline without a key, until it expires; names no patient"]
    expires_at: Annotated[datetime.datetime, "the number of hours from now that expiresInHours says, 24 without it"]


def study_answer(study: Study) -> StudyAnswer:
    """A study found by imaging.studies, which counts its reports."""
    report_count: int = study.report_count  # type: ignore[attr-defined]  # annotated by imaging.studies
    return StudyAnswer(
        id=study.uid,
        study_instance_uid=study.uid,
        patient_id=study.patient_id,
        patient_name=study.patient_name,
        modality=study.modalities[0] if study.modalities else "",
        modalities=study.modalities,
        study_date=study.date,
        description=study.description,
        series_count=study.series_count,
        instance_count=study.instance_count,
        report_count=report_count,
    )


def report_answer(report: Report) -> ReportAnswer:
    """A report with its study at hand."""
    return ReportAnswer(
        id=report.public_id,
        report_id=report.public_id,
        study_instance_uid=report.study.uid,
        title=report.title,
        report_type=ReportType(report.report_type),
        file_type=FileType(report.file_type),
        has_form=report.has_form,
        size_bytes=report.size,
        uploaded_by=Uploader(report.uploader),
        created_at=report.created_at,
    )


def report_tag(report: Report) -> str:
    """Return the ETag of a report: of what it is, not of the address that its file has for a while."""
    return tag_of(PARTNER, report_answer(report), ReportAnswer)


def linked_report_answer(report: Report, url: str, expires_at: datetime.datetime) -> LinkedReportAnswer:
    """The same with the address of its file."""
    return LinkedReportAnswer(**vars(report_answer(report)), download_url=url, download_url_expires_at=expires_at)


def agent_answer(agent: Agent) -> AgentAnswer:
    return AgentAnswer(agent.public_id, agent.name, agent.hint, agent.last_used_at, agent.created_at)


def new_agent_answer(agent: Agent, token: str, dicomweb_url: str) -> NewAgentAnswer:
    return NewAgentAnswer(**vars(agent_answer(agent)), token=token, dicomweb_url=dicomweb_url)


def timeline_link_answer(link: TimelineLink, url: str) -> TimelineLinkAnswer:
    return TimelineLinkAnswer(link.public_id, url, link.expires_at)
