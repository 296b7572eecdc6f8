"""Endpoints of studies and reports, and the pages that signed addresses open."""

from django.urls import URLPattern, path

from imaging.agent_views import AgentsView, AgentView, TimelineLinksView
from imaging.pages import download_report, timeline_page, timeline_report
from imaging.views import ReportsView, ReportView, StudiesView, StudyView

STUDIES = "customers/<str:customer_id>/dicom-studies"
STUDY = f"{STUDIES}/<str:study_instance_uid>"

partner_api: list[URLPattern] = [
    path(STUDIES, StudiesView.as_view()),
    path(STUDY, StudyView.as_view()),
    path(f"{STUDY}/reports", ReportsView.as_view()),
    path(f"{STUDY}/reports/<str:report_id>", ReportView.as_view()),
    path(f"{STUDY}/timeline-links", TimelineLinksView.as_view()),
    path("customers/<str:customer_id>/agents", AgentsView.as_view()),
    path("customers/<str:customer_id>/agents/<str:agent_id>", AgentView.as_view()),
]

site: list[URLPattern] = [
    path("reports/<str:report_id>", download_report),
    path("timeline/<str:link>", timeline_page),
    path("timeline/<str:link>/reports/<str:report_id>", timeline_report),
]
