"""What the database refuses, whoever asks: the last word when the code above it is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, Error, IntegrityError, connection, transaction

from credits import ledger, posting
from credits.chain import seal
from credits.models import Entry, Grant, GrantKind, Hold, Kind, Seal, Side, Wallet
from credits.models.entry import ROUTES
from tests.credits.purse import charge, everything, give, hold, is_clean, note, refund

pytestmark = pytest.mark.django_db


@pytest.fixture
def used(wallet: Wallet) -> Wallet:
    """A wallet with a grant, a charge, an open hold and a seal."""
    give(wallet, 10_00)
    charge(wallet, 1_00, "order:1")
    hold(wallet, 2_00)
    seal(wallet.pk)
    return wallet


def refused(statement: str, *values: Any) -> str:
    """What the database says to a statement that it refuses."""
    with pytest.raises(Error) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(refusal.value).splitlines()[0]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE credits_entry SET amount = amount + 1", "credits_entry is append-only: UPDATE refused"),
        ("UPDATE credits_entry SET description = ''", "credits_entry is append-only: UPDATE refused"),
        ("DELETE FROM credits_entry", "credits_entry is append-only: DELETE refused"),
        ("UPDATE credits_seal SET hash = hash", "credits_seal is append-only: UPDATE refused"),
        ("DELETE FROM credits_seal", "credits_seal is append-only: DELETE refused"),
        ("DELETE FROM credits_wallet", "credits_wallet is append-only: DELETE refused"),
    ],
)
def test_what_was_written_is_neither_changed_nor_removed(used: Wallet, statement: str, says: str) -> None:
    before = everything(used)
    assert refused(statement) == says
    assert everything(used) == before
    assert (Seal.objects.count(), Entry.objects.count()) == (1, 3)


def test_the_orm_is_refused_as_well(used: Wallet) -> None:
    entry = Entry.objects.filter(wallet=used).latest("sequence")
    entry.description = "Something else"
    for attempt in (entry.save, entry.delete, used.delete):
        with pytest.raises(Error), transaction.atomic():
            attempt()
    assert Entry.objects.get(pk=entry.pk).description == "A test"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("balance = -1", "wallet_draws_no_more_than_it_has"),
        ("balance = held - 1, draw_left = 0", "wallet_holds_no_more_than_it_has"),
        ("held = -1", "wallet_holds_no_more_than_it_has"),
        ("draw_left = -1", "wallet_draws_no_more_than_it_has"),
        ("draw_left = balance + 1", "wallet_draws_no_more_than_it_has"),
        ("draw_left = balance - held + 1", "wallet_keeps_what_is_held"),
        ("mode = 'other'", "wallet_mode_is_known"),
    ],
)
def test_a_wallet_never_holds_what_it_cannot(used: Wallet, change: str, constraint: str) -> None:
    assert constraint in refused(f"UPDATE credits_wallet SET {change} WHERE id = %s", used.pk)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("remaining = -1", "grant_remains_within_amount"),
        ("remaining = amount + 1", "grant_remains_within_amount"),
        ("amount = 0, remaining = 0", "grant_remains_within_amount"),
    ],
)
def test_a_grant_never_has_more_left_than_it_gave(used: Wallet, change: str, constraint: str) -> None:
    assert constraint in refused(f"UPDATE credits_grant SET {change}")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("amount = 0", "hold_amount_is_positive"),
        ("allocations = '[]'", "open_hold_knows_its_grants"),
        ("state = 'captured'", "hold_is_open_or_settled"),
        ("settled_at = now()", "hold_is_open_or_settled"),
        ("state = 'lost'", "hold_is_open_or_settled"),
    ],
)
def test_a_hold_is_open_or_settled(used: Wallet, change: str, constraint: str) -> None:
    assert constraint in refused(f"UPDATE credits_hold SET {change}")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"amount": 0}, "entry_amount_is_positive"),
        ({"amount": -1}, "entry_amount_is_positive"),
        ({"source": Side.REVENUE}, "entry_moves_on_a_legal_route"),
        ({"destination": Side.BREAKAGE}, "entry_moves_on_a_legal_route"),
        ({"kind": Kind.REFUND}, "entry_moves_on_a_legal_route"),
        ({"kind": "gift"}, "entry_moves_on_a_legal_route"),
        ({"sequence": 2}, "entry_sequence_is_unique"),
        ({"reference": "order:1"}, "one_movement_for_each_reference"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(used: Wallet, fields: dict[str, Any], constraint: str) -> None:
    row = Entry.objects.get(wallet=used, reference="order:1")
    row.pk, row._state.adding = None, True
    for name, value in {"sequence": 4, "reference": "order:2", **fields}.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)
    assert Entry.objects.filter(wallet=used).count() == 3


def test_the_database_knows_the_same_legal_routes() -> None:
    every = [(kind, source, destination) for kind in Kind for source in Side for destination in Side]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) AS route (kind, source, destination)"
            " WHERE credits_is_legal_route(kind, source, destination)",
            [list(column) for column in zip(*every, strict=True)],
        )
        legal = set(cursor.fetchall())
    assert legal == {(kind, *sides) for kind, routes in ROUTES.items() for sides in routes}


def test_a_seal_is_made_once_for_each_place(used: Wallet) -> None:
    with pytest.raises(IntegrityError, match="one_seal_for_each_sequence"), transaction.atomic():
        Seal.objects.create(wallet=used, through_sequence=3, hash=bytes(32))


@pytest.mark.parametrize("amount", [0, -1])
def test_no_movement_is_of_nothing_or_less(used: Wallet, amount: int) -> None:
    charged, held = charge(used, 1_00), Hold.objects.get(wallet=used)
    before = everything(used)
    attempts: list[Callable[[], object]] = [
        lambda: ledger.grant(wallet_id=used.pk, amount=amount, kind=GrantKind.MONTHLY, note=note()),
        lambda: ledger.hold(wallet_id=used.pk, amount=amount, deadline=held.deadline, note=note()),
        lambda: refund(charged, amount),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError):
            attempt()
    with pytest.raises(IntegrityError):
        ledger.adjust(wallet_id=used.pk, amount=0, note=note())
    assert everything(used) == before
    assert is_clean()


def test_a_reference_that_is_too_long_is_refused_and_nothing_moves(used: Wallet) -> None:
    before = everything(used)
    with pytest.raises(DataError, match="too long"), transaction.atomic():
        charge(used, 1_00, "x" * 201)
    assert everything(used) == before


def test_a_spending_past_the_balance_is_stopped_by_the_wallet_itself(used: Wallet) -> None:
    """Whoever forgets to ask what is available is refused by the constraint."""
    before = everything(used)
    found = posting.locked(used.pk)
    found.draw_left = 0
    with pytest.raises(IntegrityError, match="wallet_holds_no_more_than_it_has"), transaction.atomic():
        posting.post(found, Kind.CHARGE, (Side.AVAILABLE, Side.REVENUE), 8_00, note(), allocations=[])
    assert everything(used) == before


def test_a_grant_that_a_wallet_draws_on_stays(used: Wallet) -> None:
    with pytest.raises(Error), transaction.atomic():
        Grant.objects.filter(wallet=used).delete()
    assert Grant.objects.filter(wallet=used).count() == 1
