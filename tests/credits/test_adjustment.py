"""Corrections by hand: adjustments up and down, and reversals."""

import pytest

from credits import ledger
from credits.ledger import LedgerConflict, Movement
from credits.models import Entry, GrantKind, Wallet
from errors_docs.exceptions import InsufficientCredits
from partners.models import User
from tests.credits.purse import (
    adjust,
    charge,
    entries,
    everything,
    give,
    hold,
    is_clean,
    last_allocations,
    left,
    note,
    pass_days,
    refund,
    sums,
)

pytestmark = pytest.mark.django_db


def reverse(made: Movement, reference: str = "") -> Movement:
    """Undoes a grant or an adjustment."""
    return ledger.reverse(entry_id=made.entry_id, note=note(reference))


def test_an_adjustment_up_is_a_grant_that_never_expires(wallet: Wallet) -> None:
    operator = User.objects.create(username="operator")
    given = ledger.Note(reference="ticket:1", description="Goodwill", actor=operator)
    made = ledger.adjust(wallet_id=wallet.pk, amount=5_00, note=given)
    entry, grant = Entry.objects.get(pk=made.entry_id), wallet.grants.get()
    assert made == Movement(entry.pk, 1, 5_00, 5_00, 0, replayed=False)
    assert (entry.kind, entry.source, entry.destination) == ("adjustment", "issuance", "available")
    assert (entry.allocations, entry.actor, entry.description) == ([[grant.pk, 5_00]], operator, "Goodwill")
    assert (grant.kind, grant.amount, grant.expires_at) == ("promotional", 5_00, None)
    assert is_clean()


def test_an_adjustment_down_takes_credits_in_the_usual_order(wallet: Wallet) -> None:
    later, sooner = give(wallet, 5_00, days=60), give(wallet, 5_00, days=30)
    made = adjust(wallet, -6_00)
    entry = Entry.objects.get(pk=made.entry_id)
    assert made == Movement(entry.pk, 3, 6_00, 4_00, 0, replayed=False)
    assert (entry.kind, entry.source, entry.destination) == ("adjustment", "available", "issuance")
    assert entry.allocations == [[sooner.pk, 5_00], [later.pk, 1_00]]
    assert is_clean()


def test_an_adjustment_down_leaves_what_is_held(wallet: Wallet) -> None:
    give(wallet, 10_00)
    hold(wallet, 4_00)
    before = everything(wallet)
    with pytest.raises(InsufficientCredits) as refused:
        adjust(wallet, -6_01)
    assert (refused.value.required, refused.value.current) == (6_01, 6_00)
    assert everything(wallet) == before
    assert adjust(wallet, -6_00).balance_after == 4_00
    assert is_clean()


def test_an_adjustment_down_cannot_take_expired_credits(wallet: Wallet) -> None:
    give(wallet, 10_00, days=1)
    give(wallet, 3_00)
    pass_days(wallet, 2)
    with pytest.raises(InsufficientCredits) as refused:
        adjust(wallet, -4_00)
    assert (refused.value.required, refused.value.current) == (4_00, 3_00)
    adjust(wallet, -3_00)
    assert entries(wallet)[2:] == [("expiry", 10_00, 3_00, 0), ("adjustment", 3_00, 0, 0)]
    assert is_clean()


def test_a_replayed_adjustment_moves_once_in_either_direction(wallet: Wallet) -> None:
    up, down = adjust(wallet, 5_00, "ticket:1"), adjust(wallet, -2_00, "ticket:2")
    before = everything(wallet)
    assert adjust(wallet, 5_00, "ticket:1") == Movement(up.entry_id, 1, 5_00, 5_00, 0, replayed=True)
    assert adjust(wallet, -2_00, "ticket:2") == Movement(down.entry_id, 2, 2_00, 3_00, 0, replayed=True)
    assert everything(wallet) == before


def test_the_opposite_adjustment_under_the_same_reference_is_a_conflict(wallet: Wallet) -> None:
    adjust(wallet, 5_00, "ticket:1")
    before = everything(wallet)
    with pytest.raises(LedgerConflict, match="ticket:1 names a adjustment of 500 already"):
        adjust(wallet, -5_00, "ticket:1")
    assert everything(wallet) == before


def test_a_reversal_undoes_a_grant_of_which_nothing_was_used(wallet: Wallet) -> None:
    made = ledger.grant(wallet_id=wallet.pk, amount=5_00, kind=GrantKind.PURCHASED, note=note("payment:1"))
    kept = give(wallet, 2_00)
    undone = reverse(made, "payment:1:reversal")
    entry, first = Entry.objects.get(pk=undone.entry_id), wallet.grants.order_by("pk")[0]
    assert undone == Movement(entry.pk, 3, 5_00, 2_00, 0, replayed=False)
    assert (entry.kind, entry.source, entry.destination) == ("reversal", "available", "issuance")
    assert (entry.related_id, entry.allocations) == (made.entry_id, [[first.pk, 5_00]])
    assert left(wallet) == {first.pk: 0, kept.pk: 2_00}
    assert is_clean()


def test_a_reversal_happens_once(wallet: Wallet) -> None:
    made = adjust(wallet, 5_00)
    undone = reverse(made, "undo:1")
    before = everything(wallet)
    assert reverse(made, "undo:1") == Movement(undone.entry_id, 2, 5_00, 0, 0, replayed=True)
    with pytest.raises(LedgerConflict, match="was used in part"):
        reverse(made, "undo:2")
    assert everything(wallet) == before


def test_what_was_used_in_part_cannot_be_reversed(wallet: Wallet) -> None:
    made = adjust(wallet, 5_00, "ticket:1")
    charge(wallet, 1)
    before = everything(wallet)
    with pytest.raises(LedgerConflict, match="ticket:1 was used in part; write an adjustment instead"):
        reverse(made)
    assert everything(wallet) == before


def test_what_is_held_cannot_be_reversed(wallet: Wallet) -> None:
    made = adjust(wallet, 5_00, "ticket:1")
    hold(wallet, 1)
    before = everything(wallet)
    with pytest.raises(LedgerConflict, match="ticket:1 was used in part"):
        reverse(made)
    assert everything(wallet) == before


def test_what_was_used_and_refunded_can_be_reversed(wallet: Wallet) -> None:
    made = adjust(wallet, 5_00)
    refund(charge(wallet, 5_00), 5_00)
    assert reverse(made).balance_after == 0
    assert is_clean()


def test_only_grants_and_adjustments_up_can_be_reversed(wallet: Wallet) -> None:
    adjust(wallet, 5_00)
    for made in (adjust(wallet, -1_00), charge(wallet, 1_00)):
        with pytest.raises(Entry.DoesNotExist):
            reverse(made)
    assert sums(wallet) == (3_00, 0)
    assert last_allocations(wallet) != []
