"""Studies, reports and agents as the Partner API shows them."""

import datetime
from dataclasses import dataclass
from typing import Annotated

from api.paging import Pagination
from imaging.models import Agent, FileType, Report, ReportType, Study, TimelineLink, Uploader


@dataclass(frozen=True)
class StudyAnswer:
    study_instance_uid: str
    patient_id: str
    patient_name: Annotated[str, "as DICOM writes it: family name, given name and so on, with ^ between them"]
    modality: Annotated[str, "of its first series; empty if the images don't say"]
    modalities: Annotated[list[str], "of all its series"]
    study_date: Annotated[datetime.date | None, "null if the images don't say"]
    description: str
    series_count: int
    instance_count: int
    report_count: int


@dataclass(frozen=True)
class StudyList:
    studies: list[StudyAnswer]
    pagination: Pagination


@dataclass(frozen=True)
class ReportAnswer:
    report_id: str
    study_instance_uid: str
    title: str
    report_type: ReportType
    file_type: Annotated[FileType, "what the content was found to be"]
    size_bytes: int
    uploaded_by: Annotated[Uploader, "what a user of the customer uploaded can't be detached by you"]
    created_at: datetime.datetime


@dataclass(frozen=True)
class LinkedReportAnswer(ReportAnswer):
    download_url: Annotated[str, "opens without a key, until it expires or the report is detached"]
    download_url_expires_at: datetime.datetime


@dataclass(frozen=True)
class ReportList:
    reports: list[ReportAnswer]
    pagination: Pagination


@dataclass(frozen=True)
class DetachedReportAnswer:
    report_id: str
    study_instance_uid: str
    freed_bytes: Annotated[int, "given back to the customer's storage"]


@dataclass(frozen=True)
class AgentAnswer:
    id: str
    name: str
    hint: Annotated[str, "the last four characters of its token"]
    last_used_at: Annotated[datetime.datetime | None, "to the minute or so; null: never"]
    created_at: datetime.datetime


@dataclass(frozen=True)
class NewAgentAnswer(AgentAnswer):
    token: Annotated[str, "shown this once"]
    dicomweb_url: Annotated[str, "the DICOMweb address that the agent sends to and asks"]


@dataclass(frozen=True)
class AgentList:
    agents: Annotated[list[AgentAnswer], "those that work, newest first"]


@dataclass(frozen=True)
class RevokedAgentAnswer:
    id: str
    name: str


@dataclass(frozen=True)
class TimelineLinkAnswer:
    id: str
    url: Annotated[str, "opens the patient's timeline without a key, until it expires; names no patient"]
    expires_at: datetime.datetime


def study_answer(study: Study) -> StudyAnswer:
    """A study found by imaging.studies, which counts its reports."""
    report_count: int = study.report_count  # type: ignore[attr-defined]  # annotated by imaging.studies
    return StudyAnswer(
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
        report_id=report.public_id,
        study_instance_uid=report.study.uid,
        title=report.title,
        report_type=ReportType(report.report_type),
        file_type=FileType(report.file_type),
        size_bytes=report.size,
        uploaded_by=Uploader(report.uploader),
        created_at=report.created_at,
    )


def linked_report_answer(report: Report, url: str, expires_at: datetime.datetime) -> LinkedReportAnswer:
    """The same with the address of its file."""
    return LinkedReportAnswer(**vars(report_answer(report)), download_url=url, download_url_expires_at=expires_at)


def agent_answer(agent: Agent) -> AgentAnswer:
    return AgentAnswer(agent.public_id, agent.name, agent.hint, agent.last_used_at, agent.created_at)


def new_agent_answer(agent: Agent, token: str, dicomweb_url: str) -> NewAgentAnswer:
    return NewAgentAnswer(**vars(agent_answer(agent)), token=token, dicomweb_url=dicomweb_url)


def timeline_link_answer(link: TimelineLink, url: str) -> TimelineLinkAnswer:
    return TimelineLinkAnswer(link.public_id, url, link.expires_at)
