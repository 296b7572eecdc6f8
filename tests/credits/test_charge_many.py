"""Many charges at once: an answer for each, in their order, and each made or refused on its own."""

from collections.abc import Callable
from typing import Any

import pytest

from credits import ledger
from credits.ledger import LedgerConflict, Movement
from credits.models import Entry, GrantKind, Wallet
from errors_docs.exceptions import InsufficientCredits
from tests.credits.purse import asked, charge, entries, everything, give, is_clean, new_wallet, sums

pytestmark = pytest.mark.django_db


def balances(answers: list[Movement | InsufficientCredits]) -> list[int | None]:
    """The balance after each charge, None for a refusal."""
    return [answer.balance_after if isinstance(answer, Movement) else None for answer in answers]


def test_no_charges_have_no_answers() -> None:
    assert ledger.charge_many([]) == []


def test_charges_of_several_wallets_are_answered_in_the_order_asked(
    wallet: Wallet, django_assert_num_queries: Callable[..., Any]
) -> None:
    other = new_wallet()
    give(wallet, 10_00)
    give(other, 20_00)
    batch = [
        asked(other, 1_00, "a"),
        asked(wallet, 2_00, "a"),
        asked(other, 3_00, "b", customer_id="pc_1"),
        asked(wallet, 4_00, "b", facts={"n": 1}),
    ]
    with django_assert_num_queries(1):
        answers = ledger.charge_many(batch)
    assert balances(answers) == [19_00, 8_00, 16_00, 4_00]
    made = [Entry.objects.get(pk=answer.entry_id) for answer in answers if isinstance(answer, Movement)]
    assert [(e.wallet_id, e.sequence, e.reference, e.amount) for e in made] == [
        (other.pk, 2, "a", 1_00),
        (wallet.pk, 2, "a", 2_00),
        (other.pk, 3, "b", 3_00),
        (wallet.pk, 3, "b", 4_00),
    ]
    assert [(e.customer_id, e.facts) for e in made] == [("", None), ("", None), ("pc_1", None), ("", {"n": 1})]
    assert (sums(wallet), sums(other)) == ((4_00, 0), (16_00, 0))
    assert is_clean()


def test_a_refusal_in_the_middle_harms_neither_its_neighbours_nor_other_wallets(wallet: Wallet) -> None:
    other = new_wallet()
    give(wallet, 10_00)
    give(other, 10_00)
    answers = ledger.charge_many(
        [asked(wallet, 6_00), asked(other, 10_00), asked(wallet, 5_00), asked(wallet, 4_00), asked(wallet, 1)]
    )
    assert balances(answers) == [4_00, 0, None, 0, None]
    refusals = [answer for answer in answers if isinstance(answer, InsufficientCredits)]
    assert [(refusal.required, refusal.current) for refusal in refusals] == [(5_00, 4_00), (1, 0)]
    assert [kind for kind, *_ in entries(wallet)] == ["grant", "charge", "charge"]
    assert (sums(wallet), sums(other)) == ((0, 0), (0, 0))
    assert is_clean()


def test_the_same_charge_twice_in_a_batch_is_made_once(wallet: Wallet) -> None:
    give(wallet, 10_00)
    first, other, again = ledger.charge_many(
        [asked(wallet, 3_00, "a"), asked(wallet, 2_00, "b"), asked(wallet, 3_00, "a")]
    )
    assert isinstance(first, Movement)
    assert first == Movement(first.entry_id, 2, 3_00, 7_00, 0, replayed=False)
    assert again == Movement(first.entry_id, 2, 3_00, 7_00, 0, replayed=True)
    assert balances([other]) == [5_00]
    assert sums(wallet) == (5_00, 0)
    assert is_clean()


def test_a_replay_among_new_charges_is_answered_with_the_first_movement(wallet: Wallet) -> None:
    other = new_wallet()
    give(wallet, 10_00)
    give(other, 10_00)
    first = charge(wallet, 3_00, "a")
    answers = ledger.charge_many([asked(other, 1_00), asked(wallet, 2_00), asked(wallet, 3_00, "a")])
    assert balances(answers) == [9_00, 5_00, 7_00]
    assert answers[2] == Movement(first.entry_id, 2, 3_00, 7_00, 0, replayed=True)
    assert [answer.replayed for answer in answers if isinstance(answer, Movement)] == [False, False, True]
    assert is_clean()


def test_the_whole_batch_again_moves_nothing(wallet: Wallet) -> None:
    other = new_wallet()
    give(wallet, 10_00)
    give(other, 10_00)
    batch = [asked(wallet, 3_00), asked(other, 2_00), asked(wallet, 1_00)]
    first = ledger.charge_many(batch)
    before = everything(wallet) + everything(other)
    again = ledger.charge_many(batch)
    assert balances(again) == balances(first) == [7_00, 8_00, 6_00]
    assert [answer.replayed for answer in again if isinstance(answer, Movement)] == [True, True, True]
    assert everything(wallet) + everything(other) == before


def test_a_contradiction_in_a_batch_is_an_error(wallet: Wallet) -> None:
    give(wallet, 10_00)
    charge(wallet, 3_00, "a")
    with pytest.raises(LedgerConflict, match="a names a charge of 300 already"):
        ledger.charge_many([asked(wallet, 1_00), asked(wallet, 4_00, "a")])
    assert is_clean()


def test_a_batch_goes_on_with_the_next_grant(wallet: Wallet) -> None:
    monthly = give(wallet, 3_00, kind=GrantKind.MONTHLY)
    bought = give(wallet, 10_00)
    answers = ledger.charge_many([asked(wallet, 2_00), asked(wallet, 2_00), asked(wallet, 2_00)])
    assert balances(answers) == [11_00, 9_00, 7_00]
    allocations = (
        Entry.objects.filter(wallet=wallet, kind="charge").order_by("sequence").values_list("allocations", flat=True)
    )
    assert list(allocations) == [[[monthly.pk, 2_00]], [[monthly.pk, 1_00], [bought.pk, 1_00]], [[bought.pk, 2_00]]]
    assert is_clean()


def test_a_batch_of_one_answers_as_a_charge_does(wallet: Wallet) -> None:
    give(wallet, 10_00)
    (made,) = ledger.charge_many([asked(wallet, 4_00, "a")])
    assert isinstance(made, Movement)
    assert made == Movement(made.entry_id, 2, 4_00, 6_00, 0, replayed=False)
    (refused,) = ledger.charge_many([asked(wallet, 7_00)])
    assert isinstance(refused, InsufficientCredits)
    assert (refused.required, refused.current) == (7_00, 6_00)
