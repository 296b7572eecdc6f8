"""The audit finds nothing in an honest ledger, and names each invariant that somebody with all rights has broken."""

from pathlib import Path

import pytest

from credits import audit as audit_module
from credits import ledger
from credits.audit import INVARIANTS, Finding, audit
from credits.chain import seal
from credits.models import GrantKind, Side, Wallet
from tests.credits.purse import (
    adjust,
    capture,
    charge,
    give,
    hold,
    new_wallet,
    note,
    pass_days,
    refund,
    release,
    sums,
)
from tests.credits.tampering import tamper
from tests.credits.tamperings import TAMPERINGS, entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(wallet: Wallet) -> Wallet:
    """A wallet in which everything happened that can; it draws on one grant and has another left."""
    give(wallet, 5_00, days=1, kind=GrantKind.MONTHLY)
    give(wallet, 20_00, days=30)
    give(wallet, 30_00)
    charge(wallet, 3_00, "order:1")
    charge(wallet, 5, "small")
    charge(wallet, 7_00, "once")
    refund(ledger_charge(wallet), 1_00)
    pass_days(wallet, 2)
    ledger.expire(wallet_id=wallet.pk)
    refund(ledger_charge(wallet), 1_00)
    ledger.reverse(entry_id=adjust(wallet, 4_00).entry_id, note=note())
    adjust(wallet, -2_00)
    assert capture(hold(wallet, 2_00)) is not None
    assert release(hold(wallet, 1_00)) is not None
    hold(wallet, 3_00)
    return wallet


def ledger_charge(wallet: Wallet) -> ledger.Movement:
    """The charge order:1, by its replay."""
    return charge(wallet, 3_00, "order:1")


def test_an_honest_ledger_breaks_nothing(busy: Wallet) -> None:
    seal(busy.pk)
    report = audit()
    assert report.broken == []
    assert report.findings == tuple(Finding(name, 0, ()) for name in INVARIANTS)


def test_the_totals_of_all_sides_add_up_to_zero(busy: Wallet) -> None:
    other = new_wallet()
    give(other, 7_00)
    charge(other, 1_00)
    assert sums(busy) == (41_95, 3_00)
    assert audit(busy.pk).totals == {
        Side.AVAILABLE: 38_95,
        Side.HELD: 3_00,
        Side.ISSUANCE: -53_00,
        Side.REVENUE: 10_05,
        Side.BREAKAGE: 1_00,
    }
    assert sum(audit().totals.values()) == 0
    assert audit().totals[Side.ISSUANCE] == -60_00


def test_an_empty_ledger_breaks_nothing() -> None:
    report = audit()
    assert report.broken == []
    assert set(report.totals.values()) == {0}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_named(busy: Wallet, name: str) -> None:
    bystander = new_wallet()
    give(bystander, 7_00)
    tamper(TAMPERINGS[name].statement, busy)
    found = {finding.invariant: finding for finding in audit().broken}
    assert set(found) == TAMPERINGS[name].breaks
    assert {(finding.broken, finding.first_wallets) for finding in found.values()} == {(1, (busy.pk,))}
    assert {finding.invariant for finding in audit(busy.pk).broken} == TAMPERINGS[name].breaks
    assert audit(bystander.pk).broken == []


def test_an_entry_changed_after_it_was_sealed_breaks_the_chain(busy: Wallet) -> None:
    seal(busy.pk)
    tamper(entry("charge", "description = 'Something else'"), busy)
    assert audit().broken == [Finding("chain_is_unbroken", 1, (busy.pk,))]


def test_entries_whose_wallet_is_gone_are_found(busy: Wallet) -> None:
    tamper("UPDATE credits_entry SET wallet_id = 0 WHERE wallet_id = %(wallet)s", busy)
    found = {finding.invariant: finding.first_wallets for finding in audit().broken}
    assert found["balance_is_sum"] == (0, busy.pk)


def test_the_first_ten_wallets_are_named() -> None:
    wallets = [new_wallet() for _ in range(11)]
    for wallet in wallets:
        give(wallet, 1_00)
    Wallet.objects.filter(balance=1_00).update(balance=1_01)
    (finding,) = [finding for finding in audit().broken if finding.invariant == "balance_is_sum"]
    assert finding.broken == 11
    assert finding.first_wallets == tuple(wallet.pk for wallet in wallets[:10])


def test_every_invariant_is_shown_to_fail_and_has_its_statement() -> None:
    shown = set[str]().union(*(tampering.breaks for tampering in TAMPERINGS.values()))
    statements = (Path(audit_module.__file__).parent / "sql" / "audit").glob("*.sql")
    assert shown | {"chain_is_unbroken"} == set(INVARIANTS) == {path.stem for path in statements}
