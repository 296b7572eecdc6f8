"""A hold sets credits aside, and ends once: captured or released."""

import datetime

import pytest
from django.utils import timezone

from credits import ledger
from credits.ledger import LedgerConflict, Movement
from credits.models import Entry, GrantKind, Hold, Wallet
from errors_docs.exceptions import InsufficientCredits
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
    note,
    pass_days,
    release,
    sums,
)

pytestmark = pytest.mark.django_db


def test_a_hold_sets_credits_aside_without_spending_them(wallet: Wallet) -> None:
    grant = give(wallet, 10_00)
    deadline = timezone.now() + datetime.timedelta(seconds=90)
    held = ledger.hold(wallet_id=wallet.pk, amount=4_00, deadline=deadline, note=note("generation:1"))
    assert (held.amount, held.state, held.deadline, held.settled_at) == (4_00, "open", deadline, None)
    assert (held.entry.kind, held.entry.source, held.entry.destination) == ("hold", "available", "held")
    assert (held.entry.allocations, held.entry.reference) == ([[grant.pk, 4_00]], "generation:1")
    assert Hold.objects.get(pk=held.pk).allocations == [[grant.pk, 4_00]]
    assert entries(wallet)[1:] == [("hold", 4_00, 10_00, 4_00)]
    assert left(wallet) == {grant.pk: 6_00}
    assert is_clean()


def test_a_capture_charges_what_was_held(wallet: Wallet) -> None:
    grant = give(wallet, 10_00)
    held = hold(wallet, 4_00)
    made = capture(held, "generation:1:capture")
    assert made is not None
    entry = Entry.objects.get(pk=made.entry_id)
    assert made == Movement(entry.pk, 3, 4_00, 6_00, 0, replayed=False)
    assert (entry.kind, entry.source, entry.destination) == ("capture", "held", "revenue")
    assert (entry.related_id, entry.allocations) == (held.entry_id, [[grant.pk, 4_00]])
    held.refresh_from_db()
    assert held.state == "captured"
    assert is_clean()


def test_a_release_frees_what_was_held(wallet: Wallet) -> None:
    grant = give(wallet, 10_00)
    held = hold(wallet, 4_00)
    made = release(held)
    assert made is not None
    entry = Entry.objects.get(pk=made.entry_id)
    assert made == Movement(entry.pk, 3, 4_00, 10_00, 0, replayed=False)
    assert (entry.kind, entry.source, entry.destination) == ("release", "held", "available")
    assert (entry.related_id, entry.allocations) == (held.entry_id, [[grant.pk, 4_00]])
    held.refresh_from_db()
    assert held.state == "released"
    assert left(wallet) == {grant.pk: 10_00}
    assert is_clean()


@pytest.mark.parametrize("first", [capture, release])
@pytest.mark.parametrize("second", [capture, release])
def test_whoever_settles_second_changes_nothing(wallet: Wallet, first: object, second: object) -> None:
    give(wallet, 10_00)
    held = hold(wallet, 4_00)
    assert callable(first)
    assert callable(second)
    assert first(held) is not None
    before = everything(wallet)
    assert second(held) is None
    assert everything(wallet) == before


def test_more_than_is_available_cannot_be_held(wallet: Wallet) -> None:
    give(wallet, 10_00)
    hold(wallet, 4_00)
    before = everything(wallet)
    with pytest.raises(InsufficientCredits) as refused:
        hold(wallet, 6_01)
    assert (refused.value.required, refused.value.current) == (6_01, 6_00)
    assert everything(wallet) == before
    hold(wallet, 6_00)
    assert sums(wallet) == (10_00, 10_00)
    assert is_clean()


def test_expired_credits_cannot_be_held(wallet: Wallet) -> None:
    give(wallet, 10_00, days=1)
    give(wallet, 3_00)
    pass_days(wallet, 2)
    with pytest.raises(InsufficientCredits) as refused:
        hold(wallet, 4_00)
    assert (refused.value.required, refused.value.current) == (4_00, 3_00)
    hold(wallet, 3_00)
    assert entries(wallet)[2:] == [("expiry", 10_00, 3_00, 0), ("hold", 3_00, 3_00, 3_00)]
    assert is_clean()


def test_a_replayed_hold_answers_the_first(wallet: Wallet) -> None:
    give(wallet, 10_00)
    first = hold(wallet, 4_00, "generation:1")
    before = everything(wallet)
    assert hold(wallet, 4_00, "generation:1") == first
    assert everything(wallet) == before
    with pytest.raises(LedgerConflict, match="generation:1 names a hold of 400 already"):
        hold(wallet, 5_00, "generation:1")
    assert everything(wallet) == before


def test_a_capture_takes_the_credits_that_expired_while_they_were_held(wallet: Wallet) -> None:
    monthly, bought = give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY), give(wallet, 10_00)
    held = hold(wallet, 3_00)
    pass_days(wallet, 2)
    ledger.expire(wallet_id=wallet.pk)
    assert capture(held) is not None
    assert last_allocations(wallet) == [[monthly.pk, 3_00]]
    assert entries(wallet)[3:] == [("expiry", 2_00, 13_00, 3_00), ("capture", 3_00, 10_00, 0)]
    assert left(wallet) == {monthly.pk: 0, bought.pk: 10_00}
    assert is_clean()


def test_a_capture_works_when_all_that_is_left_has_expired(wallet: Wallet) -> None:
    grant = give(wallet, 4_00, days=1)
    held = hold(wallet, 4_00)
    pass_days(wallet, 2)
    ledger.expire(wallet_id=wallet.pk)
    assert sums(wallet) == (4_00, 4_00)
    assert capture(held) is not None
    assert last_allocations(wallet) == [[grant.pk, 4_00]]
    assert sums(wallet) == (0, 0)
    assert is_clean()


def test_a_hold_past_its_deadline_can_still_be_settled_once(wallet: Wallet) -> None:
    give(wallet, 10_00)
    held = hold(wallet, 4_00)
    pass_days(wallet, 1)
    assert release(held) is not None
    assert capture(held) is None
    assert sums(wallet) == (10_00, 0)
    assert is_clean()


@pytest.mark.parametrize("settle", [capture, release])
def test_settling_under_a_reference_that_is_taken_is_a_conflict(wallet: Wallet, settle: object) -> None:
    give(wallet, 10_00)
    charge(wallet, 4_00, "order:1")
    held = hold(wallet, 4_00)
    before = everything(wallet)
    assert callable(settle)
    with pytest.raises(LedgerConflict, match="order:1 names another movement already"):
        settle(held, "order:1")
    assert everything(wallet) == before
    assert Hold.objects.get(pk=held.pk).state == "open"


def test_what_is_spent_beside_a_hold_leaves_enough_to_capture(wallet: Wallet) -> None:
    monthly, bought = give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY), give(wallet, 5_00)
    held = hold(wallet, 4_00)
    charge(wallet, 6_00)
    assert last_allocations(wallet) == [[monthly.pk, 1_00], [bought.pk, 5_00]]
    assert capture(held) is not None
    assert last_allocations(wallet) == [[monthly.pk, 4_00]]
    assert sums(wallet) == (0, 0)
    assert is_clean()
