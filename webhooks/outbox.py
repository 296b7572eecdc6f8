"""Writes events. Call it inside the transaction of the change: the event is there exactly if the change is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from api.openapi.webhooks import EVENT_TYPES
from api.statements import run, sql_beside
from errors_docs.jsonform import to_json
from webhooks.event_types import NAME_OF
from webhooks.models import Event, new_event_id

RECORD: Final = sql_beside(__file__, "record.sql")


@dataclass(frozen=True)
class Happening:
    """Something that happened to an account in a mode: an instance of a class of webhooks/event_types.py."""

    account_id: int
    mode: str
    data: Any


def record(*, account_id: int, mode: str, type: str, data: dict[str, Any]) -> Event:
    """One event whose data is JSON already. Raises KeyError for a type that isn't declared."""
    return Event.objects.create(account_id=account_id, mode=mode, type=EVENT_TYPES[type].name, data=data)


def record_event(*, account_id: int, mode: str, data: Any) -> None:
    """One event, its type known by the class of ``data``."""
    record_events([Happening(account_id, mode, data)])


def record_events(happenings: Sequence[Happening]) -> list[str]:
    """Any number of events in one statement; their ids in the same order."""
    if not happenings:
        return []
    values: dict[str, list[Any]] = {"ids": [], "accounts": [], "modes": [], "types": [], "data": []}
    for happening in happenings:
        shape = type(happening.data)
        values["ids"].append(new_event_id())
        values["accounts"].append(happening.account_id)
        values["modes"].append(happening.mode)
        values["types"].append(NAME_OF[shape])
        values["data"].append(orjson.dumps(to_json(happening.data, shape)).decode())
    run(RECORD, values)
    return values["ids"]
