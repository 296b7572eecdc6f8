"""First answers, kept so that a retry gets the same one."""

from django.db import models
from django.db.models.functions import Now

from partners.models.account import Account


class IdempotentAnswer(models.Model):
    """Written in the transaction of the effect that it answers for: neither is there without the other."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    mode = models.CharField(max_length=8)
    key = models.CharField(max_length=255)
    #: SHA-256 over method, path, query and body of the first request.
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    #: The body holds a secret, so it is encrypted (partners/sealing.py).
    sealed = models.BooleanField(db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "mode", "key"], name="one_answer_for_each_key"),)
        indexes = (models.Index(fields=["created_at"], name="idempotent_answer_age"),)

    def __str__(self) -> str:
        return self.key
