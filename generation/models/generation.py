"""A generation is one run of a tool: what it was asked, what came of it, and the hold that pays it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from api.ids import new_id
from credits.models import Hold
from generation.models.project import Project
from partners.models import Account, ApiKey
from partners.modes import mode_choices


def new_generation_id() -> str:
    return new_id("gen")


class GenerationState(models.TextChoices):
    """Running, or ended in one of three ways, once. Only a success was charged."""

    RUNNING = "running", "running"
    SUCCEEDED = "succeeded", "succeeded"
    FAILED = "failed", "failed"
    TIMED_OUT = "timed_out", "timed out"


UNSUCCESSFUL = (GenerationState.FAILED.value, GenerationState.TIMED_OUT.value)


class Generation(models.Model):
    """Its state changes in the transaction that settles its hold: a result is stored if and only if it was charged."""

    public_id = models.CharField(max_length=40, unique=True, default=new_generation_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="generations", db_index=False)
    mode = models.CharField(max_length=8, choices=mode_choices)
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="generations", db_index=False)
    tool = models.CharField(max_length=40)
    #: As JSON, checked by the tool's input schema.
    input = models.JSONField()
    #: In hundredths of a credit, as the tool cost when it began.
    cost = models.BigIntegerField()
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="generation")
    state = models.CharField(max_length=12, choices=GenerationState, default=GenerationState.RUNNING)
    #: As JSON, checked by the tool's output schema.
    result = models.JSONField(null=True)
    error_code = models.CharField(max_length=60, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=200, blank=True)
    offline = models.BooleanField(default=False)
    duration_ms = models.BigIntegerField(null=True)
    idempotency_key = models.CharField(max_length=255, blank=True)
    #: Of the request that came with the key: SHA-256 over method, path, query and body.
    fingerprint = models.BinaryField(max_length=32, null=True)
    request_id = models.CharField(max_length=40, blank=True)
    deadline = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="generation_mode_is_known"),
            models.CheckConstraint(condition=Q(cost__gt=0), name="generation_costs_something"),
            models.CheckConstraint(
                condition=Q(state="running", finished_at__isnull=True, result__isnull=True, error_code="")
                | Q(state="succeeded", finished_at__isnull=False, result__isnull=False, error_code="")
                | (Q(state__in=UNSUCCESSFUL, finished_at__isnull=False, result__isnull=True) & ~Q(error_code="")),
                name="generation_runs_or_ended_in_one_way",
            ),
            models.UniqueConstraint(
                fields=["account", "mode", "idempotency_key"],
                condition=Q(state="running") & ~Q(idempotency_key=""),
                name="one_generation_runs_for_each_key",
            ),
        )
        indexes = (
            models.Index(fields=["account", "mode", "-id"], name="generation_newest_first"),
            models.Index(fields=["project", "tool"], name="generation_of_project"),
            models.Index(fields=["account", "mode"], name="generation_running", condition=Q(state="running")),
            models.Index(fields=["deadline"], name="generation_to_sweep", condition=Q(state="running")),
        )

    def __str__(self) -> str:
        return self.public_id
