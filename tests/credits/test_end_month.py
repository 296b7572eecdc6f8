"""The end of a month before its time: monthly credits expire, and nothing else does."""

import pytest

from credits import ledger
from credits.models import Entry, GrantKind, Wallet
from tests.credits.purse import charge, entries, everything, give, is_clean, left, new_wallet

pytestmark = pytest.mark.django_db


def test_what_is_left_of_the_month_expires_and_what_was_bought_or_promised_stays(wallet: Wallet) -> None:
    monthly = give(wallet, 5_00, days=20, kind=GrantKind.MONTHLY)
    promoted = give(wallet, 3_00, days=20, kind=GrantKind.PROMOTIONAL)
    bought = give(wallet, 10_00, days=20, kind=GrantKind.PURCHASED)
    charge(wallet, 1_00)
    ends = dict(wallet.grants.values_list("pk", "expires_at"))
    ledger.end_month(wallet_id=wallet.pk)
    assert entries(wallet)[4:] == [("expiry", 4_00, 13_00, 0)]
    assert Entry.objects.get(wallet=wallet, kind="expiry").allocations == [[monthly.pk, 4_00]]
    assert left(wallet) == {monthly.pk: 0, promoted.pk: 3_00, bought.pk: 10_00}
    ended = dict(wallet.grants.values_list("pk", "expires_at"))
    assert {pk for pk, end in ended.items() if end == ends[pk]} == {promoted.pk, bought.pk}
    assert charge(wallet, 13_00).balance_after == 0
    assert is_clean()


def test_a_wallet_without_monthly_credits_is_left_alone(wallet: Wallet) -> None:
    give(wallet, 3_00, days=20, kind=GrantKind.PROMOTIONAL)
    give(wallet, 10_00, days=20, kind=GrantKind.PURCHASED)
    before = everything(wallet)
    ledger.end_month(wallet_id=wallet.pk)
    assert everything(wallet) == before


def test_the_month_of_another_wallet_goes_on(wallet: Wallet) -> None:
    other = new_wallet()
    give(wallet, 5_00, days=20, kind=GrantKind.MONTHLY)
    give(other, 5_00, days=20, kind=GrantKind.MONTHLY)
    before = everything(other)
    ledger.end_month(wallet_id=wallet.pk)
    assert everything(other) == before
    assert entries(wallet)[1:] == [("expiry", 5_00, 0, 0)]


def test_several_months_end_together_and_an_expired_one_keeps_its_end(wallet: Wallet) -> None:
    past = give(wallet, 1_00, days=-1, kind=GrantKind.MONTHLY)
    give(wallet, 2_00, days=10, kind=GrantKind.MONTHLY)
    give(wallet, 3_00, days=20, kind=GrantKind.MONTHLY)
    ledger.end_month(wallet_id=wallet.pk)
    assert wallet.grants.get(pk=past.pk).expires_at == past.expires_at
    assert sorted(entries(wallet)[3:]) == [("expiry", 1_00, 5_00, 0), ("expiry", 2_00, 3_00, 0), ("expiry", 3_00, 0, 0)]
    ledger.end_month(wallet_id=wallet.pk)
    assert len(entries(wallet)) == 6
    assert is_clean()
