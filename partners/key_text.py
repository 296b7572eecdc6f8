"""A key as people tell it from others."""

from django.conf import settings

from partners.keys import surface_of_account
from partners.models import ApiKey


def key_text(key: ApiKey) -> str:
    """Its prefix, its mode and its last four characters: sk_live_…aB3x."""
    prefix = settings.KEY_PREFIXES[surface_of_account(key.account).name]
    return f"{prefix}_{key.mode}_…{key.hint}"
