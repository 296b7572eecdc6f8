"""The one way for mail to be sent: it is counted against the bounds of its kind and enqueued, or refused.

Counting and enqueueing are one transaction with what caused the mail, so a refusal leaves nothing half done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import connection, transaction
from procrastinate.tasks import Task

from api.statements import run, sql_beside
from errors_docs.exceptions import RateLimited
from foundation.mail_address import mailbox_key
from partners.mail_kinds import Bound, By, MailKind
from partners.modes import LIVE

COUNT: Final = sql_beside(__file__, "count_mail.sql")
WAIT: Final = sql_beside(__file__, "mail_wait.sql")
FORGET: Final = """
DELETE FROM partners_mailwindow WHERE key IN (
    SELECT key FROM partners_mailwindow
    WHERE hits[cardinality(hits)] <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint - span_ms
    FOR UPDATE SKIP LOCKED
)
"""

#: Says whether an address of a member of an account is verified; None for one of no member.
Recogniser = Callable[[int, str], bool | None]


class Members:
    """Knows who may get an account's mail of test mode. The portal, which has the members, registers how."""

    def __init__(self) -> None:
        self._recognise: Recogniser = _nobody

    def register(self, recognise: Recogniser) -> None:
        """Ask this from now on."""
        self._recognise = recognise

    def may_get_test_mail(self, account_id: int | None, address: str) -> bool:
        """Tell whether mail of test mode may go to an address: to a verified member of the account only."""
        return account_id is not None and self._recognise(account_id, address) is True

    def may_get_notices(self, account_id: int | None, address: str) -> bool:
        """Tell whether notices may go to an account's contact: not to a member's address that isn't verified."""
        return account_id is None or self._recognise(account_id, address) is not False


def _nobody(account_id: int, address: str) -> None:
    return None


members: Final = Members()


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Who a mail goes to and who causes it; a bound whose subject isn't there doesn't count."""

    to: str
    account_id: int | None = None
    mode: str = LIVE
    #: Of a stranger (partners/refused_keys.py).
    network: str = ""


def enqueue_mail(kind: MailKind, task: "Task[Any, Any, Any]", cause: Cause, **arguments: Any) -> bool:
    """Count a mail and enqueue the task that sends it, in the open transaction; return whether it will be sent.

    Raises RateLimited beyond a bound of the kind: let it leave the transaction. In test mode mail goes to verified
    members of the account only, and notices never go to an unverified one; what may not be sent is just not sent.
    """
    if kind.to_contact and not members.may_get_notices(cause.account_id, cause.to):
        return False
    if cause.mode == LIVE:
        _count(kind, kind.bounds, cause)
    elif not (members.may_get_test_mail(cause.account_id, cause.to) and _has_room(kind, kind.bounds, cause)):
        return False
    if kind.quiet and not _has_room(kind, kind.quiet, cause):
        return False
    task.defer(**arguments)
    return True


def _has_room(kind: MailKind, bounds: Sequence[Bound], cause: Cause) -> bool:
    """Tell whether it was counted; if not, nothing is."""
    try:
        with transaction.atomic():
            _count(kind, bounds, cause)
    except RateLimited:
        return False
    return True


def _count(kind: MailKind, bounds: Sequence[Bound], cause: Cause) -> None:
    """Count it in every window, or raise RateLimited of the one that has room last."""
    assert connection.in_atomic_block  # or a refused mail would stay counted where there was room
    windows = {key: bound for bound in bounds if (key := _key(kind, bound, cause))}
    counted = run(
        COUNT,
        {
            "keys": list(windows),
            "mosts": [bound.most for bound in windows.values()],
            "spans": [bound.seconds * 1000 for bound in windows.values()],
        },
    )
    full = windows.keys() - {key for (key,) in counted}
    if full:
        raise max((_refusal(key, windows[key]) for key in full), key=lambda refusal: refusal.retry_after)


def _refusal(key: str, bound: Bound) -> RateLimited:
    ((wait_ms,),) = run(WAIT, {"key": key, "most": bound.most})
    retry_after = max(1, -(-wait_ms // 1000))
    return RateLimited(limit=bound.most, window_seconds=bound.seconds, retry_after=retry_after, reason=bound.reason)


def _key(kind: MailKind, bound: Bound, cause: Cause) -> str:
    """Name a window; "" for one whose subject isn't there."""
    mailbox, account = recipient_digest(cause.to), cause.account_id
    subject = {
        By.MAILBOX: mailbox,
        By.ADDRESS: sha256(cause.to.casefold().encode()).hexdigest()[:32],
        By.ACCOUNT_AND_MAILBOX: f"{account}:{mailbox}",
        By.ACCOUNT: "" if account is None else str(account),
        By.NETWORK: cause.network,
    }[bound.by]
    return f"{kind.name}:{bound.by.value}:{subject}:{bound.seconds}" if subject else ""


def recipient_digest(address: str) -> str:
    """Return what a counter and a waiting task have of an address, which nobody can read."""
    return sha256(mailbox_key(address).encode()).hexdigest()[:32]


def forget_idle_windows() -> int:
    """Remove the windows that nothing is in any more; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
        removed: int = cursor.rowcount
    return removed
