"""GET /account: profile, tier, trial, credits and limits, all of it read by the gate."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from credits import chain, ledger
from credits.models import Seal
from credits.posting import Note
from errors_docs.jsonform import iso
from errors_docs.surfaces import PARTNER
from partners.models import Account, ApiKey, Partner
from partners.modes import TEST
from partners.scopes import scope_names
from tests.calls import Api
from tests.factories import give_credits, make_key, make_partner, wallet_of

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def read(account: Account, mode: str = "live") -> Any:
    answer = Api(make_key(account, mode)).get("/account")
    assert answer.status_code == 200
    return answer.json()["data"]


def test_everything_about_the_account_is_there(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = make_partner("Acme", slug="gold", discount_percent=35, requests_per_minute=300)
    give_credits(account, 1234_56)
    api = Api(make_key(account, scopes=["account:read", "plans:read"]))
    with django_assert_num_queries(1):
        answer = api.get("/account")
    account.refresh_from_db()
    assert answer.json() == {
        "success": True,
        "data": {
            "id": account.public_id,
            "name": "Acme",
            "status": "active",
            "mode": "live",
            "createdAt": iso(account.created_at),
            "tier": {"id": "gold", "discountPercent": 35, "maySell": True},
            "trial": {"state": "none", "endsAt": None},
            "credits": {"balance": 1234.56, "available": 1234.56, "held": 0, "seal": None},
            "limits": {"requestsPerWindow": 300, "windowSeconds": 60},
            "key": {"id": ApiKey.objects.get().public_id, "scopes": ["account:read", "plans:read"]},
        },
    }


def test_a_new_partner_has_nothing_and_may_do_everything() -> None:
    answer = read(make_partner())
    assert answer["credits"] == {"balance": 0, "available": 0, "held": 0, "seal": None}
    assert answer["key"]["scopes"] == scope_names(PARTNER)


def test_what_is_held_is_in_the_balance_but_not_available() -> None:
    account = make_partner()
    give_credits(account, 100_00)
    note = Note(reference="hold:1", description="Held")
    ledger.hold(wallet_id=wallet_of(account).pk, amount=30_50, deadline=timezone.now() + HOUR, note=note)
    assert read(account)["credits"] == {"balance": 100, "available": 69.5, "held": 30.5, "seal": None}


def test_each_mode_has_a_balance_of_its_own() -> None:
    account = make_partner()
    give_credits(account, 5_00)
    give_credits(account, 9_99, TEST)
    assert read(account)["credits"]["balance"] == 5
    assert read(account, TEST)["credits"]["balance"] == 9.99


@pytest.mark.parametrize(("hours", "state"), [(1, "active"), (-1, "expired")])
def test_a_trial_runs_until_its_end(hours: int, state: str) -> None:
    account = make_partner()
    end = timezone.now() + hours * HOUR
    Partner.objects.filter(account=account).update(trial_ends_at=end)
    assert read(account)["trial"] == {"state": state, "endsAt": iso(end)}


def test_a_tier_with_trial_days_begins_one_when_the_partner_is_made() -> None:
    before = timezone.now()
    account = make_partner(trial_days=14)
    end = Partner.objects.get(account=account).trial_ends_at
    assert end is not None
    assert before <= end - datetime.timedelta(days=14) <= timezone.now()
    assert read(account)["trial"] == {"state": "active", "endsAt": iso(end)}


def test_a_tier_that_may_not_sell_says_so() -> None:
    assert read(make_partner(slug="referral", may_sell=False))["tier"] == {
        "id": "referral",
        "discountPercent": 0,
        "maySell": False,
    }


def test_a_discount_has_two_decimals() -> None:
    assert read(make_partner(discount_percent=33.33))["tier"]["discountPercent"] == 33.33


def test_a_change_of_tier_shows_at_once() -> None:
    account = make_partner(discount_percent=15)
    tier = Partner.objects.get(account=account).tier
    tier.discount_percent = 50
    tier.save(update_fields=["discount_percent"])
    assert read(account)["tier"]["discountPercent"] == 50


def test_the_newest_seal_of_the_ledger_is_there_to_be_kept(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = make_partner()
    give_credits(account, 1_00)
    chain.seal_all()
    give_credits(account, 1_00)
    chain.seal_all()
    newest = Seal.objects.get(wallet=wallet_of(account), through_sequence=2)
    api = Api(make_key(account))
    with django_assert_num_queries(1):
        data = api.get("/account").json()["data"]
    assert data["credits"]["seal"] == {"throughSequence": 2, "hash": newest.digits}
    assert read(account, TEST)["credits"]["seal"] is None
