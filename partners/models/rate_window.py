"""The requests of the last minute, one row for each thing that is limited."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RateWindow(models.Model):
    """Written only by window.sql and gate.sql. The table is UNLOGGED: a crash of the server empties it, harmlessly."""

    #: What is limited: "account:7", "workspace:9", "refused:192.0.2.1".
    key = models.CharField(max_length=80, primary_key=True)
    quota = models.PositiveIntegerField()
    #: When each admitted request came, in milliseconds since 1970, ascending; at most ``quota`` of them.
    hits = ArrayField(models.BigIntegerField())
    #: The key that each of them came with, where keys have a limit of their own; else empty.
    callers = ArrayField(models.BigIntegerField(), default=list, db_default=[])

    def __str__(self) -> str:
        return self.key
