"""Credits that an operator wants moved by hand, and that somebody else must agree to first."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from credits.models.entry import Entry
from credits.models.grant import GrantKind
from credits.models.wallet import Wallet


class ApprovalState(models.TextChoices):
    """Waiting, or decided in one of two ways, once."""

    WAITING = "waiting", "waiting"
    APPROVED = "approved", "approved"
    DECLINED = "declined", "declined"


class Approval(models.Model):
    """Amount in hundredths: of a grant if there is a kind, otherwise of an adjustment, whose sign is its direction."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="approvals")
    amount = models.BigIntegerField()
    grant_kind = models.CharField(max_length=12, choices=GrantKind, blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    description = models.CharField(max_length=300)
    #: Of the movement that it becomes: the form that asked makes one, however often it is sent.
    reference = models.CharField(max_length=200, unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=12, choices=ApprovalState, default=ApprovalState.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="approval")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(amount=0), name="approval_moves_something"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="approval_is_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True, entry__isnull=True)
                | Q(state="declined", decided_by__isnull=False, decided_at__isnull=False, entry__isnull=True)
                | Q(state="approved", decided_by__isnull=False, decided_at__isnull=False, entry__isnull=False),
                name="approval_is_waiting_or_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.wallet}"

    @property
    def kind(self) -> str:
        """What it becomes: a grant or an adjustment."""
        return "grant" if self.grant_kind else "adjustment"
