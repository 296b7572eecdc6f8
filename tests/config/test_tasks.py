"""Every periodic task is known to the worker, runs on an empty database, and is declared in config/tasks.py alone."""

import pytest
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

import config.tasks

PERIODIC = {
    "config.remove_old_jobs": "47 3 * * *",
    "credits.announce_seals": "7 4 * * *",
    "credits.expire_grants": "*/5 * * * *",
    "credits.seal_ledger": "*/10 * * * *",
    "credits.sweep_holds": "* * * * *",
    "customers.announce_access_ends": "47 * * * *",
    "customers.renew_due": "*/5 * * * *",
    "customers.resume_unpaid": "* * * * *",
    "generation.refresh_due": "*/5 * * * *",
    "imaging.index_left_behind": "*/10 * * * *",
    "imaging.sweep_files": "23 2 * * *",
    "partners.forget_old_answers": "17 * * * *",
    "partners.forget_old_requests": "37 * * * *",
    "partners.forget_idle_windows": "*/5 * * * *",
    "portal.forget_expired": "*/5 * * * *",
    "webhooks.forget_old_events": "27 * * * *",
}


def schedules() -> dict[str, str]:
    return {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}


def test_the_worker_knows_every_periodic_task_and_its_time() -> None:
    assert schedules() == PERIODIC


def test_each_has_a_lock_of_its_own_so_that_two_of_it_never_queue_up() -> None:
    assert {name: app.tasks[name].queueing_lock for name in PERIODIC} == {name: name for name in PERIODIC}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(PERIODIC) - {"config.remove_old_jobs"}))
def test_each_runs_when_there_is_nothing_to_do(name: str) -> None:
    task = app.tasks[name]
    assert isinstance(task, Task)
    assert task.func.__module__ == config.tasks.__name__
    assert task.func(timestamp=0) is None
