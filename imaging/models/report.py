"""Reports: documents attached to a study."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from api.ids import new_id
from customers.models import Customer
from imaging.models.study import Study


def new_report_id() -> str:
    return new_id("rpt")


class ReportType(models.TextChoices):
    """What a report is about. Public: add freely, never rename."""

    RADIOLOGY = "radiology", "radiology"
    PATHOLOGY = "pathology", "pathology"
    CARDIOLOGY = "cardiology", "cardiology"
    LAB = "lab", "lab"
    DISCHARGE = "discharge", "discharge"
    OTHER = "other", "other"


class FileType(models.TextChoices):
    """What the content was found to be."""

    PDF = "pdf", "PDF"
    DOC = "doc", "DOC"
    DOCX = "docx", "DOCX"
    TXT = "txt", "TXT"


class Scan(models.TextChoices):
    """What the virus scanner said. A file in which it found something has no row."""

    NONE = "none", "not scanned"
    CLEAN = "clean", "clean"


class Uploader(models.TextChoices):
    """Who attached it. What a user of the customer uploaded is not the partner's to take away."""

    PARTNER = "partner", "partner"
    USER = "user", "user"


class Report(models.Model):
    """The row goes when the report is detached; the comment on the timeline stays."""

    public_id = models.CharField(max_length=40, unique=True, default=new_report_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="reports", db_index=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=200)
    report_type = models.CharField(max_length=16, choices=ReportType)
    file_type = models.CharField(max_length=4, choices=FileType)
    has_form = models.BooleanField(db_default=False, default=False)
    scan = models.CharField(max_length=8, choices=Scan, db_default=Scan.NONE, default=Scan.NONE)
    uploader = models.CharField(max_length=8, choices=Uploader, default=Uploader.PARTNER)
    file = models.CharField(max_length=120, unique=True)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(size__gte=0), name="report_size_is_not_negative"),)
        indexes = (models.Index(fields=["customer", "-id"], name="report_newest_first"),)

    def __str__(self) -> str:
        return self.public_id
