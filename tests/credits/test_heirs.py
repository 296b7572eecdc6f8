"""What comes back from a grant that has expired lives once more, for the grace, and never a second time."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from credits import ledger
from credits.allocation import HEIR_LIFETIME
from credits.ledger import Movement
from credits.models import Entry, Grant, GrantKind, Wallet
from errors_docs.exceptions import InsufficientCredits
from tests.credits.purse import (
    adjust,
    capture,
    charge,
    entries,
    everything,
    give,
    heirs,
    hold,
    is_clean,
    last_allocations,
    left,
    pass_days,
    refund,
    release,
    sums,
)

pytestmark = pytest.mark.django_db


def test_the_grace_is_30_days() -> None:
    assert datetime.timedelta(days=30) == HEIR_LIFETIME


def test_a_refund_again_and_again_lives_once_more_and_then_expires_at_once(wallet: Wallet) -> None:
    grant = give(wallet, 100_00, days=1)
    charged = charge(wallet, 99_99)
    pass_days(wallet, 2)
    refund(charged, 99_99)
    assert heirs(wallet) == [(grant.pk, 99_99)]
    pass_days(wallet, 29)
    again = charge(wallet, 99_98)
    pass_days(wallet, 2)
    refund(again, 99_98)
    assert heirs(wallet) == [(grant.pk, 99_99)]
    assert entries(wallet)[2:] == [
        ("refund", 99_99, 100_00, 0),
        ("charge", 99_98, 2, 0),
        ("refund", 99_98, 100_00, 0),
        ("expiry", 1, 99_99, 0),
        ("expiry", 99_99, 0, 0),
    ]
    with pytest.raises(InsufficientCredits):
        charge(wallet, 1)
    assert is_clean()


def test_what_comes_back_to_an_heir_that_lives_keeps_the_heirs_end(wallet: Wallet) -> None:
    give(wallet, 10_00, days=1)
    charged = charge(wallet, 10_00)
    pass_days(wallet, 2)
    refund(charged, 10_00)
    heir = Grant.objects.get(wallet=wallet, heir_of__isnull=False)
    pass_days(wallet, 29)
    ends = Grant.objects.get(pk=heir.pk).expires_at
    refund(charge(wallet, 4_00), 4_00)
    assert last_allocations(wallet) == [[heir.pk, 4_00]]
    assert Grant.objects.get(pk=heir.pk).expires_at == ends
    assert len(heirs(wallet)) == 1
    pass_days(wallet, 2)
    ledger.expire(wallet_id=wallet.pk)
    assert entries(wallet)[-1] == ("expiry", 10_00, 0, 0)
    assert is_clean()


def test_parts_of_a_refund_each_come_back_once(wallet: Wallet) -> None:
    grant = give(wallet, 10_00, days=1)
    charged = charge(wallet, 10_00)
    pass_days(wallet, 2)
    refund(charged, 4_00)
    pass_days(wallet, 10)
    refund(charged, 5_00)
    assert heirs(wallet) == [(grant.pk, 4_00), (grant.pk, 5_00)]
    spent = charge(wallet, 9_00)
    first, second = Grant.objects.filter(heir_of=grant).order_by("pk")
    assert last_allocations(wallet) == [[first.pk, 4_00], [second.pk, 5_00]]
    pass_days(wallet, 21)
    refund(spent, 9_00)
    assert last_allocations(wallet) == [[first.pk, 4_00]]
    assert entries(wallet)[-2:] == [("refund", 9_00, 9_00, 0), ("expiry", 4_00, 5_00, 0)]
    assert left(wallet) == {grant.pk: 0, first.pk: 0, second.pk: 5_00}
    pass_days(wallet, 10)
    ledger.expire(wallet_id=wallet.pk)
    assert sums(wallet) == (0, 0)
    assert len(heirs(wallet)) == 2
    assert is_clean()


def test_charges_that_shared_a_grant_come_back_without_a_second_grace(wallet: Wallet) -> None:
    grant = give(wallet, 10_00, days=1)
    charges = [charge(wallet, 2_00) for _ in range(5)]
    pass_days(wallet, 2)
    for charged in charges:
        refund(charged, 2_00)
    assert heirs(wallet) == [(grant.pk, 2_00)] * 5
    spent = [charge(wallet, 1_00) for _ in range(10)]
    pass_days(wallet, 31)
    for charged in spent:
        refund(charged, 1_00)
        assert sums(wallet) == (0, 0)
    assert len(heirs(wallet)) == 5
    assert is_clean()


def test_a_refund_over_living_and_expired_grants_treats_each_by_its_own_end(wallet: Wallet) -> None:
    gone, lives = give(wallet, 3_00, days=1, kind=GrantKind.MONTHLY), give(wallet, 10_00)
    charged = charge(wallet, 3_00)
    pass_days(wallet, 2)
    refund(charged, 3_00)
    heir = Grant.objects.get(heir_of=gone)
    both = charge(wallet, 8_00)
    assert last_allocations(wallet) == [[heir.pk, 3_00], [lives.pk, 5_00]]
    pass_days(wallet, 31)
    refund(both, 8_00)
    refunded = Entry.objects.filter(wallet=wallet, kind="refund").latest("sequence")
    assert refunded.allocations == [[lives.pk, 5_00], [heir.pk, 3_00]]
    assert entries(wallet)[-1] == ("expiry", 3_00, 10_00, 0)
    assert left(wallet) == {gone.pk: 0, lives.pk: 10_00, heir.pk: 0}
    assert is_clean()


def test_a_released_hold_comes_back_once_as_a_refund_does(wallet: Wallet) -> None:
    grant = give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY)
    held = hold(wallet, 5_00)
    pass_days(wallet, 2)
    assert release(held) is not None
    heir = Grant.objects.get(wallet=wallet, heir_of=grant)
    assert (heir.kind, heir.priority, heir.amount, last_allocations(wallet)) == ("monthly", 10, 5_00, [[heir.pk, 5_00]])
    assert heir.expires_at is not None
    lives = heir.expires_at - timezone.now()
    assert HEIR_LIFETIME - datetime.timedelta(minutes=1) < lives <= HEIR_LIFETIME
    again = hold(wallet, 5_00)
    assert again.allocations == [[heir.pk, 5_00]]
    pass_days(wallet, 31)
    assert release(again) is not None
    assert entries(wallet)[-2:] == [("release", 5_00, 5_00, 0), ("expiry", 5_00, 0, 0)]
    assert heirs(wallet) == [(grant.pk, 5_00)]
    assert is_clean()


def test_a_capture_of_an_heir_that_expired_comes_back_expired(wallet: Wallet) -> None:
    grant = give(wallet, 5_00, days=1)
    held = hold(wallet, 5_00)
    pass_days(wallet, 2)
    assert release(held) is not None
    captured = capture(hold(wallet, 5_00))
    assert captured is not None
    pass_days(wallet, 31)
    refund(captured, 5_00)
    assert entries(wallet)[-2:] == [("refund", 5_00, 5_00, 0), ("expiry", 5_00, 0, 0)]
    assert heirs(wallet) == [(grant.pk, 5_00)]
    assert is_clean()


def test_a_month_that_was_ended_is_expired_for_what_comes_back(wallet: Wallet) -> None:
    """Also if nothing was left of it: what was all used or held came back to a month that had been replaced."""
    used, held_of = (
        give(wallet, 5_00, days=20, kind=GrantKind.MONTHLY),
        give(wallet, 3_00, days=25, kind=GrantKind.MONTHLY),
    )
    charged, held = charge(wallet, 5_00), hold(wallet, 3_00)
    ledger.end_month(wallet_id=wallet.pk)
    refund(charged, 5_00)
    assert release(held) is not None
    assert heirs(wallet) == [(used.pk, 5_00), (held_of.pk, 3_00)]
    assert left(wallet)[used.pk] == left(wallet)[held_of.pk] == 0
    ledger.end_month(wallet_id=wallet.pk)
    assert entries(wallet)[-2:] == [("expiry", 5_00, 3_00, 0), ("expiry", 3_00, 0, 0)]
    assert is_clean()


def test_a_replayed_refund_of_an_expired_heir_changes_nothing(wallet: Wallet) -> None:
    give(wallet, 5_00, days=1)
    charged = charge(wallet, 5_00)
    pass_days(wallet, 2)
    refund(charged, 5_00)
    again = charge(wallet, 5_00)
    pass_days(wallet, 31)
    first = refund(again, 5_00, "order:1:refund")
    before = everything(wallet)
    assert refund(again, 5_00, "order:1:refund") == Movement(first.entry_id, 5, 5_00, 5_00, 0, replayed=True)
    assert everything(wallet) == before


def test_an_operators_correction_downwards_takes_heirs_in_the_usual_order(wallet: Wallet) -> None:
    give(wallet, 5_00, days=1)
    bought = give(wallet, 5_00, days=90)
    charged = charge(wallet, 5_00)
    pass_days(wallet, 2)
    refund(charged, 5_00)
    heir = Grant.objects.get(heir_of__isnull=False)
    adjust(wallet, -6_00)
    assert last_allocations(wallet) == [[heir.pk, 5_00], [bought.pk, 1_00]]
    assert is_clean()


def test_an_heir_without_an_end_is_refused_by_the_database(wallet: Wallet) -> None:
    grant = give(wallet, 5_00, days=1)
    with pytest.raises(IntegrityError, match="grant_of_an_heir_expires"), transaction.atomic():
        Grant.objects.create(
            wallet=wallet, kind="purchased", priority=30, amount=1, remaining=1, heir_of=grant, expires_at=None
        )
    assert heirs(wallet) == []
