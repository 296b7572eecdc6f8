"""What is kept about images: who sends them, what was sent, the reports attached to it, and who looked."""

from imaging.models.agent import Agent
from imaging.models.report import FileType, Report, ReportType, Scan, Uploader
from imaging.models.study import IndexState, Instance, Series, Study
from imaging.models.timeline import Comment, Download, DownloadWay, TimelineLink

__all__ = [
    "Agent",
    "Comment",
    "Download",
    "DownloadWay",
    "FileType",
    "IndexState",
    "Instance",
    "Report",
    "ReportType",
    "Scan",
    "Series",
    "Study",
    "TimelineLink",
    "Uploader",
]
