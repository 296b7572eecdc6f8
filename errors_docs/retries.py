"""What each retry policy asks of a client, in general; a code's own page says how a retry behaves there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from errors_docs.catalogue import Catalogue, Entry, Retry


@dataclass(frozen=True)
class Policy:
    """How to treat a retry policy in a client."""

    #: How the badge is coloured: "never", "wait" (time alone mends it) or "act" (somebody has to do something first).
    tone: str
    #: For the badge, where the policy's own words are too long.
    label: str
    #: What a client should do, one or two sentences.
    advice: str


POLICIES: Final[Mapping[Retry, Policy]] = {
    Retry.NEVER: Policy(
        "never", "Never", "Don't retry: the same request gets the same answer. Change the request or the account first."
    ),
    Retry.AFTER_HEADER: Policy(
        "wait", "After Retry-After", "Wait the seconds that the Retry-After header gives, then send the same request."
    ),
    Retry.AFTER_DELAY: Policy(
        "wait", "After a short delay", "Wait a moment and double the wait each time. Give up after a few attempts."
    ),
    Retry.BACKOFF: Policy(
        "wait",
        "After 1 s, 2 s, 4 s",
        "Retry three times, after 1, 2 and 4 seconds, with the same Idempotency-Key. Then stop.",
    ),
    Retry.ONCE_THEN_SUPPORT: Policy(
        "wait", "Once, then support", "Retry once. If it fails again, send the requestId to whoever runs this server."
    ),
    Retry.AFTER_TOP_UP: Policy(
        "act", "After top-up", "Add credits first. Until then every retry is refused the same way."
    ),
    Retry.AFTER_TOP_UP_OR_REFRESH: Policy(
        "act",
        "After top-up or refresh",
        "Add credits, or wait for the monthly refresh. Until then every retry is refused.",
    ),
    Retry.AFTER_FREEING_SPACE: Policy(
        "act", "After freeing space", "Free or add storage first. Until then every retry is refused the same way."
    ),
}


@dataclass(frozen=True)
class PolicyInUse:
    """A retry policy and the codes that follow it."""

    policy: Policy
    entries: Sequence[Entry]


def policies_in_use(catalogue: Catalogue) -> tuple[PolicyInUse, ...]:
    """The policies that some code of the catalogue follows, those that a client can automate first."""
    order = ("wait", "act", "never")
    used = [
        PolicyInUse(policy, [entry for entry in catalogue if entry.retry is retry])
        for retry, policy in POLICIES.items()
    ]
    return tuple(sorted((row for row in used if row.entries), key=lambda row: order.index(row.policy.tone)))
