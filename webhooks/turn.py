"""A turn: what one process sends to one endpoint while it holds the lease, and what came of it."""

import datetime
from dataclasses import dataclass, field

from webhooks.models import Outcome


@dataclass(frozen=True)
class Parcel:
    """A delivery to be attempted; ``data`` is JSON text."""

    delivery_id: int
    tries: int
    event_id: str
    type: str
    mode: str
    created_at: datetime.datetime
    data: str


@dataclass(frozen=True)
class Turn:
    """An endpoint that this process has leased, and what to send there; the secrets are sealed."""

    endpoint_id: int
    lease: int
    url: str
    secret: bytes = field(repr=False)
    previous_secret: bytes | None = field(repr=False)
    suspect: bool
    parcels: list[Parcel]


@dataclass(frozen=True)
class Result:
    """One attempt: how it ended, and what it says about the endpoint."""

    parcel: Parcel
    outcome: Outcome
    started_at: datetime.datetime
    duration_ms: int
    status_code: int | None = None
    detail: str = ""
    response: str = ""

    @property
    def succeeded(self) -> bool:
        return self.outcome == Outcome.SUCCEEDED

    @property
    def reached(self) -> bool:
        """Somebody answered, whatever it was."""
        return self.outcome in (Outcome.SUCCEEDED, Outcome.REJECTED)

    @property
    def invites_more(self) -> bool:
        """Whether the turn goes on: 410 says never again."""
        return self.reached and self.status_code != 410


@dataclass(frozen=True)
class Served:
    """A turn that has ended."""

    turn: Turn
    results: list[Result]

    @property
    def suspect(self) -> bool:
        """As the last attempt found it; a turn without one changes nothing."""
        return not self.results[-1].reached if self.results else self.turn.suspect
