"""kill -9 of sender, web server and database: every change has its event, each is delivered, none is invented."""

import os
from collections import Counter

import orjson
import pytest

from tests.passable import passable_directory
from tests.waiting import eventually
from tests.webhooks.crashes import (
    END_LEASES,
    PATIENCE_SECONDS,
    Clients,
    Installation,
    installation,
    kill_at_random,
)
from tests.webhooks.receiver import Receiver

#: ``make crashes`` makes 2,000.
CHANGES = int(os.environ.get("CHANGES", "200"))
SEED = int(os.environ.get("SEED", "1"))
CUSTOMERS = 8
EVENTS = "SELECT public_id, data->'customer'->>'name' FROM webhooks_event WHERE type = 'customer.updated'"
UNDELIVERED = "SELECT count(*) FROM webhooks_delivery WHERE status <> 'succeeded'"
#: As if the wait of every retry had passed: what met a killed receiver or database is due again.
HURRY = "UPDATE webhooks_delivery SET next_attempt_at = now() WHERE status = 'pending'"
SERVE = "UPDATE webhooks_endpoint SET due_at = now() WHERE lease IS NULL AND due_at > now()"


@pytest.mark.thorough
@pytest.mark.timeout(1200 + CHANGES)
def test_every_change_is_delivered_at_least_once_and_nothing_else_is(receiver: Receiver) -> None:
    with passable_directory() as place, installation(place) as running:
        running.send("POST", "/webhooks", {"url": receiver.url()}, "endpoint")
        customers = [create(running, number) for number in range(CUSTOMERS)]

        def change(number: int) -> None:
            path = f"/customers/{customers[number % CUSTOMERS]}"
            running.send("PATCH", path, {"name": f"name {number}"}, f"change-{number}")

        with Clients(running, change, CHANGES) as clients:
            # In this thread: Linux ends a child of ours with the thread that started it.
            killed = kill_at_random(running, clients, CHANGES, SEED)
            clients.wait_for(CHANGES)
        assert {"sender", "web", "database"} <= set(killed)
        events = dict(running.query(EVENTS))
        assert Counter(events.values()) == Counter({f"name {number}": 1 for number in range(CHANGES)})
        # Once: the sender that lives now must keep its own, or its turns never end.
        running.query(END_LEASES)
        eventually(lambda: all_delivered(running) and set(events) <= set(receiver.ids()), PATIENCE_SECONDS)
        known = {row[0] for row in running.query("SELECT public_id FROM webhooks_event")}
        assert set(receiver.ids()) == known
        bodies: dict[str, set[bytes]] = {}
        for request in receiver.received:
            bodies.setdefault(request.headers["webhook-id"], set()).add(request.body)
        assert {len(different) for different in bodies.values()} == {1}
        assert {event: receiver_name(bodies[event]) for event in events} == events


def all_delivered(running: Installation) -> bool:
    """Whether nothing waits any more; what does is due now."""
    running.query(HURRY)
    running.query(SERVE)
    return running.query(UNDELIVERED) == [(0,)]


def create(running: Installation, number: int) -> str:
    """A new customer's id."""
    body = {"email": f"c{number}@example.com", "planId": "starter"}
    return str(running.send("POST", "/customers", body, f"create-{number}")["id"])


def receiver_name(bodies: set[bytes]) -> str:
    """The customer's name in the one body."""
    (body,) = bodies
    return str(orjson.loads(body)["data"]["customer"]["name"])
