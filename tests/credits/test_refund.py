"""A refund gives credits back to the grants that they left, and never more than was taken."""

import datetime

import pytest
from django.utils import timezone

from credits.ledger import LedgerConflict, Movement
from credits.models import Entry, Grant, GrantKind, Wallet
from tests.credits.purse import (
    capture,
    charge,
    entries,
    everything,
    give,
    hold,
    is_clean,
    last_allocations,
    left,
    pass_days,
    refund,
    sums,
)

pytestmark = pytest.mark.django_db


def test_a_refund_moves_its_amount_from_revenue_to_the_wallet(wallet: Wallet) -> None:
    grant = give(wallet, 10_00)
    charged = charge(wallet, 4_00)
    made = refund(charged, 1_50, "order:1:refund")
    entry = Entry.objects.get(pk=made.entry_id)
    assert made == Movement(entry.pk, 3, 1_50, 7_50, 0, replayed=False)
    assert (entry.kind, entry.source, entry.destination) == ("refund", "revenue", "available")
    assert (entry.related_id, entry.allocations) == (charged.entry_id, [[grant.pk, 1_50]])
    assert left(wallet) == {grant.pk: 7_50}
    assert is_clean()


def test_what_was_taken_last_comes_back_first(wallet: Wallet) -> None:
    first, second = give(wallet, 3_00, kind=GrantKind.MONTHLY), give(wallet, 2_00, kind=GrantKind.PROMOTIONAL)
    third = give(wallet, 5_00)
    charged = charge(wallet, 9_00)
    assert last_allocations(wallet) == [[first.pk, 3_00], [second.pk, 2_00], [third.pk, 4_00]]
    refund(charged, 3_00)
    assert last_allocations(wallet) == [[third.pk, 3_00]]
    refund(charged, 2_00)
    assert last_allocations(wallet) == [[third.pk, 1_00], [second.pk, 1_00]]
    refund(charged, 4_00)
    assert last_allocations(wallet) == [[second.pk, 1_00], [first.pk, 3_00]]
    assert left(wallet) == {first.pk: 3_00, second.pk: 2_00, third.pk: 5_00}
    assert is_clean()


def test_what_came_back_is_used_in_the_usual_order(wallet: Wallet) -> None:
    monthly, bought = give(wallet, 3_00, days=9, kind=GrantKind.MONTHLY), give(wallet, 5_00)
    charged = charge(wallet, 4_00)
    refund(charged, 4_00)
    charge(wallet, 3_50)
    assert last_allocations(wallet) == [[monthly.pk, 3_00], [bought.pk, 50]]
    assert is_clean()


def test_refunds_of_a_charge_never_exceed_it(wallet: Wallet) -> None:
    give(wallet, 10_00)
    charged = charge(wallet, 4_00, "order:1")
    refund(charged, 3_00)
    before = everything(wallet)
    with pytest.raises(LedgerConflict, match="order:1: 101 of 100 refundable"):
        refund(charged, 1_01)
    assert everything(wallet) == before
    refund(charged, 1_00)
    with pytest.raises(LedgerConflict, match="order:1: 1 of 0 refundable"):
        refund(charged, 1)
    assert sums(wallet) == (10_00, 0)
    assert is_clean()


def test_a_replayed_refund_gives_back_once(wallet: Wallet) -> None:
    give(wallet, 10_00)
    charged = charge(wallet, 4_00)
    first = refund(charged, 4_00, "order:1:refund")
    before = everything(wallet)
    assert refund(charged, 4_00, "order:1:refund") == Movement(first.entry_id, 3, 4_00, 10_00, 0, replayed=True)
    assert everything(wallet) == before


def test_a_reference_of_another_charges_refund_is_a_conflict(wallet: Wallet) -> None:
    give(wallet, 10_00)
    one, other = charge(wallet, 4_00), charge(wallet, 4_00)
    refund(one, 4_00, "refund:1")
    before = everything(wallet)
    with pytest.raises(LedgerConflict, match="refund:1 names a refund of 400 already"):
        refund(other, 4_00, "refund:1")
    assert everything(wallet) == before


def test_credits_whose_grant_expired_come_back_as_an_heir_that_lives_30_days(wallet: Wallet) -> None:
    expired, bought = give(wallet, 3_00, days=1, kind=GrantKind.MONTHLY), give(wallet, 10_00)
    charged = charge(wallet, 5_00)
    pass_days(wallet, 2)
    refund(charged, 4_00)
    heir = Grant.objects.exclude(pk__in=[expired.pk, bought.pk]).get(wallet=wallet)
    assert last_allocations(wallet) == [[bought.pk, 2_00], [heir.pk, 2_00]]
    assert (heir.kind, heir.priority, heir.amount) == ("monthly", 10, 2_00)
    assert heir.expires_at is not None
    lives = heir.expires_at - timezone.now()
    assert datetime.timedelta(days=30, minutes=-1) < lives <= datetime.timedelta(days=30)
    assert left(wallet) == {expired.pk: 0, bought.pk: 10_00, heir.pk: 2_00}
    assert is_clean()


def test_an_heir_is_used_and_lapses_as_the_grant_would_have(wallet: Wallet) -> None:
    give(wallet, 3_00, days=1, kind=GrantKind.MONTHLY)
    bought = give(wallet, 10_00)
    charged = charge(wallet, 3_00)
    pass_days(wallet, 2)
    refund(charged, 3_00)
    charge(wallet, 1_00)
    assert last_allocations(wallet)[0][0] != bought.pk
    pass_days(wallet, 31)
    charge(wallet, 1_00)
    assert entries(wallet)[4:] == [("charge", 1_00, 12_00, 0), ("expiry", 2_00, 10_00, 0), ("charge", 1_00, 9_00, 0)]
    assert last_allocations(wallet) == [[bought.pk, 1_00]]
    assert is_clean()


def test_a_capture_can_be_refunded(wallet: Wallet) -> None:
    grant = give(wallet, 10_00)
    captured = capture(hold(wallet, 4_00))
    assert captured is not None
    made = refund(captured, 4_00)
    assert (made.balance_after, made.held_after) == (10_00, 0)
    assert left(wallet) == {grant.pk: 10_00}
    assert is_clean()


def test_only_charges_and_captures_can_be_refunded(wallet: Wallet) -> None:
    give(wallet, 10_00)
    refunded = refund(charge(wallet, 4_00), 1_00)
    before = everything(wallet)
    with pytest.raises(Entry.DoesNotExist):
        refund(refunded, 1_00)
    assert everything(wallet) == before
