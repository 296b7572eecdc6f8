"""Real crashes under real endpoints: what the caller gets, what the log keeps, and that nothing was written."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection

from partners.accounts import create_partner
from tests.calls import Api
from tests.factories import Seller, make_customer, make_key, make_seller, make_tier
from tests.state import nothing_moves


@contextmanager
def without_table(name: str) -> Iterator[None]:
    """While the block runs the table can't be found."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {name} RENAME TO {name}_hidden")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {name}_hidden RENAME TO {name}")


@contextmanager
def crashes() -> Iterator[list[type]]:
    """The views that crash within the block, as Django's signal tells of them."""
    told: list[type] = []

    def listen(sender: type, **kwargs: Any) -> None:
        told.append(sender)

    got_request_exception.connect(listen)
    try:
        yield told
    finally:
        got_request_exception.disconnect(listen)


def create(seller: Seller, email: str = "mona@example.com") -> Any:
    api = Api(seller.key, crashes_are_answered=True)
    return api.post("/customers", {"email": email, "planId": seller.plan.slug})


def assert_is_internal_error(answer: Any) -> None:
    """Exactly the documented body: not a word about what went wrong."""
    assert answer.status_code == 500
    assert answer.json() == {
        "success": False,
        "error": {
            "code": "INTERNAL_ERROR",
            "message": "The server failed unexpectedly; quote the requestId when you report it.",
            "docs": (
                f"{settings.BASE_URL}/docs/partner/errors/INTERNAL_ERROR?request={answer.headers['X-Request-Id']}"
            ),
            "requestId": answer.headers["X-Request-Id"],
        },
    }
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["customers_customer", "procrastinate_jobs", "credits_entry"])
def test_a_database_fault_at_any_step_of_a_creation_writes_nothing(table: str) -> None:
    seller = make_seller()
    make_customer(seller)
    with nothing_moves(), crashes() as told, without_table(table):
        answer = create(seller)
    assert_is_internal_error(answer)
    assert [view.__name__ for view in told] == ["CustomersView"]
    assert create(seller).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_a_fault_in_the_gate_itself_is_answered_too() -> None:
    seller = make_seller()
    with nothing_moves(), crashes() as told, without_table("partners_ratewindow"):
        answer = Api(seller.key, crashes_are_answered=True).get("/account")
    assert_is_internal_error(answer)
    assert [view.__name__ for view in told] == ["AccountView"]


@pytest.mark.django_db
def test_a_fault_of_our_own_is_answered_the_same_and_leaves_the_limit_told() -> None:
    """A partner whose wallets were never opened: no operator's action leads there."""
    account = create_partner(name="Half made", tier=make_tier())
    answer = Api(make_key(account), crashes_are_answered=True).get("/account")
    assert_is_internal_error(answer)
    assert answer.headers["RateLimit-Policy"] == '"requests";q=120;w=60'


@pytest.mark.django_db(transaction=True)
def test_the_log_has_the_fault_under_the_request_id_and_once(caplog: pytest.LogCaptureFixture) -> None:
    seller = make_seller()
    with without_table("credits_entry"):
        answer = create(seller)
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.getMessage() for record in errors] == ["crash in CustomersView"]
    assert errors[0].__dict__["request_id"] == answer.headers["X-Request-Id"]
    assert errors[0].exc_info is not None
    assert "credits_entry" in str(errors[0].exc_info[1])
    (access,) = [record for record in caplog.records if record.name == "tollgate.access"]
    assert (access.__dict__["status"], access.__dict__["code"]) == (500, "INTERNAL_ERROR")


@pytest.mark.django_db
def test_a_crash_is_raised_where_a_test_does_not_ask_for_the_answer() -> None:
    """As Django's test client does for any view: no test passes over a crash by mistake."""
    account = create_partner(name="Half made", tier=make_tier())
    with pytest.raises(TypeError):
        Api(make_key(account)).get("/account")
