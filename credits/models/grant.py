"""A grant is credit given at once: bought, given as a promotion, or refreshed each month."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from credits.models.wallet import Wallet


class GrantKind(models.TextChoices):
    """Where a grant came from."""

    MONTHLY = "monthly", "monthly"
    PROMOTIONAL = "promotional", "promotional"
    PURCHASED = "purchased", "purchased"


#: What is used first has the lower number: what lapses soonest anyway, what was paid for last.
PRIORITY = {GrantKind.MONTHLY: 10, GrantKind.PROMOTIONAL: 20, GrantKind.PURCHASED: 30}


class Grant(models.Model):
    """Amounts in hundredths. ``remaining`` is 0 while the wallet draws on it: the rest is then its draw_left."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=12, choices=GrantKind)
    priority = models.SmallIntegerField()
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField()
    expires_at = models.DateTimeField(null=True)
    #: The grant that had expired when these credits came back; empty: the credits were given. An heir has no heirs.
    heir_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="heirs", db_index=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("priority", F("expires_at").asc(nulls_last=True), "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0, remaining__gte=0, remaining__lte=F("amount")),
                name="grant_remains_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(heir_of__isnull=True) | Q(expires_at__isnull=False), name="grant_of_an_heir_expires"
            ),
        )
        indexes = (
            models.Index(
                fields=["wallet", "priority", "expires_at"], name="grant_to_use", condition=Q(remaining__gt=0)
            ),
            models.Index(
                fields=["expires_at"], name="grant_to_lapse", condition=Q(expires_at__isnull=False, remaining__gt=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
