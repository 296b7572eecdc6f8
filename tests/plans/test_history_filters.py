"""The filters of GET /account/credits/history: what they leave, how it is counted, and what that costs."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from api import paging
from api.ids import new_id
from api.paging import Portion
from api.request_id import current_request_id
from credits import ledger
from credits.charging import Charge
from credits.history import history
from credits.models import Entry, GrantKind
from credits.posting import Note
from credits.wallets import WalletState
from partners.models import Account
from partners.modes import TEST
from tests.calls import Api, problems
from tests.factories import give_credits, make_key, make_partner, wallet_of

pytestmark = pytest.mark.django_db

HISTORY = "/account/credits/history"
ADA, GRACE = new_id("pc"), new_id("pc")
FIRST, SECOND = new_id("req"), new_id("req")
NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def move(account: Account, customer: str, request: str, *, refunded: bool = False) -> None:
    """A charge of 2.00 for a customer by a request, and a refund of half of it."""
    token = current_request_id.set(request)
    try:
        number = Entry.objects.count()
        charged = ledger.charge(
            Charge(
                wallet_id=wallet_of(account).pk,
                amount=2_00,
                reference=f"charge:{number}",
                description="Charged",
                customer_id=customer,
            )
        )
        if refunded:
            note = Note(reference=f"refund:{number}", description="Refunded", customer_id=customer)
            ledger.refund(charge_id=charged.entry_id, amount=1_00, note=note)
    finally:
        current_request_id.reset(token)


@pytest.fixture
def account() -> Account:
    """Sequences 1 to 8, an hour apart from noon on: grant, Ada's charge and refund, two of Grace's, and again Ada's."""
    made = make_partner()
    give_credits(made, 1000_00)
    move(made, ADA, FIRST, refunded=True)
    move(made, GRACE, FIRST)
    move(made, GRACE, SECOND, refunded=True)
    move(made, ADA, SECOND, refunded=True)
    with connection.cursor() as cursor:
        # An entry is never changed, but for tests that need a time of their own.
        cursor.execute("ALTER TABLE credits_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE credits_entry SET created_at = %s + (sequence - 1) * interval '1 hour' WHERE wallet_id = %s",
            [NOON, wallet_of(made).pk],
        )
        cursor.execute("ALTER TABLE credits_entry ENABLE TRIGGER USER")
    return made


def read(account: Account, **query: Any) -> Any:
    answer = Api(make_key(account)).get(HISTORY, **query)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def sequences(data: Any) -> list[int]:
    return [row["sequence"] for row in data["entries"]]


def hour(number: int, seconds: int = 0) -> str:
    """The time of a sequence number, and some seconds."""
    moment = NOON + datetime.timedelta(hours=number - 1, seconds=seconds)
    return moment.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"type": "charge"}, [7, 5, 4, 2]),
        ({"type": "refund"}, [8, 6, 3]),
        ({"type": "grant"}, [1]),
        ({"type": "hold"}, []),
        ({"customerId": ADA}, [8, 7, 3, 2]),
        ({"customerId": new_id("pc")}, []),
        ({"requestId": FIRST}, [4, 3, 2]),
        ({"requestId": SECOND}, [8, 7, 6, 5]),
        ({"requestId": new_id("req")}, []),
        ({"type": "refund", "customerId": ADA}, [8, 3]),
        ({"type": "charge", "customerId": GRACE, "requestId": SECOND}, [5]),
        ({"type": "charge", "from": hour(4)}, [7, 5, 4]),
        ({"type": "charge", "to": hour(4)}, [2]),
        ({"customerId": ADA, "from": hour(3), "to": hour(8)}, [7, 3]),
    ],
)
def test_filters_leave_what_all_of_them_mean(account: Account, query: dict[str, Any], shown: list[int]) -> None:
    data = read(account, **query)
    assert sequences(data) == shown
    assert data["pagination"] == {
        "page": 1,
        "limit": 50,
        "total": len(shown),
        "totalPages": min(1, len(shown)),
        "nextCursor": None,
        "totalIsExact": True,
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"from": hour(1)}, [8, 7, 6, 5, 4, 3, 2, 1]),
        ({"from": hour(1, 1)}, [8, 7, 6, 5, 4, 3, 2]),
        ({"from": hour(8)}, [8]),
        ({"from": hour(8, 1)}, []),
        ({"to": hour(1)}, []),
        ({"to": hour(1, 1)}, [1]),
        ({"to": hour(9)}, [8, 7, 6, 5, 4, 3, 2, 1]),
        ({"from": hour(3), "to": hour(5)}, [4, 3]),
        ({"from": hour(3), "to": hour(3)}, []),
        ({"from": "2026-03-01T15:00:00+01:00", "to": "2026-03-01T11:00:00-05:00"}, [4, 3]),
    ],
)
def test_a_range_has_its_beginning_and_not_its_end(account: Account, query: dict[str, Any], shown: list[int]) -> None:
    data = read(account, **query)
    assert sequences(data) == shown
    assert (data["pagination"]["total"], data["pagination"]["totalIsExact"]) == (len(shown), True)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"from": hour(2)},
        {"to": hour(8)},
        {"type": "charge"},
        {"customerId": ADA},
        {"from": hour(2), "type": "refund"},
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_and_cursors_lead_through_the_same_rows(account: Account, query: dict[str, Any], limit: int) -> None:
    whole = read(account, **query)
    pages = [read(account, limit=limit, page=page, **query) for page in range(1, 10)]
    assert [number for data in pages for number in sequences(data)] == sequences(whole)
    seen, data = [], read(account, limit=limit, **query)
    while True:
        seen += sequences(data)
        assert data["pagination"]["total"] == len(sequences(whole))
        if data["pagination"]["nextCursor"] is None:
            break
        data = read(account, limit=limit, cursor=data["pagination"]["nextCursor"], **query)
    assert seen == sequences(whole)


def test_a_cursor_of_a_filter_stays_exact_while_movements_arrive(account: Account) -> None:
    cursor = read(account, limit=1, type="charge")["pagination"]["nextCursor"]
    move(account, ADA, FIRST)
    assert sequences(read(account, limit=1, type="charge", cursor=cursor)) == [5]
    assert sequences(read(account, limit=1, type="charge", page=2)) == [7]


def test_what_moves_after_the_wallet_was_read_is_not_in_the_range(account: Account) -> None:
    wallet = wallet_of(account)
    as_read = WalletState(wallet.pk, wallet.balance, wallet.held, wallet.entries)
    moment = timezone.now()
    move(account, ADA, FIRST)
    for end in (None, timezone.now()):
        late = history(as_read, Portion(1, 50, of_list=b""), start=moment, end=end)
        assert (late.entries, late.pagination.total, late.pagination.next_cursor) == ([], 0, None)


def test_filters_show_only_ones_own_of_the_keys_mode(account: Account) -> None:
    other = make_partner()
    give_credits(other, 5_00)
    give_credits(account, 5_00, TEST)
    within = {"from": hour(1), "to": hour(9)}
    queries: list[dict[str, Any]] = [{"type": "charge"}, {"customerId": ADA}, {"requestId": FIRST}, within]
    for query in queries:
        assert sequences(read(other, **query)) == []
        in_test_mode = Api(make_key(account, TEST)).get(HISTORY, **query)
        assert in_test_mode.json()["data"]["entries"] == []


def test_of_more_rows_than_are_counted_the_number_is_a_least_one(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "MOST_COUNTED", 3)
    first = read(account, type="charge", limit=2)
    assert first["pagination"]["total"] == 3
    assert first["pagination"]["totalPages"] == 2
    assert first["pagination"]["totalIsExact"] is False
    second = read(account, type="charge", limit=2, cursor=first["pagination"]["nextCursor"])
    assert (sequences(second), second["pagination"]["totalIsExact"]) == ([4, 2], False)
    assert read(account, type="refund")["pagination"]["totalIsExact"] is True
    # Without a filter the number is known anyway.
    assert read(account)["pagination"]["total"] == 8


def test_a_page_beyond_the_rows_that_are_counted_is_refused(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_COUNTED", 3)
    api = Api(make_key(account))
    refused = api.get(HISTORY, type="charge", limit=1, page=4)
    assert problems(refused) == [("page", "too_deep")]
    said = refused.json()["error"]["details"][0]["message"]
    assert said == "Pages end at row 3 of this list; use nextCursor to read further."
    assert sequences(read(account, type="charge", limit=1, page=3)) == [4]
    # Where all were counted a page past the end is empty, as everywhere.
    assert sequences(read(account, type="refund", limit=1, page=1_000_000_000)) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [({"from": hour(2)}, 3), ({"type": "charge"}, 3), ({"type": "charge", "from": hour(2), "to": hour(8)}, 4)],
)
def test_a_filter_costs_a_count_and_a_range_one_look_up(
    account: Account, query: dict[str, Any], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api = Api(make_key(account))
    with django_assert_num_queries(count):
        api.get(HISTORY, **query)


def test_credits_that_were_granted_have_their_type(account: Account) -> None:
    note = Note(reference="gift", description="Gift")
    expired = timezone.now() - datetime.timedelta(hours=1)
    wallet_id = wallet_of(account).pk
    ledger.grant(wallet_id=wallet_id, amount=9_00, kind=GrantKind.PROMOTIONAL, note=note, expires_at=expired)
    ledger.expire(wallet_id=wallet_id)
    assert [row["type"] for row in read(account, type="expiry")["entries"]] == ["expiry"]
    assert sequences(read(account, type="grant")) == [9, 1]
