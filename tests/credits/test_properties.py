"""Whatever happens, in whatever order, with time moving: the ledger adds up after every step."""

import contextlib
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from credits import ledger
from credits.audit import audit
from credits.chain import seal
from credits.ledger import LedgerConflict, Movement
from credits.models import Entry, GrantKind, Hold, Kind, Side, Wallet
from errors_docs.exceptions import InsufficientCredits
from tests.credits import purse

amounts = st.integers(min_value=1, max_value=50_00)
kinds = st.sampled_from(GrantKind)
lifetimes = st.none() | st.integers(min_value=1, max_value=40)


class LedgerMachine(RuleBasedStateMachine):
    """Every operation of the ledger on two wallets, each compared with what it should do, and the audit after each."""

    wallets = Bundle("wallets")
    given = Bundle("given")
    charged = Bundle("charged")
    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(target=wallets)
    def begin(self) -> MultipleResults[Wallet]:
        return multiple(purse.new_wallet(), purse.new_wallet())

    @rule(target=given, wallet=wallets, amount=amounts, kind=kinds, days=lifetimes)
    def grant(self, wallet: Wallet, amount: int, kind: GrantKind, days: int | None) -> Entry:
        balance, held = purse.sums(wallet)
        purse.give(wallet, amount, days=days, kind=kind)
        assert purse.sums(wallet) == (balance + amount, held)
        return Entry.objects.filter(wallet=wallet).latest("sequence")

    @rule(target=given, wallet=wallets, amount=amounts)
    def adjust_up(self, wallet: Wallet, amount: int) -> Entry:
        return Entry.objects.get(pk=purse.adjust(wallet, amount).entry_id)

    @rule(wallet=wallets, amount=amounts)
    def adjust_down(self, wallet: Wallet, amount: int) -> None:
        with spending(wallet, amount):
            purse.adjust(wallet, -amount)

    @rule(target=charged, wallet=wallets, amount=amounts)
    def charge(self, wallet: Wallet, amount: int) -> MultipleResults[Movement]:
        made: list[Movement] = []
        with spending(wallet, amount):
            made.append(purse.charge(wallet, amount))
        return multiple(*made)

    @rule(wallets_=st.lists(wallets, max_size=6), amount=amounts)
    def charge_many(self, wallets_: list[Wallet], amount: int) -> None:
        batch = [purse.asked(wallet, amount) for wallet in wallets_]
        answers = ledger.charge_many(batch)
        assert [Entry.objects.filter(reference=one.reference).exists() for one in batch] == [
            isinstance(answer, Movement) for answer in answers
        ]

    @rule(movement=charged, amount=amounts)
    def refund(self, movement: Movement, amount: int) -> None:
        refunds = Entry.objects.filter(kind=Kind.REFUND, related=movement.entry_id)
        before = sum(refunds.values_list("amount", flat=True))
        with contextlib.suppress(LedgerConflict):
            purse.refund(movement, amount)
            assert before + amount <= movement.amount
            return
        assert before + amount > movement.amount

    @rule(target=holds, wallet=wallets, amount=amounts)
    def hold(self, wallet: Wallet, amount: int) -> MultipleResults[Hold]:
        made: list[Hold] = []
        with spending(wallet, amount):
            made.append(purse.hold(wallet, amount))
        return multiple(*made)

    @rule(target=charged, held=consumes(holds))
    def capture(self, held: Hold) -> Movement:
        captured = purse.capture(held)
        assert captured is not None
        assert (purse.capture(held), purse.release(held)) == (None, None)
        return captured

    @rule(held=consumes(holds))
    def release(self, held: Hold) -> None:
        assert purse.release(held) is not None
        assert (purse.capture(held), purse.release(held)) == (None, None)

    @rule(entry=given)
    def reverse(self, entry: Entry) -> None:
        balance, _ = purse.sums(entry.wallet)
        with contextlib.suppress(LedgerConflict):
            ledger.reverse(entry_id=entry.pk, note=purse.note())
            assert purse.sums(entry.wallet)[0] == balance - entry.amount

    @rule(wallet=wallets, days=st.integers(min_value=1, max_value=15))
    def let_time_pass(self, wallet: Wallet, days: int) -> None:
        purse.pass_days(wallet, days)

    @rule(wallet=wallets)
    def expire(self, wallet: Wallet) -> None:
        ledger.expire(wallet_id=wallet.pk)
        count = Entry.objects.filter(wallet=wallet).count()
        ledger.expire(wallet_id=wallet.pk)
        assert Entry.objects.filter(wallet=wallet).count() == count

    @rule(wallet=wallets, data=st.data())
    def replay(self, wallet: Wallet, data: st.DataObject) -> None:
        """The replay of any charge answers it and changes nothing."""
        found = list(Entry.objects.filter(wallet=wallet, kind=Kind.CHARGE).order_by("sequence"))
        if found:
            entry = data.draw(st.sampled_from(found))
            before = purse.everything(wallet)
            again = purse.charge(wallet, entry.amount, entry.reference)
            assert (again.entry_id, again.balance_after, again.replayed) == (entry.pk, entry.balance_after, True)
            assert purse.everything(wallet) == before

    @rule(wallet=wallets)
    def seal(self, wallet: Wallet) -> None:
        seal(wallet.pk)

    @invariant()
    def the_audit_is_clean(self) -> None:
        report = audit()
        assert report.broken == []
        assert sum(report.totals.values()) == 0
        assert min(report.totals[Side.AVAILABLE], report.totals[Side.HELD], report.totals[Side.BREAKAGE]) >= 0


@contextlib.contextmanager
def spending(wallet: Wallet, amount: int) -> Iterator[None]:
    """The block spends an amount. It must be refused exactly if less than that is there and has not expired."""
    spendable, refused = purse.spendable(wallet), None
    try:
        yield
    except InsufficientCredits as refusal:
        refused = (refusal.required, refusal.current)
    assert refused == (None if amount <= spendable else (amount, spendable))


@pytest.mark.django_db
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("examples", [6, pytest.param(30, marks=pytest.mark.thorough)])
def test_any_sequence_of_movements_keeps_the_ledger_clean(examples: int) -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
