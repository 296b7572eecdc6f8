"""Agents: the machines of a customer that send images and ask for them."""

from django.db import models
from django.db.models.functions import Now

from api.ids import new_id
from customers.models import Customer


def new_agent_id() -> str:
    return new_id("agt")


class Agent(models.Model):
    """One device with a token of its own. The token itself is nowhere: only SHA-256 of it, as of an API key."""

    public_id = models.CharField(max_length=40, unique=True, default=new_agent_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="agents")
    name = models.CharField(max_length=120)
    #: SHA-256 of the whole token, prefix included: 32 bytes.
    hash = models.BinaryField(max_length=32, unique=True, editable=False)
    #: The last four characters, so that people can tell tokens apart.
    hint = models.CharField(max_length=4, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To the minute or so.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"
