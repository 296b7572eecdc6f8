"""When a key was last used: noted in memory, written now and then."""

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from partners import last_used
from partners.models import ApiKey
from tests.calls import Api
from tests.factories import make_key, make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_noted(db: None) -> None:
    """Other tests use keys as well; what they noted is written to keys that are gone."""
    last_used.flush()


def test_a_use_is_written_by_the_next_flush_and_not_by_the_request() -> None:
    key = make_key(make_partner())
    before = timezone.now()
    assert Api(key).get("/account").status_code == 200
    assert ApiKey.objects.get().last_used_at is None
    last_used.flush()
    written = ApiKey.objects.get().last_used_at
    assert written is not None
    assert before <= written <= timezone.now()


def test_all_uses_since_the_last_flush_are_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = make_partner()
    keys = [make_key(account) for _ in range(5)]
    for key in keys * 2:
        Api(key).get("/account")
    with django_assert_num_queries(1):
        last_used.flush()
    assert ApiKey.objects.filter(last_used_at__isnull=False).count() == 5


def test_a_use_is_written_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Api(make_key(make_partner())).get("/account")
    last_used.flush()
    with django_assert_num_queries(0):
        last_used.flush()


def test_a_refused_request_is_no_use() -> None:
    account = make_partner(requests_per_minute=1)
    used = make_key(account)
    Api(used).get("/account")
    last_used.flush()
    moment = ApiKey.objects.get().last_used_at
    Api(used).get("/account")
    Api(make_key(account, scopes=["plans:read"])).get("/account")
    Api(make_key(account, allowed_networks=["192.0.2.0/24"])).get("/account")
    last_used.flush()
    assert {key.last_used_at for key in ApiKey.objects.all()} == {moment, None}


def test_a_key_that_is_gone_meanwhile_stops_nobody() -> None:
    last_used.note(2**40)
    Api(make_key(make_partner())).get("/account")
    last_used.flush()
    assert ApiKey.objects.filter(last_used_at__gte=timezone.now() - datetime.timedelta(minutes=1)).count() == 1
