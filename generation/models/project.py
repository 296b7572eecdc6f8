"""A project is one product idea; regenerations are counted in it."""

from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from api.ids import new_id
from partners.models import Account
from partners.modes import mode_choices


def new_project_id() -> str:
    return new_id("prj")


def idea_key(idea: str) -> bytes:
    """SHA-256 of the idea, trimmed and case-folded: two ideas with one key are one project (contract)."""
    return sha256(idea.strip().casefold().encode()).digest()


class Project(models.Model):
    """Begun by the first generation for an idea."""

    public_id = models.CharField(max_length=40, unique=True, default=new_project_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="projects", db_index=False)
    mode = models.CharField(max_length=8, choices=mode_choices)
    #: As it was first sent.
    idea = models.TextField()
    idea_key = models.BinaryField(max_length=32, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "mode", "idea_key"], name="one_project_for_each_idea"),
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="project_mode_is_known"),
        )

    def __str__(self) -> str:
        return self.idea if len(self.idea) <= 60 else f"{self.idea[:59]}…"
