"""Bounds of what costs the operator money or a good name: mail, and the model that generations ask."""

from typing import Final

from django.conf import settings

from config.bounds.bound import EVERYBODY, KEYS, PEOPLE, SIGNED_IN, Bound, Kind, Taker, setting
from generation.engine import Engine
from generation.reservation import reserve
from generation.slots import Slots, refuse_crowd
from partners.letters import send_mail
from partners.mail import enqueue_mail
from partners.mail_kinds import DAY, KINDS, MINUTE, By, MailKind

#: What carries each kind of mail, and who may cause it.
_CAUSES: Final = {
    "welcome": (
        ("partner POST /customers", "partner POST /customers/*/resend-welcome", "task customers.send_welcome_mail"),
        KEYS,
    ),
    "invitation": (("page /portal/settings/invitations", "task portal.send_mail"), SIGNED_IN),
    "low_balance": (("task webhooks.send_low_balance_mail",), KEYS),
    "webhook_disabled": (("task webhooks.send_disabled_mail",), KEYS),
    "sign_up": (("page /accounts/*", "task portal.send_mail"), PEOPLE),
    "password_reset": (("page /accounts/*", "task portal.send_mail"), PEOPLE),
    "security_notice": (("page /accounts/*", "task portal.send_mail"), SIGNED_IN),
}


def _numbers(kind: MailKind) -> str:
    """Return what the bounds of a kind of mail say."""
    words = {
        By.MAILBOX: "to a mailbox",
        By.ADDRESS: "to an address",
        By.ACCOUNT_AND_MAILBOX: "of an account to a mailbox",
    }
    words |= {By.ACCOUNT: "of an account", By.NETWORK: "of a network"}
    spans = {DAY: "a day", MINUTE: "a minute"}
    return ", ".join(
        f"{bound.most:,} {words[bound.by]} in {spans.get(bound.seconds, f'{bound.seconds // MINUTE} minutes')}"
        for bound in (*kind.bounds, *kind.quiet)
    )


MAIL: Final = (
    *(
        Bound(
            kind=Kind.MAIL,
            what=kind.name.replace("_", " "),
            most=_numbers(kind),
            covers=_CAUSES[kind.name][0],
            takers=_CAUSES[kind.name][1],
            by=enqueue_mail,
            test="tests/partners/test_mail.py::test_of_20_mails_at_once_exactly_as_many_leave_as_the_bound_says",
        )
        for kind in KINDS
    ),
    Bound(
        kind=Kind.MAIL,
        what="everything else",
        why="it sends none: all mail leaves by this function, and only the tasks that carry mail call it",
        covers=("partner *", "workspace *", "page *", "stream *", "task *"),
        takers=EVERYBODY,
        by=send_mail,
    ),
)

UPSTREAM: Final = (
    Bound(
        kind=Kind.UPSTREAM,
        what="generations with test keys",
        most="0 asked of the model, unless `GENERATION_TEST_ACCOUNTS` names the account",
        covers=("workspace POST /mcp/generate/*", "stream MCP"),
        takers=frozenset({Taker.TEST_KEY}),
        by=Engine,
        test="tests/generation/test_samples.py::test_every_tool_gives_a_test_key_a_valid_sample_and_asks_no_upstream",
    ),
    Bound(
        kind=Kind.UPSTREAM,
        what="generations of a workspace at once",
        most=setting("GENERATIONS_PER_WORKSPACE", f"{settings.GENERATIONS_PER_WORKSPACE}"),
        covers=("workspace POST /mcp/generate/*", "stream MCP"),
        takers=KEYS,
        by=refuse_crowd,
        test="tests/generation/test_limits.py::test_a_full_workspace_refuses_at_once_and_goes_on_when_one_ends",
    ),
    Bound(
        kind=Kind.UPSTREAM,
        what="generations of a process at once",
        most=setting("GENERATIONS_PER_PROCESS", f"{settings.GENERATIONS_PER_PROCESS}"),
        covers=("workspace POST /mcp/generate/*", "stream MCP"),
        takers=KEYS,
        by=Slots,
        test="tests/generation/test_limits.py::test_a_full_process_refuses_at_once",
    ),
    Bound(
        kind=Kind.UPSTREAM,
        what="generations in all",
        most="what the credits of their mode pay, 0 on credit",
        covers=("workspace POST /mcp/generate/*", "stream MCP"),
        takers=KEYS,
        by=reserve,
        test="tests/generation/test_generate.py::test_too_few_credits_reserve_nothing",
    ),
    Bound(
        kind=Kind.UPSTREAM,
        what="everything else",
        why="it asks no model: only this engine does, for a generation that was reserved",
        covers=("partner *", "workspace *", "page *", "stream *", "task *"),
        takers=EVERYBODY,
        by=Engine,
    ),
)
