"""The operator's pages about images: what is stored, how full it is, who sends. Patients' names are on none of them."""

from imaging.admin.agent import AgentAdmin
from imaging.admin.report import DownloadAdmin, ReportAdmin
from imaging.admin.storage import UsageAdmin
from imaging.admin.study import InstanceAdmin, StudyAdmin, TimelineLinkAdmin

__all__ = [
    "AgentAdmin",
    "DownloadAdmin",
    "InstanceAdmin",
    "ReportAdmin",
    "StudyAdmin",
    "TimelineLinkAdmin",
    "UsageAdmin",
]
