"""The outbox: what happened, written in the transaction in which it happened. Sending it is another matter."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from api.ids import new_id
from partners.models import Account
from partners.modes import mode_choices


def new_event_id() -> str:
    return new_id("evt")


class Event(models.Model):
    """One thing that happened to an account. ``data`` is what a webhook will carry; never patient data."""

    public_id = models.CharField(max_length=40, unique=True, default=new_event_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="events", db_index=False)
    mode = models.CharField(max_length=8, choices=mode_choices)
    type = models.CharField(max_length=40)
    data = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    #: When its deliveries were made, one for each endpoint that listens; empty until then.
    dispatched_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="event_mode_is_known"),)
        indexes = (
            models.Index(fields=["account", "mode", "-id"], name="event_newest_first"),
            models.Index(fields=["id"], name="event_to_dispatch", condition=Q(dispatched_at__isnull=True)),
            models.Index(fields=["created_at"], name="event_age"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.public_id}"
