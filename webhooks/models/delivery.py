"""An event on its way to an endpoint, and each attempt to get it there."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from api.ids import new_id
from webhooks.models.endpoint import Endpoint
from webhooks.models.event import Event


def new_delivery_id() -> str:
    return new_id("whd")


class DeliveryStatus(models.TextChoices):
    """Failed: every attempt of the schedule was made. A replay makes either end pending again."""

    PENDING = "pending", "pending"
    SUCCEEDED = "succeeded", "succeeded"
    FAILED = "failed", "failed"


class Outcome(models.TextChoices):
    """How an attempt ended."""

    SUCCEEDED = "succeeded", "succeeded"
    REJECTED = "rejected", "answered with another status than 2xx"
    TIMED_OUT = "timed_out", "timed out"
    UNREACHABLE = "unreachable", "could not be reached"
    ADDRESS_REFUSED = "address_refused", "address refused"
    UNSIGNED = "unsigned", "could not be signed"


class Delivery(models.Model):
    """One for each event and endpoint; a replay is more attempts of the same one."""

    public_id = models.CharField(max_length=40, unique=True, default=new_delivery_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    status = models.CharField(max_length=12, choices=DeliveryStatus, default=DeliveryStatus.PENDING)
    #: Attempts in all, and those since it became pending last, which is the place in the schedule.
    attempt_count = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            models.UniqueConstraint(fields=["event", "endpoint"], name="one_delivery_for_each_event_and_endpoint"),
            models.CheckConstraint(
                condition=Q(status="pending", next_attempt_at__isnull=False, completed_at__isnull=True)
                | (~Q(status="pending") & Q(next_attempt_at__isnull=True, completed_at__isnull=False)),
                name="delivery_is_pending_or_completed",
            ),
        )
        indexes = (
            models.Index(fields=["endpoint", "next_attempt_at"], name="delivery_due", condition=Q(status="pending")),
            models.Index(fields=["endpoint", "-id"], name="delivery_newest_first"),
        )

    def __str__(self) -> str:
        return self.public_id


class Attempt(models.Model):
    """One request, or what stood in its way. Kept as long as its delivery."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    #: A sentence that names what went wrong; empty for a success.
    detail = models.CharField(max_length=300, blank=True)
    #: The beginning of what was answered, as text.
    response = models.TextField(blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["delivery", "number"], name="attempts_of_a_delivery_count"),)

    def __str__(self) -> str:
        return f"attempt {self.number}"
