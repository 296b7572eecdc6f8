"""How much a key with a monthly cap has charged."""

from django.db import models

from partners.models.api_key import ApiKey


class KeySpend(models.Model):
    """One row for each key and calendar month (UTC), the first of a rotated key's line; hundredths of a credit.

    Written by partners/spending.py alone.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="spends", db_index=False)
    #: The first day of the month.
    month = models.DateField()
    spent = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "month"], name="one_spend_for_each_month"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.month}"
