"""The rolling minute: what is counted, when a place is free again, and what an answer says about it."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory

from errors_docs.exceptions import RateLimited
from errors_docs.surfaces import WORKSPACE
from partners import rate_limits
from partners.caller import RateWindowState
from partners.gate import Ask, admit
from partners.models import Partner, RateWindow
from partners.modes import TEST
from tests.calls import Api, code, details
from tests.factories import make_key, make_partner, make_workspace

pytestmark = pytest.mark.django_db


def set_ages(key: str, *seconds: float) -> list[int]:
    """Makes the hits of a window so old, the oldest first; returns them as kept."""
    now = time.time_ns() // 1_000_000
    hits = [now - int(age * 1000) for age in seconds]
    RateWindow.objects.update_or_create(key=key, defaults={"quota": 1, "hits": hits})
    return hits


def hit(quota: int) -> RateWindowState:
    return rate_limits.hit("thing", quota)


def hits() -> list[int]:
    return RateWindow.objects.get().hits


def version_of_row() -> str:
    """Changes with every write to the row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text || ' ' || ctid::text FROM partners_ratewindow")
        ((version,),) = cursor.fetchall()
    return str(version)


def test_each_hit_takes_one_place_until_none_is_left() -> None:
    states = [hit(3) for _ in range(5)]
    assert [state.used for state in states] == [1, 2, 3, None, None]
    assert [state.remaining for state in states] == [2, 1, 0, 0, 0]
    assert len(hits()) == 3


def test_a_place_is_free_60_seconds_after_it_was_taken_and_not_before() -> None:
    set_ages("thing", 60, 30, 10)
    assert hit(3).used == 3
    assert hit(3).used is None
    set_ages("thing", 58, 30, 10)
    refused = hit(3)
    assert refused.used is None
    assert 1000 < refused.frees_in_ms <= 2000
    assert refused.frees_in_seconds == 2


def test_several_places_come_back_one_after_the_other() -> None:
    set_ages("thing", 75, 61, 50, 40, 30)
    assert [hit(5).used for _ in range(3)] == [4, 5, None]


def test_hits_that_have_left_the_window_are_forgotten_by_the_next() -> None:
    young = set_ages("thing", 300, 200, 100, 5)[-1]
    hit(10)
    assert hits()[0] == young
    assert len(hits()) == 2


def test_a_refusal_writes_nothing() -> None:
    hit(1)
    before = version_of_row()
    for _ in range(3):
        assert hit(1).used is None
    assert version_of_row() == before


def test_a_lower_quota_counts_what_was_admitted_before() -> None:
    set_ages("thing", 50, 40, 30, 20, 10)
    refused = hit(2)
    assert refused.used is None
    # Three of the five must leave before there is one less than two: the one of 20 s is the fourth.
    assert refused.frees_in_seconds == 40
    set_ages("thing", 61, 61, 61, 61, 10)
    assert hit(2).used == 2


def test_a_higher_quota_has_room_at_once() -> None:
    assert [hit(1).used, hit(1).used, hit(2).used, hit(2).used] == [1, None, 2, None]


def test_a_clock_that_goes_back_leaves_the_hits_in_order() -> None:
    (future,) = set_ages("thing", -5)
    assert hit(3).used == 2
    assert hits() == [future, future]


def test_things_are_counted_apart() -> None:
    assert rate_limits.hit("one", 1).used == 1
    assert rate_limits.hit("other", 1).used == 1
    assert rate_limits.hit("one", 1).used is None


def test_windows_that_nothing_is_in_any_more_are_forgotten() -> None:
    set_ages("refused:192.0.2.1", 300, 61)
    set_ages("refused:192.0.2.2", 300, 50)
    set_ages("account:1", 60)
    assert rate_limits.forget_idle_windows() == 2
    assert [window.key for window in RateWindow.objects.all()] == ["refused:192.0.2.2"]
    assert rate_limits.forget_idle_windows() == 0
    assert rate_limits.hit("refused:192.0.2.1", 3).used == 1


def test_all_keys_of_a_partner_in_both_modes_share_one_limit() -> None:
    account = make_partner(requests_per_minute=3)
    keys = [make_key(account), make_key(account, TEST), make_key(account)]
    assert [Api(key).get("/account").status_code for key in keys * 2] == [200, 200, 200, 429, 429, 429]
    assert Api(make_key(make_partner())).get("/account").status_code == 200


def test_a_tiers_limit_holds_from_the_next_request_on() -> None:
    account = make_partner(requests_per_minute=2)
    api, tier = Api(make_key(account)), Partner.objects.get(account=account).tier
    assert [api.get("/account").status_code for _ in range(3)] == [200, 200, 429]
    tier.requests_per_minute = 4
    tier.save(update_fields=["requests_per_minute"])
    answers = [api.get("/account") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].json()["data"]["limits"] == {"requestsPerWindow": 4, "windowSeconds": 60}
    tier.requests_per_minute = 1
    tier.save(update_fields=["requests_per_minute"])
    refused = api.get("/account")
    assert (refused.status_code, details(refused)["limit"]) == (429, 1)


def test_every_answer_to_an_admitted_request_says_what_is_left() -> None:
    api = Api(make_key(make_partner()))
    answers = [
        api.get("/account"),
        api.get("/customers/pc_00000000000000000000000000"),
        api.post("/customers", {}),
        api.get("/customers", limit=0),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 400, 400]
    assert [answer.headers["RateLimit-Policy"] for answer in answers] == ['"requests";q=120;w=60'] * 4
    assert [answer.headers["RateLimit"].split(";")[:2] for answer in answers] == [
        ['"requests"', f"r={left}"] for left in (119, 118, 117, 116)
    ]


def test_an_answer_says_when_there_is_more() -> None:
    account = make_partner(requests_per_minute=3)
    set_ages(f"account:{account.pk}", 70, 45.001, 20)
    assert Api(make_key(account)).get("/account").headers["RateLimit"] == '"requests";r=0;t=15'


def test_a_limited_request_is_told_when_to_come_back() -> None:
    account = make_partner(requests_per_minute=2)
    set_ages(f"account:{account.pk}", 50.001, 20)
    answer = Api(make_key(account)).get("/account")
    assert (answer.status_code, code(answer)) == (429, "RATE_LIMITED")
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["RateLimit-Policy"] == '"requests";q=2;w=60'
    assert answer.headers["RateLimit"] == '"requests";r=0;t=10'
    assert details(answer) == {"limit": 2, "windowSeconds": 60, "retryAfter": 10, "reason": "requests"}
    assert answer.json()["error"]["message"] == "The limit of 2 requests in 60 s is reached; try again after 10 s."


def test_after_a_lower_quota_one_waits_until_it_has_room() -> None:
    account = make_partner(requests_per_minute=2)
    set_ages(f"account:{account.pk}", 50.001, 40, 30.001, 20)
    assert Api(make_key(account)).get("/account").headers["Retry-After"] == "30"
    account.partner.tier.requests_per_minute = 4
    account.partner.tier.save(update_fields=["requests_per_minute"])
    assert Api(make_key(account)).get("/account").headers["Retry-After"] == "10"


def test_who_waits_as_long_as_told_is_admitted() -> None:
    account = make_partner(requests_per_minute=2)
    api = Api(make_key(account))
    set_ages(f"account:{account.pk}", 50.001, 20)
    waited = int(api.get("/account").headers["Retry-After"])
    set_ages(f"account:{account.pk}", 50.001 + waited, 20 + waited)
    assert api.get("/account").status_code == 200


@pytest.mark.parametrize("options", [{"scopes": ["plans:read"]}, {"allowed_networks": ["192.0.2.0/24"]}])
def test_a_request_that_the_key_may_not_make_is_not_counted_but_says_what_is_left(options: Any) -> None:
    account = make_partner(requests_per_minute=2)
    for _ in range(3):
        answer = Api(make_key(account, **options)).get("/account")
        assert answer.status_code == 403
        assert answer.headers["RateLimit-Policy"] == '"requests";q=2;w=60'
        assert answer.headers["RateLimit"] == '"requests";r=2;t=60'
    assert Api(make_key(account)).get("/account").headers["RateLimit"].startswith('"requests";r=1;')
    set_ages(f"account:{account.pk}", 20)
    assert Api(make_key(account, **options)).get("/account").headers["RateLimit"] == '"requests";r=1;t=40'


def test_each_key_of_a_workspace_has_60_requests_of_its_own() -> None:
    workspace = make_workspace()
    first, second = make_key(workspace), make_key(workspace)
    ask = Ask(WORKSPACE, "full")
    for left in range(59, -1, -1):
        assert admit(RequestFactory().get("/", headers={"X-API-Key": first}), ask).window.remaining == left
    with pytest.raises(RateLimited) as refused:
        admit(RequestFactory().get("/", headers={"X-API-Key": first}), ask)
    assert (refused.value.limit, refused.value.window_seconds, refused.value.retry_after) == (60, 60, 60)
    assert admit(RequestFactory().get("/", headers={"X-API-Key": second}), ask).window.remaining == 59
