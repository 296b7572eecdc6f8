"""API keys as they are kept: a hash, a hint, and what the key may do."""

import datetime
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from api.ids import new_id
from partners.models.account import Account
from partners.modes import mode_choices

#: Of the words that say why a key ended.
REASON_LENGTH: Final = 200


def new_key_id() -> str:
    return new_id("key")


class ApiKey(models.Model):
    """The secret itself is nowhere: SHA-256 of a random secret can't be guessed back, so it needs no slow hash."""

    public_id = models.CharField(max_length=40, unique=True, default=new_key_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=8, choices=mode_choices)
    #: SHA-256 of the whole key, prefix included: 32 bytes.
    hash = models.BinaryField(max_length=32, unique=True, editable=False)
    #: The last four characters, so that people can tell keys apart.
    hint = models.CharField(max_length=4, editable=False)
    scopes = ArrayField(models.CharField(max_length=40))
    allowed_networks = ArrayField(
        models.CharField(max_length=49),
        default=list,
        blank=True,
        help_text="Networks in CIDR notation that may use the key; none: every address may.",
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    monthly_cap = models.BigIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Hundredths of a credit that the key may charge in a calendar month; empty: no cap of its own.",
    )
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To the minute or so.")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_reason = models.CharField(max_length=REASON_LENGTH, blank=True, editable=False)

    class Meta:
        verbose_name = "API key"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="api_key_mode_is_known"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_reason=""), name="api_key_reason_needs_revocation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"

    def is_usable(self, now: datetime.datetime | None = None) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > (now or timezone.now()))
