"""A charge: one statement where nothing is disputed, exact to the hundredth, and never more than there is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from api.request_id import current_request_id
from credits import ledger
from credits.ledger import Charge, LedgerConflict, Movement
from credits.models import Entry, GrantKind, Wallet
from errors_docs.exceptions import InsufficientCredits
from tests.credits.purse import (
    adjust,
    asked,
    charge,
    entries,
    everything,
    give,
    hold,
    is_clean,
    last_allocations,
    left,
    pass_days,
    sums,
)

pytestmark = pytest.mark.django_db


def test_a_charge_moves_its_amount_from_the_wallet_to_revenue(wallet: Wallet) -> None:
    grant = give(wallet, 100_00)
    current_request_id.set("req_1")
    made = ledger.charge(
        Charge(
            wallet_id=wallet.pk,
            amount=12_34,
            reference="order:1",
            description="Pro, 1 seat",
            customer_id="pc_1",
            facts={"price": 1234, "plan": "Größe"},
        )
    )
    current_request_id.set("")
    entry = Entry.objects.get(pk=made.entry_id)
    assert made == Movement(entry.pk, 2, 12_34, 87_66, 0, replayed=False)
    assert (entry.wallet_id, entry.sequence, entry.kind) == (wallet.pk, 2, "charge")
    assert (entry.source, entry.destination, entry.amount) == ("available", "revenue", 12_34)
    assert (entry.reference, entry.description, entry.customer_id) == ("order:1", "Pro, 1 seat", "pc_1")
    assert (entry.request_id, entry.facts) == ("req_1", {"price": 1234, "plan": "Größe"})
    assert entry.allocations == [[grant.pk, 12_34]]
    assert sums(wallet) == (87_66, 0)
    assert left(wallet) == {grant.pk: 87_66}
    assert is_clean()


def test_an_undisputed_charge_is_one_statement(wallet: Wallet, django_assert_num_queries: Callable[..., Any]) -> None:
    give(wallet, 100_00, days=30)
    with django_assert_num_queries(1):
        charge(wallet, 1_00)
    assert entries(wallet)[-1] == ("charge", 1_00, 99_00, 0)


def test_the_whole_balance_may_be_charged(wallet: Wallet) -> None:
    give(wallet, 5_00)
    assert charge(wallet, 5_00).balance_after == 0
    assert sums(wallet) == (0, 0)
    assert is_clean()


def test_a_charge_of_more_than_the_balance_is_refused_and_nothing_moves(wallet: Wallet) -> None:
    give(wallet, 5_00)
    before = everything(wallet)
    with pytest.raises(InsufficientCredits) as refused:
        charge(wallet, 5_01)
    assert (refused.value.required, refused.value.current) == (5_01, 5_00)
    assert everything(wallet) == before


def test_a_charge_of_an_empty_wallet_is_refused(wallet: Wallet) -> None:
    with pytest.raises(InsufficientCredits) as refused:
        charge(wallet, 1)
    assert (refused.value.required, refused.value.current) == (1, 0)
    assert entries(wallet) == []


def test_what_is_held_cannot_be_charged(wallet: Wallet) -> None:
    give(wallet, 10_00)
    hold(wallet, 4_00)
    with pytest.raises(InsufficientCredits) as refused:
        charge(wallet, 6_01)
    assert (refused.value.required, refused.value.current) == (6_01, 6_00)
    assert charge(wallet, 6_00).balance_after == 4_00
    assert sums(wallet) == (4_00, 4_00)
    assert is_clean()


def test_expired_credits_cannot_be_charged_and_lapse_with_the_refusal(wallet: Wallet) -> None:
    give(wallet, 10_00, days=1)
    give(wallet, 3_00)
    pass_days(wallet, 2)
    with pytest.raises(InsufficientCredits) as refused:
        charge(wallet, 4_00)
    assert (refused.value.required, refused.value.current) == (4_00, 3_00)
    assert entries(wallet)[2:] == [("expiry", 10_00, 3_00, 0)]
    assert charge(wallet, 3_00).balance_after == 0
    assert is_clean()


@pytest.mark.parametrize("amount", [0, -1, -5_00])
def test_a_charge_of_nothing_or_less_cannot_be_asked_for(wallet: Wallet, amount: int) -> None:
    with pytest.raises(ValueError, match=f"order:1: a charge of {amount}"):
        asked(wallet, amount, "order:1")


def test_a_charge_of_a_wallet_that_is_not_there_is_an_error(wallet: Wallet) -> None:
    absent = Charge(wallet_id=wallet.pk + 1_000_000, amount=1, reference="order:1", description="x")
    with pytest.raises(Wallet.DoesNotExist):
        ledger.charge(absent)


def test_a_replay_answers_the_first_charge_and_moves_nothing(wallet: Wallet) -> None:
    give(wallet, 10_00)
    first = charge(wallet, 4_00, "order:1")
    charge(wallet, 1_00)
    before = everything(wallet)
    again = charge(wallet, 4_00, "order:1")
    assert again == Movement(first.entry_id, 2, 4_00, 6_00, 0, replayed=True)
    assert everything(wallet) == before


def test_a_replay_is_answered_even_when_nothing_is_left(wallet: Wallet) -> None:
    give(wallet, 4_00)
    first = charge(wallet, 4_00, "order:1")
    assert charge(wallet, 4_00, "order:1") == Movement(first.entry_id, 2, 4_00, 0, 0, replayed=True)
    assert sums(wallet) == (0, 0)


def test_a_reference_of_another_amount_is_a_conflict(wallet: Wallet) -> None:
    give(wallet, 10_00)
    charge(wallet, 4_00, "order:1")
    before = everything(wallet)
    with pytest.raises(
        LedgerConflict, match="order:1 names a charge of 400 already; asked for kind charge, amount 500"
    ):
        charge(wallet, 5_00, "order:1")
    assert everything(wallet) == before


def test_a_reference_of_another_kind_is_a_conflict(wallet: Wallet) -> None:
    give(wallet, 10_00)
    adjust(wallet, 4_00, "order:1")
    before = everything(wallet)
    with pytest.raises(LedgerConflict, match="order:1 names a adjustment of 400 already"):
        charge(wallet, 4_00, "order:1")
    assert everything(wallet) == before


def test_another_wallet_may_use_the_same_reference(wallet: Wallet) -> None:
    other = Wallet.objects.get(account=wallet.account, mode="test")
    give(wallet, 10_00)
    give(other, 10_00)
    charge(wallet, 4_00, "order:1")
    charge(other, 5_00, "order:1")
    assert (sums(wallet), sums(other)) == ((6_00, 0), (5_00, 0))
    assert is_clean()


def test_a_charge_that_its_grant_does_not_cover_goes_on_with_the_next(wallet: Wallet) -> None:
    monthly = give(wallet, 3_00, days=30, kind=GrantKind.MONTHLY)
    bought = give(wallet, 10_00)
    made = charge(wallet, 5_00)
    assert (made.sequence, made.balance_after) == (3, 8_00)
    assert last_allocations(wallet) == [[monthly.pk, 3_00], [bought.pk, 2_00]]
    assert left(wallet) == {monthly.pk: 0, bought.pk: 8_00}
    assert is_clean()


def test_a_transaction_that_rolls_back_leaves_nothing(wallet: Wallet) -> None:
    give(wallet, 3_00, kind=GrantKind.MONTHLY)
    give(wallet, 10_00)
    before = everything(wallet)
    with transaction.atomic():
        charge(wallet, 1_00)
        charge(wallet, 5_00)
        hold(wallet, 2_00)
        transaction.set_rollback(True)
    assert everything(wallet) == before
    assert charge(wallet, 5_00).balance_after == 8_00
    assert is_clean()
