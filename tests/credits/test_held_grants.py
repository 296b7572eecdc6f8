"""A hold knows its grants: it charges or gives back what it took, whatever is given, spent or expires meanwhile."""

import pytest

from credits import ledger
from credits.ledger import LedgerConflict
from credits.models import Entry, Grant, GrantKind, Wallet
from errors_docs.exceptions import InsufficientCredits
from tests.credits.purse import (
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
    note,
    pass_days,
    refund,
    release,
    sums,
)

pytestmark = pytest.mark.django_db


def test_a_better_grant_that_comes_meanwhile_is_not_charged_for_the_hold(wallet: Wallet) -> None:
    """The bought credits expired under the hold, because the month's were set aside then, and were charged as well."""
    first = give(wallet, 5_00, days=1)
    held = hold(wallet, 5_00)
    pass_days(wallet, 2)
    second = give(wallet, 5_00, days=10, kind=GrantKind.MONTHLY)
    ledger.expire(wallet_id=wallet.pk)
    assert capture(held) is not None
    assert last_allocations(wallet) == [[first.pk, 5_00]]
    assert left(wallet) == {first.pk: 0, second.pk: 5_00}
    assert [kind for kind, *_ in entries(wallet)] == ["grant", "hold", "grant", "capture"]
    assert charge(wallet, 5_00).balance_after == 0
    assert is_clean()


@pytest.mark.parametrize("kind", GrantKind)
@pytest.mark.parametrize("days", [None, 5])
def test_a_hold_charges_what_it_took_whatever_grant_comes_meanwhile(
    wallet: Wallet, kind: GrantKind, days: float | None
) -> None:
    monthly, bought = give(wallet, 2_00, days=9, kind=GrantKind.MONTHLY), give(wallet, 8_00, days=60)
    held = hold(wallet, 3_00)
    other = give(wallet, 4_00, days=days, kind=kind)
    assert capture(held) is not None
    assert last_allocations(wallet) == [[monthly.pk, 2_00], [bought.pk, 1_00]]
    assert left(wallet) == {monthly.pk: 0, bought.pk: 7_00, other.pk: 4_00}
    assert is_clean()


def test_what_is_held_is_spent_by_nobody_else(wallet: Wallet) -> None:
    monthly, bought = give(wallet, 5_00, days=9, kind=GrantKind.MONTHLY), give(wallet, 5_00)
    first, second = hold(wallet, 4_00), hold(wallet, 2_00)
    assert (first.allocations, second.allocations) == ([[monthly.pk, 4_00]], [[monthly.pk, 1_00], [bought.pk, 1_00]])
    charge(wallet, 4_00)
    assert last_allocations(wallet) == [[bought.pk, 4_00]]
    before = everything(wallet)
    for spend in (charge, hold):
        with pytest.raises(InsufficientCredits) as refused:
            spend(wallet, 1)
        assert (refused.value.required, refused.value.current) == (1, 0)
    assert everything(wallet) == before
    assert left(wallet) == {monthly.pk: 0, bought.pk: 0}
    assert sums(wallet) == (6_00, 6_00)
    assert is_clean()


def test_a_release_gives_back_to_the_grants_that_the_hold_took_from(wallet: Wallet) -> None:
    monthly, bought = give(wallet, 2_00, days=9, kind=GrantKind.MONTHLY), give(wallet, 8_00)
    held = hold(wallet, 3_00)
    better = give(wallet, 1_00, days=1, kind=GrantKind.MONTHLY)
    charge(wallet, 2_00)
    assert last_allocations(wallet) == [[better.pk, 1_00], [bought.pk, 1_00]]
    assert release(held) is not None
    assert last_allocations(wallet) == [[monthly.pk, 2_00], [bought.pk, 1_00]]
    assert left(wallet) == {monthly.pk: 2_00, bought.pk: 7_00, better.pk: 0}
    charge(wallet, 2_00)
    assert last_allocations(wallet) == [[monthly.pk, 2_00]]
    assert is_clean()


def test_a_capture_after_the_grant_expired_changes_no_other_grant(wallet: Wallet) -> None:
    monthly, bought = give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY), give(wallet, 10_00)
    held = hold(wallet, 3_00)
    charge(wallet, 1_00)
    pass_days(wallet, 2)
    assert capture(held) is not None
    assert last_allocations(wallet) == [[monthly.pk, 3_00]]
    ledger.expire(wallet_id=wallet.pk)
    assert entries(wallet)[2:] == [
        ("hold", 3_00, 15_00, 3_00),
        ("charge", 1_00, 14_00, 3_00),
        ("capture", 3_00, 11_00, 0),
        ("expiry", 1_00, 10_00, 0),
    ]
    assert left(wallet) == {monthly.pk: 0, bought.pk: 10_00}
    assert is_clean()


def test_a_hold_over_the_end_of_a_month_charges_the_month_that_ended(wallet: Wallet) -> None:
    ended, bought = give(wallet, 5_00, days=20, kind=GrantKind.MONTHLY), give(wallet, 10_00)
    held = hold(wallet, 5_00)
    ledger.end_month(wallet_id=wallet.pk)
    begun = give(wallet, 20_00, days=30, kind=GrantKind.MONTHLY)
    assert capture(held) is not None
    assert last_allocations(wallet) == [[ended.pk, 5_00]]
    assert left(wallet) == {ended.pk: 0, bought.pk: 10_00, begun.pk: 20_00}
    assert is_clean()


def test_a_refund_of_a_capture_gives_back_to_the_grants_of_its_hold(wallet: Wallet) -> None:
    monthly, bought = give(wallet, 2_00, days=9, kind=GrantKind.MONTHLY), give(wallet, 8_00)
    held = hold(wallet, 3_00)
    give(wallet, 1_00, days=1, kind=GrantKind.MONTHLY)
    captured = capture(held)
    assert captured is not None
    refund(captured, 1_50)
    assert last_allocations(wallet) == [[bought.pk, 1_00], [monthly.pk, 50]]
    refund(captured, 1_50)
    assert last_allocations(wallet) == [[monthly.pk, 1_50]]
    assert heirs(wallet) == []
    assert is_clean()


def test_a_grant_that_is_held_in_part_cannot_be_reversed_and_another_can(wallet: Wallet) -> None:
    held_of, free = give(wallet, 5_00, reference="payment:1"), give(wallet, 5_00, reference="payment:2")
    hold(wallet, 1)
    before = everything(wallet)
    with pytest.raises(LedgerConflict, match="payment:1 was used in part"):
        ledger.reverse(entry_id=Entry.objects.get(reference="payment:1").pk, note=note())
    assert everything(wallet) == before
    ledger.reverse(entry_id=Entry.objects.get(reference="payment:2").pk, note=note())
    assert left(wallet) == {held_of.pk: 4_99, free.pk: 0}
    assert is_clean()


def test_holds_that_a_hundredth_parts_over_two_grants_add_up(wallet: Wallet) -> None:
    first, second = give(wallet, 1, days=1), give(wallet, 1)
    held = hold(wallet, 2)
    assert held.allocations == [[first.pk, 1], [second.pk, 1]]
    assert Grant.objects.filter(wallet=wallet, remaining__gt=0).count() == 0
    assert release(held) is not None
    assert left(wallet) == {first.pk: 1, second.pk: 1}
    assert is_clean()
