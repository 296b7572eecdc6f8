"""A hold sets credits aside while it is open whether they are earned."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from credits.models.entry import Entry
from credits.models.wallet import Wallet


class HoldState(models.TextChoices):
    """Open, or ended in one of two ways, once."""

    OPEN = "open", "open"
    CAPTURED = "captured", "captured"
    RELEASED = "released", "released"


class Hold(models.Model):
    """Amount in hundredths. A hold that is open past its deadline is released by the sweeper."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="holds")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="hold")
    amount = models.BigIntegerField()
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
        )
        indexes = (models.Index(fields=["deadline"], name="hold_to_sweep", condition=Q(state="open")),)

    def __str__(self) -> str:
        return f"{self.state} {self.amount}"
