"""The hash chain: sealed once, checked from the statement alone, and broken by any change."""

import hashlib
import json
from typing import Any

import pytest
from django.utils import timezone

from credits import chain, ledger
from credits.chain import LONGEST_SEAL, PAUSE, Verification, announce_seals, seal, seal_all, statement, verify
from credits.ledger import Charge
from credits.models import Entry, Seal, Wallet
from tests.credits.purse import capture, charge, everything, give, hold, new_wallet, refund
from tests.credits.tampering import tamper
from tests.factories import make_workspace, wallet_of
from webhooks.models import Event

pytestmark = pytest.mark.django_db


def test_a_seal_is_the_hash_of_the_seal_before_and_the_lines_since(wallet: Wallet) -> None:
    give(wallet, 10_00)
    charge(wallet, 1_00)
    assert seal(wallet.pk) == 1
    first = Seal.objects.get(wallet=wallet)
    lines = list(statement(wallet.pk))
    assert first.through_sequence == 2
    assert bytes(first.hash) == hashlib.sha256(bytes(32) + "".join(lines[:2]).encode()).digest()
    charge(wallet, 2_00)
    assert seal(wallet.pk) == 1
    second = Seal.objects.get(wallet=wallet, through_sequence=3)
    assert bytes(second.hash) == hashlib.sha256(bytes(first.hash) + list(statement(wallet.pk))[3].encode()).digest()


def test_sealing_again_seals_nothing(wallet: Wallet) -> None:
    assert seal(wallet.pk) == 0
    give(wallet, 10_00)
    assert (seal(wallet.pk), seal(wallet.pk)) == (1, 0)
    assert list(Seal.objects.values_list("through_sequence", flat=True)) == [1]


def test_sealing_leaves_the_wallet_alone(wallet: Wallet) -> None:
    give(wallet, 10_00)
    before = everything(wallet)
    seal(wallet.pk)
    assert everything(wallet) == before


def test_all_wallets_with_new_entries_are_sealed(wallet: Wallet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "PAGE", 2)
    others = [new_wallet() for _ in range(4)]
    for one in [wallet, *others[:3]]:
        give(one, 10_00)
    assert seal_all() == 4
    assert set(Seal.objects.values_list("wallet_id", flat=True)) == {wallet.pk, *(one.pk for one in others[:3])}
    charge(others[1], 1_00)
    assert (seal_all(), seal_all()) == (1, 0)
    assert verify(others[1].pk) == Verification(sealed_through=2, broken_at=None)


def test_a_seal_covers_at_most_a_thousand_entries(wallet: Wallet, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LONGEST_SEAL == 1000
    monkeypatch.setattr(chain, "LONGEST_SEAL", 3)
    give(wallet, 10_00)
    for _ in range(6):
        charge(wallet, 1)
    assert seal(wallet.pk) == 3
    assert list(Seal.objects.order_by("through_sequence").values_list("through_sequence", flat=True)) == [3, 6, 7]
    assert verify(wallet.pk) == Verification(sealed_through=7, broken_at=None)


def test_an_entry_has_one_canonical_line(wallet: Wallet) -> None:
    given = give(wallet, 10_00)
    words = 'Größe "L" \\ \t\x01 €'
    asked_for = Charge(
        wallet_id=wallet.pk,
        amount=1_25,
        reference="order:1",
        description=words,
        customer_id="pc_1",
        facts={"bb": [True, None], "a": 1.5},
    )
    made = Entry.objects.get(pk=ledger.charge(asked_for).entry_id)
    line = list(statement(wallet.pk))[1]
    created_at = made.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert line == (
        f'{{"wallet":{wallet.pk},"sequence":2,"id":{made.pk},"kind":"charge","source":"available",'
        '"destination":"revenue","amount":125,"balanceAfter":875,"heldAfter":0,"chargedAfter":125,"refundedAfter":0,'
        '"reference":"order:1","description":"Größe \\"L\\" \\\\ \\t\\u0001 €","customerId":"pc_1","requestId":"",'
        f'"related":null,"allocations":[[{given.pk}, 125]],"facts":{{"a": 1.5, "bb": [true, null]}},"actor":null,'
        f'"createdAt":"{created_at}"}}\n'
    )
    assert json.loads(line)["description"] == words


def test_a_statement_is_every_entry_with_each_seal_after_what_it_covers(wallet: Wallet) -> None:
    give(wallet, 10_00)
    held = hold(wallet, 1_00)
    seal(wallet.pk)
    captured = capture(held)
    assert captured is not None
    refund(captured, 50)
    seal(wallet.pk)
    charge(wallet, 1)
    told = [json.loads(line) for line in statement(wallet.pk)]
    assert [line.get("sequence", f"through {line.get('through')}") for line in told] == [
        1,
        2,
        "through 2",
        3,
        4,
        "through 4",
        5,
    ]
    assert all(line.endswith("}\n") and line.count("\n") == 1 for line in statement(wallet.pk))


def test_a_statement_has_nothing_of_other_wallets(wallet: Wallet) -> None:
    other = new_wallet()
    give(other, 10_00)
    seal(other.pk)
    assert list(statement(wallet.pk)) == []


@pytest.mark.parametrize(
    ("statement_", "broken_at"),
    [
        ("UPDATE credits_entry SET amount = 2 WHERE wallet_id = %(wallet)s AND sequence = 3", 3),
        ("UPDATE credits_entry SET facts = '{}' WHERE wallet_id = %(wallet)s AND sequence = 2", 2),
        ("UPDATE credits_entry SET created_at = now() WHERE wallet_id = %(wallet)s AND sequence = 2", 2),
        ("DELETE FROM credits_entry WHERE wallet_id = %(wallet)s AND sequence = 4", 4),
        ("DELETE FROM credits_seal WHERE wallet_id = %(wallet)s AND through_sequence = 3", 4),
        ("UPDATE credits_seal SET hash = sha256('') WHERE wallet_id = %(wallet)s AND through_sequence = 2", 2),
        ("UPDATE credits_seal SET hash = sha256('') WHERE wallet_id = %(wallet)s AND through_sequence = 4", 4),
    ],
)
def test_any_change_breaks_the_chain(wallet: Wallet, statement_: str, broken_at: int) -> None:
    give(wallet, 10_00)
    for _ in range(3):
        charge(wallet, 1_00)
        seal(wallet.pk)
    assert verify(wallet.pk) == Verification(sealed_through=4, broken_at=None)
    tamper(statement_, wallet)
    assert verify(wallet.pk) == Verification(sealed_through=4, broken_at=broken_at)


def test_an_entry_slipped_in_breaks_the_chain(wallet: Wallet) -> None:
    give(wallet, 10_00)
    charge(wallet, 1_00)
    charge(wallet, 1_00)
    seal(wallet.pk)
    tamper("UPDATE credits_entry SET sequence = -sequence WHERE wallet_id = %(wallet)s AND sequence = 2", wallet)
    assert verify(wallet.pk) == Verification(sealed_through=3, broken_at=3)


def sealed_events() -> list[tuple[str, Any]]:
    return list(Event.objects.filter(type="credits.sealed").order_by("pk").values_list("account__kind", "data"))


def test_partners_get_the_newest_seal_as_an_event_at_most_once_a_day(wallet: Wallet) -> None:
    workspace = wallet_of(make_workspace())
    for one in (wallet, workspace):
        give(one, 10_00)
    assert (seal_all(), announce_seals(), announce_seals()) == (3, 1, 0)
    newest = Seal.objects.get(wallet=wallet)
    assert sealed_events() == [("partner", {"throughSequence": 1, "hash": newest.digits})]
    charge(wallet, 1_00)
    assert (seal_all(), announce_seals()) == (1, 0)
    Event.objects.update(created_at=timezone.now() - 2 * PAUSE)
    assert (announce_seals(), announce_seals()) == (1, 0)
    assert sealed_events()[1][1] == {
        "throughSequence": 2,
        "hash": Seal.objects.get(wallet=wallet, through_sequence=2).digits,
    }


def test_a_ledger_in_which_nothing_moved_is_not_announced_again(wallet: Wallet) -> None:
    give(wallet, 10_00)
    assert (seal_all(), announce_seals()) == (1, 1)
    Event.objects.update(created_at=timezone.now() - 2 * PAUSE)
    assert (seal_all(), announce_seals()) == (0, 0)
