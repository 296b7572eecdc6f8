"""Making, finding and revoking agents. The token leaves ``create_agent`` once and is kept nowhere."""

import datetime
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from api.ids import has_shape
from api.statements import run_first, sql_beside
from customers.access import may_read, may_read_of
from customers.listing import find_customer
from customers.models import Customer, CustomerStatus
from errors_docs.exceptions import AgentNotFound, OperationNotAllowed
from imaging.models import Agent
from imaging.quota import count_devices
from imaging.token_format import could_be_token, new_token
from partners.background import Background
from partners.caller import Caller
from partners.models import AccountStatus

FIND: Final = sql_beside(__file__, "agent.sql")
INTERVAL_SECONDS: Final = 30

_noted: dict[int, datetime.datetime] = {}


@dataclass(frozen=True)
class IssuedAgent:
    """A new agent and its token, to be shown once."""

    agent: Agent
    #: Not in the repr, which error reports show.
    token: str = field(repr=False)


class Principal(NamedTuple):
    """Who speaks DICOMweb: the columns of agent.sql. Every query starts from ``customer_id``."""

    agent_id: int
    agent_public_id: str
    customer_id: int
    customer_status: str
    mode: str
    account_id: int
    suspended_at: datetime.datetime | None
    account_status: str
    deactivated_at: datetime.datetime | None

    @property
    def may_store(self) -> bool:
        """Agents of a suspended customer and of an inactive account are known, and refused."""
        return self.customer_status == CustomerStatus.ACTIVE and self.account_status == AccountStatus.ACTIVE

    @property
    def may_read(self) -> bool:
        """For a while they may read what is there."""
        of_account = may_read_of(self.account_status, self.deactivated_at)
        return of_account and may_read(self.customer_status, self.suspended_at)


@transaction.atomic
def create_agent(*, customer: Customer, name: str) -> IssuedAgent:
    """A new agent of a customer. Raises OperationNotAllowed for a deleted one."""
    if customer.status == CustomerStatus.DELETED:
        raise OperationNotAllowed(status=customer.status)
    token = new_token(customer.mode)
    digest = sha256(token.encode()).digest()
    agent = Agent.objects.create(customer=customer, name=name, hash=digest, hint=token[-4:])
    agent.refresh_from_db(fields=["created_at"])
    count_devices(customer.pk, 1)
    return IssuedAgent(agent, token)


def agents_of(caller: Caller, customer_id: str) -> "QuerySet[Agent]":
    """The agents of one of the caller's customers that work, newest first. Raises CustomerNotFound."""
    return find_customer(caller, customer_id).agents.filter(revoked_at__isnull=True).order_by("-id")


def find_agent(caller: Caller, customer_id: str, agent_id: str) -> Agent:
    """One of them. Raises CustomerNotFound or AgentNotFound."""
    mine = agents_of(caller, customer_id)
    agent = mine.filter(public_id=agent_id).first() if has_shape(agent_id, "agt") else None
    if agent is None:
        raise AgentNotFound
    return agent


@transaction.atomic
def revoke_agent(agent: Agent) -> bool:
    """Ends an agent at once and for ever. False if it was revoked before."""
    revoked = Agent.objects.filter(pk=agent.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    if revoked:
        count_devices(agent.customer_id, -1)
    return revoked == 1


def principal_of(token: str) -> Principal | None:
    """Who presents a token; None for one that opens nothing."""
    rows = rows_beside(token, FIND, {})
    return principal_in(rows)


def rows_beside(token: str, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement that begins with the columns of agent.sql, for a token; none for what can't be one.

    It is the first of its request: raises ServiceUnavailable while the database is away.
    """
    return run_first(statement, {**values, "hash": sha256(token.encode()).digest()}) if could_be_token(token) else []


def principal_in(rows: list[tuple[Any, ...]]) -> Principal | None:
    """Who the rows are of, noted as used now."""
    if not rows:
        return None
    found = Principal._make(rows[0][: len(Principal._fields)])
    _noted[found.agent_id] = timezone.now()
    writer.ensure_started()
    return found


def flush_last_used() -> None:
    """Writes which agents were used, one statement for all."""
    noted = {agent_id: _noted.pop(agent_id) for agent_id in list(_noted)}
    if noted:
        used = [Agent(id=agent_id, last_used_at=moment) for agent_id, moment in noted.items()]
        Agent.objects.bulk_update(used, ["last_used_at"], batch_size=500)


writer: Final = Background("agents-last-used", INTERVAL_SECONDS, flush_last_used)
