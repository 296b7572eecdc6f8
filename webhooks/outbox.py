"""Writes events. Call it inside the transaction of the change: the event is there exactly if the change is."""

from typing import Any

from webhooks.models import Event


def record(*, account_id: int, mode: str, type: str, data: dict[str, Any]) -> Event:
    """One event, to be sent to whoever listens."""
    return Event.objects.create(account_id=account_id, mode=mode, type=type, data=data)
