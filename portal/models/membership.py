"""A user's part in an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from partners.models import Account
from portal.roles import Role


class Membership(models.Model):
    """One for each user and account. An account has an owner as long as it has members (portal/members.py)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["user", "account"], name="one_membership_for_each_account"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "developer", "billing", "viewer"]), name="membership_role_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.account}"
