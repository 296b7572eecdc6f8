"""What clients may send about studies, reports and agents."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from api.fields import DayField
from api.paging import PageQuery
from api.serializers import Choice, StrictSerializer
from api.text_fields import NameField
from imaging.models import ReportType

LONGEST_LINK_HOURS = 30 * 24


class StudyQuery(PageQuery):
    """The filters of GET …/dicom-studies; all that are given must hold."""

    patient_id = serializers.CharField(max_length=64, required=False, help_text="Exactly this patient id.")
    modality = serializers.CharField(max_length=16, required=False, help_text="One of its modalities, such as CT.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """``from`` is a word of Python, so it can't be declared as an attribute."""
        return {
            **super().get_fields(),
            "from": DayField(required=False, source="start", help_text="Studies of this day or later."),
            "to": DayField(required=False, source="end", help_text="Studies of this day or earlier."),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A range that ends before it begins is a mistake worth telling."""
        if "start" in attrs and "end" in attrs and attrs["end"] < attrs["start"]:
            raise serializers.ValidationError({"to": ["This is before from."]}, code="range")
        return attrs


class ReportInput(StrictSerializer):
    """The form that attaches a report."""

    json_types = False
    example: ClassVar[Mapping[str, Any] | None] = {
        "file": "report.pdf",
        "title": "CT thorax, findings",
        "reportType": "radiology",
    }

    # An empty file isn't a document: the judge of its content says so.
    file = serializers.FileField(allow_empty_file=True, help_text="PDF, DOC, DOCX or TXT of at most 25 MB.")
    title = NameField(max_length=200, help_text="What people read on the patient's timeline.")
    report_type = Choice(choices=ReportType.choices, help_text="What the report is about.")


class AgentInput(StrictSerializer):
    """The body of POST …/agents."""

    example: ClassVar[Mapping[str, Any] | None] = {"name": "PACS, ground floor"}

    name = NameField(max_length=120, help_text="What you call the machine; the list shows it.")


class TimelineLinkInput(StrictSerializer):
    """The body of POST …/timeline-links."""

    example: ClassVar[Mapping[str, Any] | None] = {"expiresInHours": 24}

    expires_in_hours = serializers.IntegerField(
        default=24, min_value=1, max_value=LONGEST_LINK_HOURS, help_text="Hours for which the link opens the page."
    )
