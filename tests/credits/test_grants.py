"""Grants: in which order their credits are used, and how what is left of them lapses."""

import pytest

from credits import ledger
from credits.ledger import LedgerConflict, Movement
from credits.models import Entry, Grant, GrantKind, Wallet
from tests.credits.purse import (
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
    sums,
)

pytestmark = pytest.mark.django_db


def test_a_grant_moves_credits_from_issuance_to_the_wallet(wallet: Wallet) -> None:
    made = ledger.grant(wallet_id=wallet.pk, amount=25_00, kind=GrantKind.PROMOTIONAL, note=note("welcome"))
    entry, grant = Entry.objects.get(pk=made.entry_id), Grant.objects.get(wallet=wallet)
    assert made == Movement(entry.pk, 1, 25_00, 25_00, 0, replayed=False)
    assert (entry.kind, entry.source, entry.destination, entry.reference) == (
        "grant",
        "issuance",
        "available",
        "welcome",
    )
    assert entry.allocations == [[grant.pk, 25_00]]
    assert (grant.kind, grant.priority, grant.amount, grant.expires_at) == ("promotional", 20, 25_00, None)
    assert is_clean()


def test_a_replayed_grant_is_given_once(wallet: Wallet) -> None:
    first = ledger.grant(wallet_id=wallet.pk, amount=25_00, kind=GrantKind.PURCHASED, note=note("payment:1"))
    before = everything(wallet)
    again = ledger.grant(wallet_id=wallet.pk, amount=25_00, kind=GrantKind.PURCHASED, note=note("payment:1"))
    assert again == Movement(first.entry_id, 1, 25_00, 25_00, 0, replayed=True)
    assert everything(wallet) == before


def test_a_reference_of_another_grant_is_a_conflict(wallet: Wallet) -> None:
    ledger.grant(wallet_id=wallet.pk, amount=25_00, kind=GrantKind.PURCHASED, note=note("payment:1"))
    with pytest.raises(
        LedgerConflict, match="payment:1 names a grant of 2500 already; asked for kind grant, amount 2600"
    ):
        ledger.grant(wallet_id=wallet.pk, amount=26_00, kind=GrantKind.PURCHASED, note=note("payment:1"))
    assert entries(wallet) == [("grant", 25_00, 25_00, 0)]


def test_monthly_credits_go_first_then_promotional_then_purchased(wallet: Wallet) -> None:
    bought = give(wallet, 1_00, kind=GrantKind.PURCHASED)
    promoted = give(wallet, 1_00, kind=GrantKind.PROMOTIONAL)
    monthly = give(wallet, 1_00, kind=GrantKind.MONTHLY)
    charge(wallet, 3_00)
    assert last_allocations(wallet) == [[monthly.pk, 1_00], [promoted.pk, 1_00], [bought.pk, 1_00]]
    assert is_clean()


def test_among_equals_the_earlier_expiry_goes_first_and_none_goes_last(wallet: Wallet) -> None:
    never = give(wallet, 1_00)
    later = give(wallet, 1_00, days=60)
    sooner = give(wallet, 1_00, days=30)
    charge(wallet, 3_00)
    assert last_allocations(wallet) == [[sooner.pk, 1_00], [later.pk, 1_00], [never.pk, 1_00]]


def test_among_equals_the_earlier_grant_goes_first(wallet: Wallet) -> None:
    first, second = give(wallet, 1_00), give(wallet, 1_00)
    charge(wallet, 2_00)
    assert last_allocations(wallet) == [[first.pk, 1_00], [second.pk, 1_00]]


def test_a_better_grant_is_drawn_from_the_next_charge_on(wallet: Wallet) -> None:
    bought = give(wallet, 5_00)
    charge(wallet, 1_00)
    monthly = give(wallet, 5_00, days=30, kind=GrantKind.MONTHLY)
    charge(wallet, 1_00)
    assert last_allocations(wallet) == [[monthly.pk, 1_00]]
    assert left(wallet) == {bought.pk: 4_00, monthly.pk: 4_00}
    assert is_clean()


def test_a_grant_that_expires_unused_lapses_to_breakage(wallet: Wallet) -> None:
    grant = give(wallet, 5_00, days=30)
    charge(wallet, 2_00)
    pass_days(wallet, 30)
    ledger.expire(wallet_id=wallet.pk)
    entry = Entry.objects.get(wallet=wallet, kind="expiry")
    assert (entry.source, entry.destination, entry.amount, entry.balance_after) == ("available", "breakage", 3_00, 0)
    assert (entry.allocations, entry.description) == ([[grant.pk, 3_00]], "purchased credits expired")
    assert left(wallet) == {grant.pk: 0}
    assert is_clean()


def test_expiring_twice_moves_it_once(wallet: Wallet) -> None:
    give(wallet, 5_00, days=1)
    give(wallet, 2_00, days=9)
    pass_days(wallet, 2)
    ledger.expire(wallet_id=wallet.pk)
    before = everything(wallet)
    ledger.expire(wallet_id=wallet.pk)
    assert everything(wallet) == before
    assert entries(wallet)[2:] == [("expiry", 5_00, 2_00, 0)]
    pass_days(wallet, 8)
    ledger.expire(wallet_id=wallet.pk)
    assert entries(wallet)[3:] == [("expiry", 2_00, 0, 0)]
    assert is_clean()


def test_expiring_before_the_time_moves_nothing(wallet: Wallet) -> None:
    give(wallet, 5_00, days=1)
    before = everything(wallet)
    ledger.expire(wallet_id=wallet.pk)
    assert everything(wallet) == before


def test_a_grant_that_was_used_up_leaves_nothing_to_lapse(wallet: Wallet) -> None:
    give(wallet, 5_00, days=1)
    charge(wallet, 5_00)
    pass_days(wallet, 2)
    ledger.expire(wallet_id=wallet.pk)
    assert [kind for kind, *_ in entries(wallet)] == ["grant", "charge"]
    assert Wallet.objects.get(pk=wallet.pk).draw_until is None
    assert is_clean()


def test_what_a_hold_took_does_not_expire_with_its_grant(wallet: Wallet) -> None:
    expiring, bought = give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY), give(wallet, 10_00)
    hold(wallet, 3_00)
    pass_days(wallet, 2)
    ledger.expire(wallet_id=wallet.pk)
    assert entries(wallet)[3:] == [("expiry", 2_00, 13_00, 3_00)]
    assert left(wallet) == {expiring.pk: 0, bought.pk: 10_00}
    assert sums(wallet) == (13_00, 3_00)
    assert is_clean()


def test_expired_credits_that_a_hold_keeps_do_not_help_a_charge(wallet: Wallet) -> None:
    give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY)
    bought = give(wallet, 10_00)
    hold(wallet, 5_00)
    pass_days(wallet, 2)
    charge(wallet, 10_00)
    assert last_allocations(wallet) == [[bought.pk, 10_00]]
    assert sums(wallet) == (5_00, 5_00)
    assert is_clean()


def test_a_grant_given_past_its_expiry_lapses_at_once(wallet: Wallet) -> None:
    give(wallet, 5_00, days=-1)
    ledger.expire(wallet_id=wallet.pk)
    assert entries(wallet) == [("grant", 5_00, 5_00, 0), ("expiry", 5_00, 0, 0)]
    assert is_clean()
