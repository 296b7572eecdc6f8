"""What django-allauth keeps for a while in Django's cache."""

from django.db import models


class CachedValue(models.Model):
    """Written only by portal/table_cache.py. An ordinary table: after a crash a used code must still be a used one."""

    key = models.TextField(primary_key=True)
    value = models.JSONField()
    #: On the database's clock. NULL never expires.
    expires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key
