"""manage.py audit_ledger: a line for each invariant, the totals, and an exit code that says whether all hold."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from credits.audit import INVARIANTS, audit, snapshot
from credits.models import Wallet
from tests.credits.purse import charge, give, hold, new_wallet, sums
from tests.lifecycle.twins import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wallet(transactional_db: None) -> Wallet:
    """A committed wallet with 10.00, of which 1.50 was charged and 2.00 are held."""
    found = new_wallet()
    give(found, 10_00)
    charge(found, 1_50)
    hold(found, 2_00)
    return found


@pytest.fixture
def broken(wallet: Wallet) -> Wallet:
    """The wallet with an amount changed and a held amount that no hold explains."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE credits_entry DISABLE TRIGGER entry_is_append_only")
        cursor.execute("UPDATE credits_entry SET balance_after = balance_after + 1 WHERE sequence = 2")
        cursor.execute("ALTER TABLE credits_entry ENABLE TRIGGER entry_is_append_only")
        cursor.execute("UPDATE credits_wallet SET held = held - 1 WHERE id = %s", [wallet.pk])
    return wallet


def told(**options: object) -> list[str]:
    """The lines that the command prints."""
    output = StringIO()
    call_command("audit_ledger", stdout=output, **options)
    return output.getvalue().splitlines()


def test_an_honest_ledger_is_told_line_by_line(wallet: Wallet) -> None:
    lines = told()
    assert [line.split()[:2] for line in lines[: len(INVARIANTS)]] == [["ok", name] for name in INVARIANTS]
    assert [line.split() for line in lines[len(INVARIANTS) :]] == [
        ["available", "6.50"],
        ["held", "2.00"],
        ["issuance", "-10.00"],
        ["revenue", "1.50"],
        ["breakage", "0.00"],
        ["sum", "0.00"],
    ]


def test_broken_invariants_are_named_with_their_wallets(broken: Wallet) -> None:
    output = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("audit_ledger", stdout=output)
    assert refused.value.returncode == 1
    assert str(refused.value) == (
        f"the ledger breaks 4 of {len(INVARIANTS)} invariants:"
        " held_is_sum, balance_after_continues, grants_cover_balance, holds_match_held"
    )
    lines = [line for line in output.getvalue().splitlines() if line.startswith("BROKEN")]
    assert [line.split()[1] for line in lines] == [
        *("held_is_sum", "balance_after_continues", "grants_cover_balance", "holds_match_held")
    ]
    assert {line.rpartition(": ")[2] for line in lines} == {f"not in 1 wallets, {broken.pk} first"}


def test_one_wallet_can_be_audited_alone(broken: Wallet) -> None:
    other = new_wallet()
    give(other, 7_00)
    assert [line.split() for line in told(wallet=other.pk)[len(INVARIANTS) :]] == [
        ["available", "7.00"],
        ["held", "0.00"],
        ["issuance", "-7.00"],
        ["revenue", "0.00"],
        ["breakage", "0.00"],
        ["sum", "0.00"],
    ]
    with pytest.raises(CommandError):
        told(wallet=broken.pk)


def test_an_audit_beside_live_charges_sees_one_moment(wallet: Wallet) -> None:
    def charge_on() -> None:
        for _ in range(100):
            charge(wallet, 1)

    def audit_on() -> list[list[str]]:
        found = []
        for _ in range(5):
            with snapshot():
                found.append([finding.invariant for finding in audit().broken])
        return found

    answers = together([charge_on, audit_on, audit_on])
    assert answers[1:] == [[[]] * 5, [[]] * 5]
    assert sums(wallet) == (7_50, 2_00)


def test_an_audit_writes_nothing(wallet: Wallet) -> None:
    with pytest.raises(Exception, match="read-only transaction"), snapshot():
        Wallet.objects.filter(pk=wallet.pk).update(balance=0)
    assert sums(wallet) == (8_50, 2_00)


def test_a_snapshot_is_no_part_of_another_transaction(wallet: Wallet) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(), snapshot():
        pass
