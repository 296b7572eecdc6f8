"""A patient's timeline: what was said about studies, links to the page, and who opened or fetched what."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from api.ids import new_id
from customers.models import Customer
from imaging.models.study import Study


def new_link_id() -> str:
    return new_id("tl")


class Comment(models.Model):
    """One line on a patient's timeline, written in the transaction of what it tells of."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="comments")
    text = models.CharField(max_length=400)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class TimelineLink(models.Model):
    """Opens one patient's timeline to whoever has it, until it expires or is revoked. Its address names no patient."""

    public_id = models.CharField(max_length=40, unique=True, default=new_link_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    #: The study that it was made for; the page shows all studies of the study's patient.
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.public_id


class DownloadWay(models.TextChoices):
    """How somebody got at patient data."""

    SIGNED_URL = "signed_url", "signed address of a report"
    TIMELINE = "timeline", "timeline page"
    TIMELINE_REPORT = "timeline_report", "report on the timeline page"
    RETRIEVE = "retrieve", "retrieval by an agent"


class Download(models.Model):
    """The audit trail: what was read, which way, from where. Never changed; the request id leads to the logs."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=16, choices=DownloadWay)
    #: The public id of the report, link or agent; it outlives what it names.
    subject = models.CharField(max_length=40)
    study = models.ForeignKey(Study, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(way__in=["signed_url", "timeline", "timeline_report", "retrieve"]),
                name="download_way_is_known",
            ),
        )
        indexes = (models.Index(fields=["customer", "-id"], name="download_newest_first"),)

    def __str__(self) -> str:
        return f"{self.way} {self.subject}"
