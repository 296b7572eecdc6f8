"""Whatever a partner tries, it never has more than it pays for."""

import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from credits import allocation
from customers import lifecycle
from tests.lifecycle.adversary import Adversary


@pytest.mark.django_db
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("examples", [5, pytest.param(60, marks=pytest.mark.thorough)])
def test_nobody_has_more_than_it_pays_for(examples: int) -> None:
    run_state_machine_as_test(
        Adversary,
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.django_db
def test_the_model_notices_if_each_month_has_a_free_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "begins_again", lambda end, suspended_at, pause, now: now)
    tried = Adversary()
    tried.begin({})
    tried.create("bob@example.com", {"planId": "final"}, 0)
    tried.delete(1)
    tried.create("bob@example.com", {"seats": 4}, 0)
    tried.act(2, "suspend")
    assert tried.shop.balance < 20_00
    for _ in range(4):
        tried.wait(34 * 24 * 3600)
        tried.act(0, "suspend")
        tried.top_up(20_00)
        tried.act(0, "reactivate")
    with pytest.raises(AssertionError, match="ada had"):
        tried.teardown()


@pytest.mark.django_db
def test_the_model_notices_if_refunded_credits_live_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocation, "HEIR_LIFETIME", datetime.timedelta(days=90))
    tried = Adversary()
    tried.begin({})
    tried.delete(0)
    tried.give(300_00, 1)
    tried.create("bob@example.com", {"planId": "year"}, 0)
    tried.wait(21 * 24 * 3600)
    tried.delete(1)
    tried.wait(80 * 24 * 3600)
    with pytest.raises(AssertionError):
        tried.credits_that_end_have_one_grace()
    tried.teardown()
