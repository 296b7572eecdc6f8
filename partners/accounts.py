"""Opening accounts."""

import datetime

from django.db import transaction
from django.utils import timezone

from errors_docs.surfaces import PARTNER
from partners.models import Account, AccountStatus, Partner, Tier


@transaction.atomic
def create_partner(*, name: str, tier: Tier, contact_email: str = "") -> Account:
    """A partner's account with its profile; a trial of its tier begins now. Its wallets: credits/wallets.py."""
    account = Account.objects.create(kind=PARTNER.account_kind, name=name)
    Partner.objects.create(
        account=account, tier=tier, contact_email=contact_email, trial_ends_at=trial_end(tier, timezone.now())
    )
    return account


def set_account_status(account: Account, status: AccountStatus) -> bool:
    """Make an account inactive or active; False if it was so before.

    An inactive account's keys are refused, its renewals pause (customers/renewals.py), what its customers stored is
    read for a grace (customers/access.py), and its portal has only the ledger. What runs ends as if it were active.
    """
    name = "reactivated_at" if status == AccountStatus.ACTIVE else "deactivated_at"
    others = Account.objects.filter(pk=account.pk).exclude(status=status)
    return others.update(**{"status": status, name: timezone.now()}) == 1


def trial_end(tier: Tier, begins_at: datetime.datetime) -> datetime.datetime | None:
    """When a trial that begins now ends; None for a tier without one."""
    return None if tier.trial_days is None else begins_at + datetime.timedelta(days=tier.trial_days)
