"""An invitation to an account, mailed to an address."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from api.ids import new_id
from partners.models import Account
from portal.roles import Role


def new_invitation_id() -> str:
    return new_id("inv")


class Invitation(models.Model):
    """Open until it expires, is accepted or withdrawn. Its link carries a random token; the hash of that is here."""

    public_id = models.CharField(max_length=40, unique=True, default=new_invitation_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role)
    #: SHA-256 of the token.
    hash = models.BinaryField(max_length=32, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_ends_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} to {self.account}"

    def is_open(self, now: datetime.datetime | None = None) -> bool:
        """Whether its link still works."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > (now or timezone.now())
