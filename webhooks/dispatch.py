"""What the sender does in the database: make deliveries of events, lease endpoints, write down what came of it.

An endpoint is a lane. Whoever leases it sends a bounded turn of its deliveries and gives it back with the time of the
next one, so the cost of finding work grows with the endpoints that are due, never with what has piled up behind a slow
one, and no delivery is claimed twice, however many processes send. A killed process's leases run out by themselves.
"""

import secrets
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from api.statements import run, sql_beside
from webhooks.models import DeliveryStatus
from webhooks.notices import MAILED, enqueue_mails
from webhooks.retries import DISABLE_AFTER_DAYS, delay_after
from webhooks.turn import Parcel, Result, Served, Turn

EVENTS_AT_ONCE: Final = 500
#: At most so many deliveries in a turn: the next endpoint's wait is bounded by it.
DELIVERIES_IN_A_TURN: Final = 20
#: Longer than any turn: no delivery starts after TURN_SECONDS (sender.py), and one takes 15 s at the most.
LEASE_SECONDS: Final = 90

WAITING: Final = "SELECT EXISTS (SELECT FROM webhooks_event WHERE dispatched_at IS NULL)"
FAN_OUT: Final = sql_beside(__file__, "fan_out.sql")
LOCK: Final = sql_beside(__file__, "lock.sql")
DUE: Final = sql_beside(__file__, "due.sql")
CLAIM: Final = sql_beside(__file__, "claim.sql")
SETTLE: Final = sql_beside(__file__, "settle.sql")
RELEASE: Final = sql_beside(__file__, "release.sql").replace("{days}", str(DISABLE_AFTER_DAYS))


def fan_out() -> int:
    """Makes the deliveries of a batch of new events; how many events that were."""
    ((waiting,),) = run(WAITING, {})
    if not waiting:
        return 0
    with transaction.atomic():
        ((count, endpoints, mailed),) = run(FAN_OUT, {"batch": EVENTS_AT_ONCE, "mailed": list(MAILED)})
        make_due(endpoints)
        enqueue_mails(mailed)
    return int(count)


def make_due(endpoint_ids: Sequence[int]) -> None:
    """Lets endpoints with new deliveries be served at once. Within a transaction."""
    if endpoint_ids:
        run(LOCK, {"ids": list(endpoint_ids)})
        run(DUE, {"ids": list(endpoint_ids)})


def claim(*, most: int, suspect: bool) -> list[Turn]:
    """Leases at most so many endpoints that are due, healthy or suspect ones."""
    if most <= 0:
        return []
    lease = secrets.randbits(63)
    values = {"most": most, "suspect": suspect, "lease": lease, "seconds": LEASE_SECONDS, "turn": DELIVERIES_IN_A_TURN}
    turns: dict[int, Turn] = {}
    for endpoint_id, url, secret, previous, *waiting in run(CLAIM, values):
        turn = turns.setdefault(endpoint_id, Turn(endpoint_id, lease, url, secret, previous, suspect, []))
        if waiting[0] is not None:
            turn.parcels.append(Parcel(*waiting))
    return list(turns.values())


@transaction.atomic
def settle(served: Sequence[Served]) -> None:
    """Writes the attempts of some turns, and gives their endpoints back. Lock first, look second, write third."""
    run(LOCK, {"ids": [one.turn.endpoint_id for one in served]})
    results = [result for one in served for result in one.results]
    if results:
        run(SETTLE, _attempts(results))
    disabled = run(RELEASE, _turns(served))
    enqueue_mails([], [row[0] for row in disabled])


def _attempts(results: Sequence[Result]) -> dict[str, list[Any]]:
    following = [_following(result) for result in results]
    return {
        "deliveries": [result.parcel.delivery_id for result in results],
        "started": [result.started_at for result in results],
        "durations": [result.duration_ms for result in results],
        "outcomes": [result.outcome.value for result in results],
        "codes": [result.status_code for result in results],
        "details": [result.detail for result in results],
        "responses": [result.response for result in results],
        "statuses": [status.value for status, _ in following],
        "delays": [delay for _, delay in following],
    }


def _following(result: Result) -> tuple[DeliveryStatus, float | None]:
    """What becomes of a delivery after an attempt, and the seconds until the next."""
    if result.succeeded:
        return DeliveryStatus.SUCCEEDED, None
    delay = delay_after(result.parcel.tries + 1)
    return (DeliveryStatus.FAILED, None) if delay is None else (DeliveryStatus.PENDING, delay)


def _turns(served: Sequence[Served]) -> dict[str, list[Any]]:
    return {
        "ids": [one.turn.endpoint_id for one in served],
        "leases": [one.turn.lease for one in served],
        "succeeded": [any(result.succeeded for result in one.results) for one in served],
        "failed": [any(not result.succeeded for result in one.results) for one in served],
        "gone": [any(result.status_code == 410 for result in one.results) for one in served],
        "suspect": [one.suspect for one in served],
    }
