"""The exact instant at which a grant expires: it can be used until then, and not at it."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from credits import ledger, upkeep
from credits.charging import charge_one_undisputed, charge_undisputed
from credits.models import Grant, GrantKind, Hold, Wallet
from errors_docs.exceptions import InsufficientCredits
from tests.credits.clock import stopped_at
from tests.credits.purse import (
    adjust,
    asked,
    charge,
    entries,
    everything,
    give,
    heirs,
    hold,
    last_allocations,
    left,
    new_wallet,
    note,
    refund,
    release,
)

pytestmark = pytest.mark.django_db

MICROSECOND = datetime.timedelta(microseconds=1)


def end_of(grant: Grant) -> datetime.datetime:
    assert grant.expires_at is not None
    return grant.expires_at


def test_the_stopped_clock_is_the_one_that_charges_read(wallet: Wallet) -> None:
    moment = datetime.datetime(2040, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.UTC)
    give(wallet, 5_00)
    with stopped_at(moment):
        charge(wallet, 1_00)
    assert wallet.ledger.latest("sequence").created_at == moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() < %s", [moment])
        assert cursor.fetchone() == (True,)


def test_a_grant_is_charged_until_the_microsecond_before_its_end(wallet: Wallet) -> None:
    grant, other = give(wallet, 5_00, days=1), new_wallet()
    give(other, 5_00, days=2)
    with stopped_at(end_of(grant) - MICROSECOND):
        assert charge_one_undisputed(asked(wallet, 1_00)) is not None
        assert set(charge_undisputed([asked(wallet, 1_00), asked(other, 1_00)])) == {0, 1}
    with stopped_at(end_of(grant)):
        assert charge_one_undisputed(asked(wallet, 1_00)) is None
        assert set(charge_undisputed([asked(wallet, 1_00), asked(other, 1_00)])) == {1}
        with pytest.raises(InsufficientCredits) as refused:
            charge(wallet, 1_00)
    assert (refused.value.required, refused.value.current) == (1_00, 0)
    assert entries(wallet)[1:] == [("charge", 1_00, 4_00, 0), ("charge", 1_00, 3_00, 0), ("expiry", 3_00, 0, 0)]


def test_a_grant_expires_at_its_end_and_not_before(wallet: Wallet) -> None:
    grant = give(wallet, 5_00, days=1)
    before = everything(wallet)
    with stopped_at(end_of(grant) - MICROSECOND):
        assert upkeep.expire_grants() == 0
        ledger.expire(wallet_id=wallet.pk)
    assert everything(wallet) == before
    with stopped_at(end_of(grant)):
        assert upkeep.expire_grants() == 1
    assert entries(wallet)[1:] == [("expiry", 5_00, 0, 0)]


def test_a_grant_that_is_not_drawn_expires_at_its_end_and_not_before(wallet: Wallet) -> None:
    monthly, bought = give(wallet, 2_00, days=9, kind=GrantKind.MONTHLY), give(wallet, 5_00, days=1)
    with stopped_at(end_of(bought) - MICROSECOND):
        assert upkeep.expire_grants() == 0
        ledger.expire(wallet_id=wallet.pk)
        assert left(wallet) == {monthly.pk: 2_00, bought.pk: 5_00}
    with stopped_at(end_of(bought)):
        assert upkeep.expire_grants() == 1
    assert left(wallet) == {monthly.pk: 2_00, bought.pk: 0}


def test_a_hold_takes_a_grant_until_the_microsecond_before_its_end(wallet: Wallet) -> None:
    grant = give(wallet, 5_00, days=1)
    with stopped_at(end_of(grant) - MICROSECOND):
        assert hold(wallet, 1_00).allocations == [[grant.pk, 1_00]]
    with stopped_at(end_of(grant)), pytest.raises(InsufficientCredits):
        hold(wallet, 1_00)
    assert entries(wallet)[1:] == [("hold", 1_00, 5_00, 1_00)]


@pytest.mark.parametrize("way", ["refund", "release"])
def test_what_comes_back_goes_to_its_grant_before_the_end_and_to_an_heir_from_it_on(wallet: Wallet, way: str) -> None:
    grant = give(wallet, 4_00, days=1)
    takings = [charge(wallet, 1_00) if way == "refund" else hold(wallet, 1_00) for _ in range(2)]
    for moment, expected in ((end_of(grant) - MICROSECOND, []), (end_of(grant), [(grant.pk, 1_00)])):
        taken = takings.pop()
        with stopped_at(moment):
            assert (release(taken) if isinstance(taken, Hold) else refund(taken, 1_00)) is not None
        assert heirs(wallet) == expected
    heir = Grant.objects.get(heir_of=grant)
    assert heir.expires_at == end_of(grant) + datetime.timedelta(days=30)


def test_an_heir_ends_at_its_exact_instant_too(wallet: Wallet) -> None:
    grant = give(wallet, 1_00, days=1)
    charged = charge(wallet, 1_00)
    with stopped_at(end_of(grant)):
        refund(charged, 1_00)
        again = charge(wallet, 1_00)
    heir = Grant.objects.get(heir_of=grant)
    with stopped_at(end_of(heir) - MICROSECOND):
        refund(again, 50)
        assert left(wallet)[heir.pk] == 50
    with stopped_at(end_of(heir)):
        refund(again, 50)
    assert left(wallet) == {grant.pk: 0, heir.pk: 0}
    assert entries(wallet)[-1] == ("expiry", 1_00, 0, 0)


def test_the_end_of_a_month_counts_from_its_own_instant(wallet: Wallet) -> None:
    grant = give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY)
    charged = charge(wallet, 1_00)
    moment = end_of(grant) - datetime.timedelta(hours=1)
    with stopped_at(moment):
        ledger.end_month(wallet_id=wallet.pk)
        assert wallet.grants.get(pk=grant.pk).expires_at == moment
        assert left(wallet) == {grant.pk: 0}
        refund(charged, 1_00)
    assert heirs(wallet) == [(grant.pk, 1_00)]


def hold_till_2090(wallet: Wallet, amount: int) -> Hold:
    """A hold whose deadline is asked of no clock."""
    deadline = datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC)
    return ledger.hold(wallet_id=wallet.pk, amount=amount, deadline=deadline, note=note())


def take_away(wallet: Wallet, amount: int) -> object:
    return adjust(wallet, -amount)


@pytest.mark.parametrize("spend", [charge, hold_till_2090, take_away])
def test_a_grant_that_ends_while_a_movement_is_decided_still_counts(
    wallet: Wallet, monkeypatch: pytest.MonkeyPatch, spend: Callable[[Wallet, int], object]
) -> None:
    """A decision has one instant: what it found to be available is what it then takes."""
    ending, lasting = give(wallet, 2_00, days=1), give(wallet, 2_00, days=2)
    moments = iter([end_of(ending) - MICROSECOND])
    monkeypatch.setattr(timezone, "now", lambda: next(moments, end_of(ending)))
    spend(wallet, 3_00)
    assert last_allocations(wallet) == [[ending.pk, 2_00], [lasting.pk, 1_00]]


def test_a_hold_is_swept_after_its_deadline_and_the_grace_and_not_at_it(wallet: Wallet) -> None:
    give(wallet, 5_00)
    held = hold(wallet, 1_00)
    with stopped_at(held.deadline + upkeep.GRACE):
        assert upkeep.sweep_holds() == 0
    with stopped_at(held.deadline + upkeep.GRACE + MICROSECOND):
        assert upkeep.sweep_holds() == 1
    assert entries(wallet)[-1] == ("release", 1_00, 5_00, 0)
