"""What must hold when many callers move the same credits at one moment: real threads, real processes, real commits."""

from collections.abc import Callable
from functools import partial

import pytest

from credits import ledger
from credits.chain import seal, verify
from credits.ledger import LedgerConflict, Movement
from credits.models import Entry, GrantKind, Seal, Wallet
from tests.credits.crowd import charge_batches, charge_often
from tests.credits.purse import (
    adjust,
    asked,
    capture,
    charge,
    entries,
    give,
    hold,
    is_clean,
    left,
    new_wallet,
    pass_days,
    refund,
    release,
    sums,
)
from tests.lifecycle.twins import together
from tests.processes import processes

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 8
Call = Callable[[], object]


@pytest.fixture
def wallet(transactional_db: None) -> Wallet:
    """The live wallet of a new partner, empty; committed, so that other connections see it."""
    return new_wallet()


def kinds(wallet: Wallet) -> list[str]:
    return [kind for kind, *_ in entries(wallet)]


def test_of_200_charges_from_8_threads_exactly_as_many_succeed_as_there_are_credits(wallet: Wallet) -> None:
    give(wallet, 100_00, days=30)
    calls = [partial(charge_often, wallet.pk, 1_00, str(thread), 25) for thread in range(CROWD)]
    assert sum(together(calls)) == 100
    assert sums(wallet) == (0, 0)
    assert Entry.objects.filter(wallet=wallet, kind="charge").count() == 100
    assert is_clean()


def test_of_200_charges_from_4_processes_exactly_as_many_succeed_as_there_are_credits(wallet: Wallet) -> None:
    # Grants of odd sizes: the processes also race to open the next grant.
    for _ in range(10):
        give(wallet, 9_90, days=30)
    give(wallet, 1_00)
    with processes(4) as crowd:
        made = crowd.run("tests.credits.crowd:charge_as_process", wallet.pk, 1_00, 50)
    assert sum(made) == 100
    assert sums(wallet) == (0, 0)
    assert set(left(wallet).values()) == {0}
    assert is_clean()


def test_50_parallel_twins_make_one_charge(wallet: Wallet) -> None:
    give(wallet, 100_00)
    answers = together([partial(charge, wallet, 1_00, "order:1") for _ in range(50)])
    (made,) = [answer for answer in answers if not answer.replayed]
    assert set(answers) == {made, Movement(made.entry_id, 2, 1_00, 99_00, 0, replayed=True)}
    assert entries(wallet) == [("grant", 100_00, 100_00, 0), ("charge", 1_00, 99_00, 0)]
    assert is_clean()


@pytest.mark.parametrize("move", [adjust, hold])
def test_parallel_twins_of_any_movement_make_one(wallet: Wallet, move: Callable[[Wallet, int, str], object]) -> None:
    give(wallet, 100_00)
    together([partial(move, wallet, 1_00, "ticket:1") for _ in range(CROWD)])
    assert len(entries(wallet)) == 2
    assert is_clean()


def test_parallel_refunds_never_exceed_the_charge(wallet: Wallet) -> None:
    give(wallet, 100_00)
    charged = charge(wallet, 5_00)

    def give_back() -> bool:
        try:
            refund(charged, 2_00)
        except LedgerConflict:
            return False
        return True

    assert sorted(together([give_back] * CROWD)) == [False] * 6 + [True] * 2
    assert sums(wallet) == (99_00, 0)
    assert is_clean()


def test_of_8_threads_that_settle_a_hold_one_does(wallet: Wallet) -> None:
    give(wallet, 100_00)
    held = hold(wallet, 5_00)
    answers = together([partial(capture, held), partial(release, held)] * 4)
    (settled,) = [answer for answer in answers if answer is not None]
    assert kinds(wallet) in (["grant", "hold", "capture"], ["grant", "hold", "release"])
    assert sums(wallet) == (settled.balance_after, 0)
    assert is_clean()


def test_of_8_threads_that_expire_a_wallet_one_does(wallet: Wallet) -> None:
    give(wallet, 5_00, days=1)
    give(wallet, 2_00)
    pass_days(wallet, 2)
    together([partial(ledger.expire, wallet_id=wallet.pk)] * CROWD)
    assert entries(wallet)[2:] == [("expiry", 5_00, 2_00, 0)]
    assert is_clean()


def test_charges_and_an_expiry_at_one_moment_agree(wallet: Wallet) -> None:
    give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY)
    give(wallet, 10_00)
    pass_days(wallet, 2)
    calls: list[Call] = [partial(charge_often, wallet.pk, 1_00, str(n), 5) for n in range(4)]
    calls += [partial(ledger.expire, wallet_id=wallet.pk)] * 4
    together(calls)
    assert kinds(wallet) == ["grant", "grant", "expiry", *["charge"] * 10]
    assert sums(wallet) == (0, 0)
    assert is_clean()


def test_batches_over_many_wallets_in_opposite_orders_never_wait_for_each_other(wallet: Wallet) -> None:
    wallets = [wallet, *[new_wallet() for _ in range(19)]]
    for one in wallets:
        give(one, 40_00)
    ids = [one.pk for one in wallets]
    orders = [ids, ids[::-1], ids[10:] + ids[:10], ids[::2] + ids[::-2]]
    made = together([partial(charge_batches, order, 1_00, str(thread), 10) for thread, order in enumerate(orders)])
    assert made == [200, 200, 200, 200]
    assert {sums(one) for one in wallets} == {(0, 0)}
    assert is_clean()


def test_batches_beside_single_movements_keep_the_ledger_clean(wallet: Wallet) -> None:
    other = new_wallet()
    for one in (wallet, other):
        give(one, 20_00, days=1, kind=GrantKind.MONTHLY)
        give(one, 30_00)

    def hold_and_settle() -> None:
        for number in range(10):
            held = hold(wallet, 50)
            (capture if number % 2 else release)(held)

    def charge_and_refund() -> None:
        for _ in range(10):
            refund(charge(other, 70), 30)

    def batches(name: str) -> None:
        charge_batches([other.pk, wallet.pk], 90, name, 10)

    # Every batch has a twin, which is answered with its movements.
    calls: list[Call] = [hold_and_settle, charge_and_refund, partial(batches, "a"), partial(batches, "b")]
    together(calls * 2)
    assert sums(wallet) == (50_00 - 2 * 5 * 50 - 2 * 10 * 90, 0)
    assert sums(other) == (50_00 - 2 * 10 * 40 - 2 * 10 * 90, 0)
    assert is_clean()


def test_a_conflict_in_a_crowd_leaves_one_movement(wallet: Wallet) -> None:
    give(wallet, 100_00)

    def attempt(amount: int) -> bool:
        try:
            ledger.charge(asked(wallet, amount, "order:1"))
        except LedgerConflict:
            return False
        return True

    assert sum(together([partial(attempt, 1_00 + number) for number in range(CROWD)])) == 1
    assert len(entries(wallet)) == 2
    assert is_clean()


def test_a_chain_that_8_threads_seal_beside_charges_is_one_chain(wallet: Wallet) -> None:
    give(wallet, 100_00)
    calls: list[Call] = [partial(charge_often, wallet.pk, 1, str(n), 20) for n in range(4)]
    calls += [partial(seal_often, wallet)] * 4
    together(calls)
    seal(wallet.pk)
    assert verify(wallet.pk).sealed_through == 81
    assert verify(wallet.pk).broken_at is None
    assert Seal.objects.filter(wallet=wallet).count() >= 1


def seal_often(wallet: Wallet) -> None:
    for _ in range(20):
        seal(wallet.pk)
