"""A wallet holds the credits of one account in one mode."""

from django.db import models
from django.db.models import F, Q

from partners.models import Account
from partners.modes import mode_choices


class Wallet(models.Model):
    """Written only by credits/ledger.py and what it stands on. All amounts in hundredths of a credit.

    ``draw_*`` is the grant that is being used up: its rest lies here rather than on its own row, so that a charge
    which it covers, the common one, changes no row but the wallet.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="wallets")
    mode = models.CharField(max_length=8, choices=mode_choices)
    balance = models.BigIntegerField(default=0, editable=False)
    held = models.BigIntegerField(default=0, editable=False)
    #: Everything that was ever charged or captured, and everything that was ever refunded.
    charged = models.BigIntegerField(default=0, editable=False)
    refunded = models.BigIntegerField(default=0, editable=False)
    #: How many entries the ledger has for this wallet; their sequence numbers run from 1 to it without a gap.
    entries = models.BigIntegerField(default=0, editable=False)
    draw_grant = models.ForeignKey(
        "credits.Grant", on_delete=models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    draw_left = models.BigIntegerField(default=0, editable=False)
    #: When the drawn grant expires; empty: never.
    draw_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "mode"], name="one_wallet_for_each_mode"),
            models.CheckConstraint(
                condition=Q(held__gte=0, balance__gte=F("held")), name="wallet_holds_no_more_than_it_has"
            ),
            models.CheckConstraint(
                condition=Q(draw_left__gte=0, draw_left__lte=F("balance")), name="wallet_draws_no_more_than_it_has"
            ),
            models.CheckConstraint(
                condition=Q(draw_left__lte=F("balance") - F("held")), name="wallet_keeps_what_is_held"
            ),
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="wallet_mode_is_known"),
        )
        # Not on draw_left: a charge changes it, and would then have to write the index as well.
        indexes = (models.Index(fields=["draw_until"], name="wallet_to_lapse", condition=Q(draw_until__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.account} ({self.mode})"

    @property
    def available(self) -> int:
        """What a charge or a hold may take."""
        return self.balance - self.held
