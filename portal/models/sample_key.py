"""The key that an account's samples are filled in with."""

from django.db import models

from partners.models import Account, ApiKey


class SampleKey(models.Model):
    """Always a test key. Its secret is shown again and again, so it is kept, sealed (partners/sealing.py)."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="sample_key")
    key = models.OneToOneField(ApiKey, on_delete=models.PROTECT, related_name="+")
    sealed_secret = models.BinaryField(editable=False)

    def __str__(self) -> str:
        return f"sample key of {self.account_id}"
