"""What each API request was and how it ended; neither keys nor bodies nor query strings."""

from typing import Final

from django.db import models
from django.db.models import Q

from partners.models.account import Account
from partners.models.api_key import ApiKey

#: Refused or failed. A tool over MCP is refused with a code and the status 200, by the MCP library without a code.
NOT_WELL: Final = Q(status__gte=400) | ~Q(code="")


class LoggedRequest(models.Model):
    """Kept 30 days. ``route`` is the endpoint's pattern, so that no id of a patient's study ever stands here."""

    request_id = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="logged_requests", db_index=False)
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    mode = models.CharField(max_length=8)
    surface = models.CharField(max_length=16)
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField()
    #: The error code of a refusal; empty for a success.
    code = models.CharField(max_length=60, blank=True)
    #: What the refusal said, for rules of access and of credits alone: other messages may repeat what was sent.
    message = models.CharField(max_length=500, blank=True)
    details = models.JSONField(null=True)
    duration_ms = models.FloatField()
    created_at = models.DateTimeField()
    #: How many requests of one key the row stands for: the same endpoint refused alike in one minute, or beyond a
    #: daily number any endpoint in one hour, without method and route. The rest is of the first of them.
    count = models.PositiveIntegerField(default=1, db_default=1)
    #: When the last of them was answered; NULL for one request.
    last_at = models.DateTimeField(null=True)
    #: The minute or the hour in which repeats are merged into the row; NULL for a request that has a row in any case.
    merged_in = models.DateTimeField(null=True)
    #: By which it knows the first of the requests that it counts (partners/merged_requests.py).
    marks = models.BinaryField(max_length=2000, null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key", "merged_in", "status", "code", "method", "route"],
                name="one_row_of_repeats",
                condition=Q(merged_in__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["account", "mode", "-created_at"], name="logged_request_newest_first"),
            # These are rare, and who looks for them would read all that went well in between.
            models.Index(
                fields=["account", "mode", "-created_at"],
                name="logged_request_refused",
                condition=NOT_WELL,
            ),
            models.Index(fields=["key", "-created_at"], name="logged_request_of_key"),
            models.Index(fields=["created_at"], name="logged_request_age"),
        )

    def __str__(self) -> str:
        return self.request_id
