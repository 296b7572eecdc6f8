"""Opening accounts."""

import datetime

from django.db import transaction
from django.utils import timezone

from errors_docs.surfaces import PARTNER
from partners.models import Account, Partner, Tier


@transaction.atomic
def create_partner(*, name: str, tier: Tier, contact_email: str = "") -> Account:
    """A partner's account with its profile; a trial of its tier begins now. Its wallets: credits/wallets.py."""
    account = Account.objects.create(kind=PARTNER.account_kind, name=name)
    Partner.objects.create(
        account=account, tier=tier, contact_email=contact_email, trial_ends_at=trial_end(tier, timezone.now())
    )
    return account


def trial_end(tier: Tier, begins_at: datetime.datetime) -> datetime.datetime | None:
    """When a trial that begins now ends; None for a tier without one."""
    return None if tier.trial_days is None else begins_at + datetime.timedelta(days=tier.trial_days)
