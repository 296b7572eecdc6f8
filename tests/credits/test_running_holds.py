"""The migration by which holds got to know their grants: holds that were open then, and heirs from before."""

import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection

from credits import audit as audit_module
from credits import ledger
from credits.audit import audit
from credits.models import Entry, Grant, GrantKind, Hold, Wallet
from tests.credits.purse import (
    capture,
    charge,
    everything,
    give,
    heirs,
    hold,
    is_clean,
    left,
    new_wallet,
    pass_days,
    refund,
    release,
    sums,
)

pytestmark = pytest.mark.django_db

SQL: Final = Path(audit_module.__file__).parent / "sql"
#: An open hold from before: nothing was taken from the grants, and its entry names none.
EARLY_HOLD: Final = """
WITH made AS (
    INSERT INTO credits_entry (
        wallet_id, sequence, kind, source, destination, amount, balance_after, held_after, charged_after,
        refunded_after, reference, description, customer_id, request_id, allocations, created_at
    )
    SELECT id, entries + 1, 'hold', 'available', 'held', %(amount)s, balance, held + %(amount)s, charged, refunded,
        %(reference)s, 'An early hold', '', '', '[]', clock_timestamp()
    FROM credits_wallet WHERE id = %(wallet)s
    RETURNING id
),
counted AS (
    UPDATE credits_wallet SET entries = entries + 1, held = held + %(amount)s WHERE id = %(wallet)s
)
INSERT INTO credits_hold (wallet_id, entry_id, amount, allocations, state, deadline, created_at)
SELECT %(wallet)s, made.id, %(amount)s, '[]', 'open', now() + interval '1 hour', now() FROM made RETURNING id
"""
#: A charge of 2.00 made to look like the capture of an early hold of 3.00.
EARLY_CAPTURE: Final = """
UPDATE credits_entry
SET kind = 'capture', source = 'held', held_after = 0, related_id = %s, amount = 300, balance_after = 700,
    charged_after = 300, allocations = jsonb_set(allocations, '{0,1}', '300')
WHERE wallet_id = %s AND kind = 'charge'
"""


def migrate(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute((SQL / f"{name}.sql").read_text())


@pytest.fixture
def early(wallet: Wallet) -> Wallet:
    """A wallet without the constraints of today, whose entries may be changed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE credits_entry DISABLE TRIGGER entry_is_append_only")
        cursor.execute("ALTER TABLE credits_wallet DROP CONSTRAINT wallet_keeps_what_is_held")
        cursor.execute("ALTER TABLE credits_hold DROP CONSTRAINT open_hold_knows_its_grants")
    return wallet


def early_hold(wallet: Wallet, amount: int, reference: str) -> Hold:
    with connection.cursor() as cursor:
        cursor.execute(EARLY_HOLD, {"wallet": wallet.pk, "amount": amount, "reference": reference})
        ((hold_id,),) = cursor.fetchall()
    return Hold.objects.get(pk=hold_id)


def allocations(*holds: Hold) -> list[Any]:
    found = Hold.objects.in_bulk([one.pk for one in holds])
    return [found[one.pk].allocations for one in holds]


def test_open_holds_take_the_best_grants_the_earliest_hold_first(early: Wallet) -> None:
    """The expired month first, as it was spared for them."""
    month = give(early, 5_00, days=1, kind=GrantKind.MONTHLY)
    promoted, bought = give(early, 2_00, kind=GrantKind.PROMOTIONAL), give(early, 10_00)
    first, second = early_hold(early, 4_00, "one"), early_hold(early, 6_00, "two")
    other = new_wallet()
    give(other, 3_00)
    untouched = everything(other)
    pass_days(early, 2)
    migrate("running_holds")
    assert allocations(first, second) == [
        [[month.pk, 4_00]],
        [[month.pk, 1_00], [promoted.pk, 2_00], [bought.pk, 3_00]],
    ]
    assert left(early) == {month.pk: 0, promoted.pk: 0, bought.pk: 7_00}
    assert sums(early) == (17_00, 10_00)
    assert everything(other) == untouched
    assert is_clean()


def test_what_lies_open_in_the_wallet_is_taken_there(early: Wallet) -> None:
    month, bought = give(early, 5_00, days=9, kind=GrantKind.MONTHLY), give(early, 10_00)
    held = early_hold(early, 3_00, "one")
    assert Wallet.objects.get(pk=early.pk).draw_left == 5_00
    migrate("running_holds")
    assert allocations(held) == [[[month.pk, 3_00]]]
    wallet = Wallet.objects.get(pk=early.pk)
    assert (wallet.draw_grant_id, wallet.draw_left) == (month.pk, 2_00)
    assert left(early) == {month.pk: 2_00, bought.pk: 10_00}
    assert charge(early, 2_00).balance_after == 13_00
    assert is_clean()


@pytest.mark.parametrize("settle", [capture, release])
def test_a_hold_from_before_is_settled_by_the_rule_of_today(early: Wallet, settle: Any) -> None:
    month, bought = give(early, 5_00, days=9, kind=GrantKind.MONTHLY), give(early, 10_00)
    held = early_hold(early, 6_00, "one")
    migrate("running_holds")
    better = give(early, 7_00, days=1, kind=GrantKind.MONTHLY)
    assert is_clean()
    assert settle(held) is not None
    back = settle is release
    assert left(early) == {month.pk: 5_00 * back, bought.pk: 9_00 + 1_00 * back, better.pk: 7_00}
    assert is_clean()


def test_holds_that_ended_before_stay_as_they_are(early: Wallet) -> None:
    """They have no allocations, and their captures took what they say."""
    grant = give(early, 10_00)
    settled = early_hold(early, 3_00, "one")
    charge(early, 2_00)
    Hold.objects.filter(pk=settled.pk).update(state="captured", settled_at=datetime.datetime.now(datetime.UTC))
    with connection.cursor() as cursor:
        cursor.execute(EARLY_CAPTURE, [settled.entry_id, early.pk])
    Wallet.objects.filter(pk=early.pk).update(held=0, balance=7_00, draw_left=7_00, charged=3_00)
    assert is_clean()
    before = everything(early)
    migrate("running_holds")
    assert everything(early) == before
    assert left(early) == {grant.pk: 7_00}


def test_going_back_puts_what_is_held_on_its_grants_again(early: Wallet) -> None:
    month, bought = give(early, 5_00, days=9, kind=GrantKind.MONTHLY), give(early, 10_00)
    early_hold(early, 8_00, "one")
    before = left(early)
    migrate("running_holds")
    assert left(early) == {month.pk: 0, bought.pk: 7_00}
    migrate("running_holds_reverse")
    assert left(early) == before


def test_heirs_from_before_are_heirs_of_the_grants_that_were_given(wallet: Wallet) -> None:
    """Also those that came back twice: until now an heir had heirs."""
    first, second = give(wallet, 3_00, days=1, kind=GrantKind.MONTHLY), give(wallet, 2_00, days=1)
    bought = give(wallet, 10_00)
    charged = charge(wallet, 9_00)
    pass_days(wallet, 2)
    refund(charged, 4_50)
    refund(charged, 3_00)
    assert heirs(wallet) == [(second.pk, 50), (second.pk, 1_50), (first.pk, 1_50)]
    again = charge(wallet, 1_00)
    heir = Grant.objects.get(pk=Entry.objects.get(pk=again.entry_id).allocations[0][0])
    pass_days(wallet, 31)
    # As it was then: the refund made a second heir, and nothing said what is an heir.
    Grant.objects.filter(pk=heir.pk).update(heir_of=None)
    refund(again, 1_00)
    Grant.objects.filter(wallet=wallet).update(heir_of=None)
    names = [finding.invariant for finding in audit(wallet.pk).broken]
    assert names == ["heirs_live_once", "returns_go_back"]
    migrate("early_heirs")
    assert heirs(wallet) == [(second.pk, 50), (second.pk, 1_50), (first.pk, 1_50), (first.pk, 1_00)]
    assert Grant.objects.get(pk=bought.pk).heir_of_id is None
    assert is_clean()


def test_a_hold_that_was_made_today_is_not_touched_by_the_migration_of_heirs(wallet: Wallet) -> None:
    give(wallet, 5_00)
    hold(wallet, 1_00)
    refund(charge(wallet, 1_00), 1_00)
    before = everything(wallet)
    migrate("early_heirs")
    assert everything(wallet) == before
    ledger.expire(wallet_id=wallet.pk)
    assert is_clean()
