"""Whatever happens, in whatever order, with time moving: the ledger adds up after every step, and nothing outlives its
grant but once, for the grace."""

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
from credits.models import Entry, Grant, GrantKind, Hold, Kind, Side, Wallet
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
        #: How many days have passed for a wallet, and the day on which a grant ends; None: never.
        self.today: dict[int, int] = {}
        self.ends: dict[int, int | None] = {}
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(target=wallets)
    def begin(self) -> MultipleResults[Wallet]:
        made = purse.new_wallet(), purse.new_wallet()
        self.today = {wallet.pk: 0 for wallet in made}
        return multiple(*made)

    @rule(target=given, wallet=wallets, amount=amounts, kind=kinds, days=lifetimes)
    def grant(self, wallet: Wallet, amount: int, kind: GrantKind, days: int | None) -> Entry:
        balance, held = purse.sums(wallet)
        given = purse.give(wallet, amount, days=days, kind=kind)
        self.ends[given.pk] = None if days is None else self.today[wallet.pk] + days
        assert purse.sums(wallet) == (balance + amount, held)
        return Entry.objects.filter(wallet=wallet).latest("sequence")

    @rule(target=given, wallet=wallets, amount=amounts)
    def adjust_up(self, wallet: Wallet, amount: int) -> Entry:
        made = Entry.objects.get(pk=purse.adjust(wallet, amount).entry_id)
        self.ends[made.allocations[0][0]] = None
        return made

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
        rest = purse.left(held.wallet)
        captured = purse.capture(held)
        assert captured is not None
        assert Entry.objects.get(pk=captured.entry_id).allocations == held.allocations
        assert purse.left(held.wallet) == rest
        assert (purse.capture(held), purse.release(held)) == (None, None)
        return captured

    @rule(held=consumes(holds))
    def release(self, held: Hold) -> None:
        released = purse.release(held)
        assert released is not None
        back = Entry.objects.get(pk=released.entry_id).allocations
        for (taken_from, taken), (given_to, given) in zip(held.allocations, back, strict=True):
            assert taken == given
            assert given_to == taken_from or self.is_over(held.wallet, taken_from)
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
        self.today[wallet.pk] += days

    @rule(wallet=wallets)
    def end_month(self, wallet: Wallet) -> None:
        months = {grant.pk for grant in wallet.grants.all() if grant.kind == GrantKind.MONTHLY}
        others = {
            pk: rest for pk, rest in purse.left(wallet).items() if pk not in months and not self.is_over(wallet, pk)
        }
        ledger.end_month(wallet_id=wallet.pk)
        for pk in months:
            end = self.ends[pk]
            self.ends[pk] = None if end is None else min(end, self.today[wallet.pk])
        after = purse.left(wallet)
        assert {pk: after[pk] for pk in others} == others

    @rule(wallet=wallets)
    def expire(self, wallet: Wallet) -> None:
        ledger.expire(wallet_id=wallet.pk)
        assert not any(rest for pk, rest in purse.left(wallet).items() if self.is_over(wallet, pk))
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

    def is_over(self, wallet: Wallet, grant_id: int) -> bool:
        """Whether a grant has ended by the days that this test counts."""
        end = self.ends[grant_id]
        return end is not None and end <= self.today[wallet.pk]

    @invariant()
    def what_came_back_lives_once(self) -> None:
        """A grant that nobody gave is the heir of one that was given and had ended, and ends 30 days later."""
        for heir in Grant.objects.filter(wallet__in=self.today).exclude(pk__in=self.ends).order_by("pk"):
            assert heir.heir_of is not None
            assert heir.heir_of.heir_of_id is None
            assert self.is_over(heir.wallet, heir.heir_of.pk)
            self.ends[heir.pk] = self.today[heir.wallet_id] + 30

    @invariant()
    def what_can_be_spent_is_what_has_not_ended(self) -> None:
        for wallet in Wallet.objects.filter(pk__in=self.today):
            rest = purse.left(wallet)
            assert purse.spendable(wallet) == sum(rest[pk] for pk in rest if not self.is_over(wallet, pk))

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
