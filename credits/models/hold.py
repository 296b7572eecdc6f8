"""A hold sets credits aside while it is open whether they are earned."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from credits.models.entry import Entry
from credits.models.wallet import Wallet


class HoldState(models.TextChoices):
    """Open, or ended in one of two ways, once."""

    OPEN = "open", "open"
    CAPTURED = "captured", "captured"
    RELEASED = "released", "released"


class Hold(models.Model):
    """Amount in hundredths. A hold that is open past its deadline is released by the sweeper.

    ``allocations`` is [[grant id, amount], …]: what it took out of which grants when it was made. Nobody else can spend
    that, it doesn't expire while the hold is open, and it is what a capture charges and a release gives back.
    """

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="holds")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="hold")
    amount = models.BigIntegerField()
    #: Empty only for holds that ended before holds knew their grants.
    allocations = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    state = models.CharField(max_length=12, choices=HoldState, default=HoldState.OPEN)
    deadline = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="hold_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | (Q(state__in=["captured", "released"]) & Q(settled_at__isnull=False)),
                name="hold_is_open_or_settled",
            ),
            models.CheckConstraint(condition=~Q(state="open", allocations=[]), name="open_hold_knows_its_grants"),
        )
        indexes = (models.Index(fields=["deadline"], name="hold_to_sweep", condition=Q(state="open")),)

    def __str__(self) -> str:
        return f"{self.state} {self.amount}"
