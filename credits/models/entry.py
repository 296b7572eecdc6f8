"""The ledger: one row for each movement, both sides on it, never changed and never removed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from credits.models.wallet import Wallet


class Kind(models.TextChoices):
    """Why credits moved."""

    GRANT = "grant", "grant"
    CHARGE = "charge", "charge"
    REFUND = "refund", "refund"
    ADJUSTMENT = "adjustment", "adjustment"
    HOLD = "hold", "hold"
    CAPTURE = "capture", "capture"
    RELEASE = "release", "release"
    EXPIRY = "expiry", "expiry"
    REVERSAL = "reversal", "reversal"


class Side(models.TextChoices):
    """Where credits are. The wallet has two sides; the rest of the world has three. Their sum is always zero."""

    AVAILABLE = "available", "the wallet, free to spend"
    HELD = "held", "the wallet, held"
    ISSUANCE = "issuance", "credits issued"
    REVENUE = "revenue", "credits earned"
    BREAKAGE = "breakage", "credits lapsed"


#: Which kinds may move credits from where to where; the table's check says the same (credits/sql/routes.sql).
ROUTES: dict[str, set[tuple[str, str]]] = {
    Kind.GRANT: {(Side.ISSUANCE, Side.AVAILABLE)},
    Kind.CHARGE: {(Side.AVAILABLE, Side.REVENUE)},
    Kind.REFUND: {(Side.REVENUE, Side.AVAILABLE)},
    Kind.ADJUSTMENT: {(Side.ISSUANCE, Side.AVAILABLE), (Side.AVAILABLE, Side.ISSUANCE)},
    Kind.HOLD: {(Side.AVAILABLE, Side.HELD)},
    Kind.CAPTURE: {(Side.HELD, Side.REVENUE)},
    Kind.RELEASE: {(Side.HELD, Side.AVAILABLE)},
    Kind.EXPIRY: {(Side.AVAILABLE, Side.BREAKAGE)},
    Kind.REVERSAL: {(Side.AVAILABLE, Side.ISSUANCE), (Side.ISSUANCE, Side.AVAILABLE)},
}


class Entry(models.Model):
    """Amounts in hundredths. ``allocations`` is [[grant id, amount], …]: the grants that it left or came back to.

    A hold takes its amount out of the grants. So a capture changes no grant: it repeats what its hold took.
    """

    # The ledger writes only under the wallet's lock, so the wallet exists; a foreign-key check of each entry would
    # lock the wallet's row once more on the hottest path there is. A trigger keeps wallets from being deleted.
    wallet = models.ForeignKey(
        Wallet, on_delete=models.PROTECT, related_name="ledger", db_index=False, db_constraint=False
    )
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    source = models.CharField(max_length=12, choices=Side)
    destination = models.CharField(max_length=12, choices=Side)
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    held_after = models.BigIntegerField()
    #: The wallet's sums up to this entry: what a range of time was charged is the difference of two entries.
    charged_after = models.BigIntegerField()
    refunded_after = models.BigIntegerField()
    #: The movement's own name, unique in the wallet: a second movement with it is answered with the first.
    reference = models.CharField(max_length=200)
    description = models.CharField(max_length=300)
    #: The public id of the customer it was for; customers live above the ledger, so it is no foreign key.
    customer_id = models.CharField(max_length=40, default="", blank=True)
    request_id = models.CharField(max_length=40, default="", blank=True)
    #: The entry that this one refunds, captures, releases or reverses.
    #: No foreign key in the database, which would fire for each charge: entries are never removed.
    related = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="followers"
    )
    allocations = models.JSONField(default=list)
    #: How the amount came about: inputs and formula, for whoever asks later.
    facts = models.JSONField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        constraints = (
            models.UniqueConstraint(fields=["wallet", "sequence"], name="entry_sequence_is_unique"),
            models.UniqueConstraint(fields=["wallet", "reference"], name="one_movement_for_each_reference"),
            # What an entry says of the wallet's sums, the wallet's own constraints have let pass just before.
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_amount_is_positive"),
        )
        indexes = (
            models.Index(fields=["related"], name="entry_followers", condition=Q(related__isnull=False)),
            # For the filters of the history, each in the order of sequence numbers.
            models.Index(
                fields=["customer_id", "sequence"], name="entry_of_customer_in_order", condition=~Q(customer_id="")
            ),
            models.Index(fields=["wallet", "kind", "sequence"], name="entry_of_kind"),
            models.Index(fields=["request_id"], name="entry_of_request", condition=~Q(request_id="")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def balance_change(self) -> int:
        """What the movement did to the wallet's balance; 0 for holds and releases, which only set credits aside."""
        wallet_sides = (Side.AVAILABLE, Side.HELD)
        return self.amount * ((self.destination in wallet_sides) - (self.source in wallet_sides))


class Seal(models.Model):
    """A link of a wallet's hash chain: SHA-256 over the link before it and all entries since. See credits/chain.py."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="seals", db_index=False)
    #: The last entry that it covers.
    through_sequence = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["wallet", "through_sequence"], name="one_seal_for_each_sequence"),
        )

    def __str__(self) -> str:
        return f"{self.wallet_id}:{self.through_sequence}"

    @property
    def digits(self) -> str:
        """The hash as 64 hex digits, the form in which readers keep it."""
        return bytes(self.hash).hex()
