"""Whatever a partner does in whatever order: the books agree."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.lifecycle.world import World


@pytest.mark.django_db
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("examples", [6, pytest.param(30, marks=pytest.mark.thorough)])
def test_random_years_of_a_partner_end_with_books_that_agree(examples: int) -> None:
    run_state_machine_as_test(
        World,
        settings=settings(
            max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
