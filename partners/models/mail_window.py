"""The mails of the last day, one row for each bound."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class MailWindow(models.Model):
    """Written only by count_mail.sql. It outlives a crash of the server: what it counts left the house."""

    #: The kind, what is counted, and the span: "welcome:mail_of_account:7:86400"; a mailbox is a digest.
    key = models.CharField(max_length=160, primary_key=True)
    most = models.PositiveIntegerField()
    span_ms = models.BigIntegerField()
    #: When each mail was counted, in milliseconds since 1970, ascending; at most ``most`` of them.
    hits = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return self.key
