"""GET /account/credits/history: every movement, newest first, by page or by cursor."""

import datetime
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from credits import ledger
from credits.charging import Charge
from credits.models import Entry, GrantKind
from credits.posting import Note
from errors_docs.jsonform import iso
from partners.models import Account
from partners.modes import TEST
from tests.calls import Api, problems
from tests.factories import give_credits, make_key, make_partner, wallet_of

pytestmark = pytest.mark.django_db

HISTORY = "/account/credits/history"


def charge(account: Account, amount: int, reference: str, **fields: Any) -> ledger.Movement:
    wallet_id = wallet_of(account).pk
    return ledger.charge(
        Charge(wallet_id=wallet_id, amount=amount, reference=reference, description="Charged", **fields)
    )


def spender(charges: int) -> Account:
    """A partner with a grant of 1000 and so many charges of 1: sequences 1 to charges + 1."""
    account = make_partner()
    give_credits(account, 1000_00)
    for number in range(charges):
        charge(account, 1_00, f"charge:{number}")
    return account


def read(account: Account, **query: Any) -> Any:
    answer = Api(make_key(account)).get(HISTORY, **query)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def sequences(data: Any) -> list[int]:
    return [row["sequence"] for row in data["entries"]]


def test_a_row_says_everything_about_a_movement() -> None:
    account = make_partner()
    give_credits(account, 1000_00)
    facts = {"formula": "seats * price", "seats": 2}
    made = charge(account, 150_25, "order:1", customer_id="pc_1", facts=facts)
    entry = Entry.objects.get(pk=made.entry_id)
    assert read(account)["entries"][0] == {
        "id": "order:1",
        "sequence": 2,
        "type": "charge",
        "creditsUsed": 150.25,
        "amount": 150.25,
        "balanceAfter": 849.75,
        "heldAfter": 0,
        "description": "Charged",
        "reference": "order:1",
        "customerId": "pc_1",
        "requestId": None,
        "explanation": facts,
        "createdAt": iso(entry.created_at),
    }


def test_credits_used_is_negative_where_credits_come_in() -> None:
    account, now = make_partner(), timezone.now()
    wallet_id = wallet_of(account).pk

    def note(reference: str) -> Note:
        return Note(reference=reference, description="Moved")

    granted = ledger.grant(wallet_id=wallet_id, amount=100_00, kind=GrantKind.PURCHASED, note=note("grant"))
    charged = charge(account, 40_00, "charge")
    ledger.refund(charge_id=charged.entry_id, amount=15_50, note=note("refund"))
    ledger.adjust(wallet_id=wallet_id, amount=5_00, note=note("up"))
    ledger.adjust(wallet_id=wallet_id, amount=-2_00, note=note("down"))
    first = ledger.hold(wallet_id=wallet_id, amount=10_00, deadline=now, note=note("hold 1"))
    second = ledger.hold(wallet_id=wallet_id, amount=20_00, deadline=now, note=note("hold 2"))
    ledger.capture(hold_id=first.pk, note=note("capture"))
    ledger.release(hold_id=second.pk, note=note("release"))
    assert granted.balance_after == 100_00
    rows = [
        (row["type"], row["creditsUsed"], row["amount"], row["balanceAfter"], row["heldAfter"])
        for row in reversed(read(account)["entries"])
    ]
    assert rows == [
        ("grant", -100, 100, 100, 0),
        ("charge", 40, 40, 60, 0),
        ("refund", -15.5, 15.5, 75.5, 0),
        ("adjustment", -5, 5, 80.5, 0),
        ("adjustment", 2, 2, 78.5, 0),
        ("hold", 0, 10, 78.5, 10),
        ("hold", 0, 20, 78.5, 30),
        ("capture", 10, 10, 68.5, 20),
        ("release", 0, 20, 68.5, 0),
    ]


def test_credits_that_lapsed_were_used_too() -> None:
    account = make_partner()
    expired = timezone.now() - datetime.timedelta(hours=1)
    note = Note(reference="grant", description="Gift")
    wallet_id = wallet_of(account).pk
    ledger.grant(wallet_id=wallet_id, amount=9_00, kind=GrantKind.PROMOTIONAL, note=note, expires_at=expired)
    ledger.expire(wallet_id=wallet_id)
    row = read(account)["entries"][0]
    assert (row["type"], row["creditsUsed"], row["balanceAfter"]) == ("expiry", 9, 0)


def test_the_sum_of_credits_used_is_the_balance_turned_round() -> None:
    account = spender(12)
    assert sum(row["creditsUsed"] for row in read(account)["entries"]) == -988


def test_an_empty_ledger_has_no_rows() -> None:
    assert read(make_partner()) == {
        "entries": [],
        "pagination": {
            "page": 1,
            "limit": 50,
            "total": 0,
            "totalPages": 0,
            "nextCursor": None,
            "totalIsExact": True,
        },
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"limit": 2}, [5, 4]),
        ({"limit": 2, "page": 2}, [3, 2]),
        ({"limit": 2, "page": 3}, [1]),
        ({"limit": 2, "page": 4}, []),
        ({"limit": 100, "page": 1_000_000_000}, []),
        ({"limit": 5, "page": 1}, [5, 4, 3, 2, 1]),
        ({"limit": 5, "page": 2}, []),
    ],
)
def test_a_page_is_a_range_of_sequences(query: dict[str, int], shown: list[int]) -> None:
    assert sequences(read(spender(4), **query)) == shown


def test_pages_are_counted() -> None:
    pagination = read(spender(4), limit=2, page=2)["pagination"]
    assert {name: pagination[name] for name in ("page", "limit", "total", "totalPages")} == {
        "page": 2,
        "limit": 2,
        "total": 5,
        "totalPages": 3,
    }


def test_a_cursor_leads_through_the_whole_ledger_once() -> None:
    account = spender(6)
    seen, query = [], {"limit": "3"}
    while True:
        data = read(account, **query)
        seen.append(sequences(data))
        if data["pagination"]["nextCursor"] is None:
            break
        query["cursor"] = data["pagination"]["nextCursor"]
    assert seen == [[7, 6, 5], [4, 3, 2], [1]]


def test_a_cursor_stays_exact_while_movements_arrive() -> None:
    account = spender(4)
    first = read(account, limit=2)
    charge(account, 1_00, "late")
    second = read(account, limit=2, cursor=first["pagination"]["nextCursor"])
    assert sequences(second) == [3, 2]
    # The number is that of the first part, as on every list.
    assert second["pagination"]["total"] == 5
    assert sequences(read(account, limit=2, page=2)) == [4, 3]


def test_a_page_leads_on_to_a_cursor_and_the_last_to_none() -> None:
    account = spender(4)
    cursor = read(account, limit=2, page=2)["pagination"]["nextCursor"]
    assert sequences(read(account, limit=2, cursor=cursor)) == [1]
    assert read(account, limit=5)["pagination"]["nextCursor"] is None
    assert read(account, limit=2, page=3)["pagination"]["nextCursor"] is None


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"cursor": ""}, ("cursor", "blank")),
        ({"cursor": "x" * 301}, ("cursor", "max_length")),
        ({"cursor": "\0"}, ("cursor", "null_characters_not_allowed")),
        ({"cursor": urlsafe_b64encode(b"before:3").decode()}, ("cursor", "invalid_cursor")),
        ({"limit": 101}, ("limit", "max_value")),
        ({"limit": 0}, ("limit", "min_value")),
        ({"page": 0}, ("page", "min_value")),
        ({"offset": 3}, ("offset", "unknown_field")),
        ({"type": "payment"}, ("type", "invalid_choice")),
        ({"type": "\0"}, ("type", "invalid_choice")),
        ({"customerId": ""}, ("customerId", "blank")),
        ({"customerId": "p" * 41}, ("customerId", "max_length")),
        ({"customerId": "\0"}, ("customerId", "null_characters_not_allowed")),
        ({"requestId": "\0"}, ("requestId", "null_characters_not_allowed")),
        ({"from": "yesterday"}, ("from", "invalid")),
        ({"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, ("to", "range")),
    ],
)
def test_a_query_that_does_not_fit_is_refused(query: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problems(Api(make_key(make_partner())).get(HISTORY, **query)) == [problem]


def test_each_mode_has_a_history_of_its_own() -> None:
    account = spender(2)
    give_credits(account, 7_00, TEST)
    answer = Api(make_key(account, TEST)).get(HISTORY).json()["data"]
    assert [(row["sequence"], row["amount"]) for row in answer["entries"]] == [(1, 7)]
    assert answer["pagination"]["total"] == 1


@pytest.mark.parametrize("query", [{}, {"page": 3, "limit": 2}, {"limit": 2, "cursor": "next"}])
def test_a_page_is_two_queries_wherever_it_lies(
    query: dict[str, Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = spender(6)
    api = Api(make_key(account))
    if "cursor" in query:
        query["cursor"] = api.get(HISTORY, limit=2).json()["data"]["pagination"]["nextCursor"]
    with django_assert_num_queries(2):
        assert api.get(HISTORY, **query).status_code == 200
