"""Where an account wants its events sent."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from api.ids import new_id
from partners.models import Account
from partners.modes import mode_choices

LONGEST_URL = 2000


def new_endpoint_id() -> str:
    return new_id("whe")


class EndpointStatus(models.TextChoices):
    """Paused: deliveries are made and wait. Disabled: none are made; what was waiting waits on."""

    ENABLED = "enabled", "enabled"
    PAUSED = "paused", "paused"
    DISABLED = "disabled", "disabled"


class DisabledReason(models.TextChoices):
    """Why an endpoint was disabled."""

    GONE = "gone", "it answered 410"
    FAILING = "failing", "nothing could be delivered for 5 days"
    OPERATOR = "operator", "the operator disabled it"


class Endpoint(models.Model):
    """An address with a secret. It is also the lane on which its deliveries travel: whoever holds ``lease`` sends."""

    public_id = models.CharField(max_length=40, unique=True, default=new_endpoint_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="webhook_endpoints", db_index=False)
    mode = models.CharField(max_length=8, choices=mode_choices, editable=False)
    url = models.CharField(max_length=LONGEST_URL)
    description = models.CharField(max_length=200, blank=True)
    #: Names of webhooks/event_types.py; empty: all, those to come included.
    event_types = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    status = models.CharField(max_length=12, choices=EndpointStatus, default=EndpointStatus.ENABLED)
    disabled_reason = models.CharField(max_length=12, choices=DisabledReason, blank=True, editable=False)
    disabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Sealed (partners/sealing.py): whsec_ and base64.
    secret = models.BinaryField()
    #: The one before, which signs too until then.
    previous_secret = models.BinaryField(null=True)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When there is something to send, or when the lease ends; empty: nothing waits, or nothing may be sent.
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: A random number that whoever is sending here has drawn.
    lease = models.BigIntegerField(null=True, editable=False)
    #: The last attempt reached nobody: one delivery at a time, and apart from healthy endpoints.
    suspect = models.BooleanField(db_default=False, editable=False)
    #: The first failure since the last success.
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="endpoint_mode_is_known"),
            models.CheckConstraint(
                condition=Q(status="disabled", disabled_at__isnull=False)
                | (~Q(status="disabled") & Q(disabled_at__isnull=True)),
                name="endpoint_is_disabled_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["account", "mode", "-id"], name="endpoint_newest_first"),
            models.Index(fields=["suspect", "due_at"], name="endpoint_due", condition=Q(due_at__isnull=False)),
        )

    def __str__(self) -> str:
        return self.url
