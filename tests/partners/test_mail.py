"""Mail has one way out: it is counted by its kind's bounds, exactly, and nothing else uses Django's mail."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from customers.tasks import send_welcome_mail
from errors_docs.exceptions import RateLimited
from partners import mail
from partners.mail import Cause, enqueue_mail, members, recipient_digest
from partners.mail_kinds import DAY, KINDS, MINUTE, Bound, By, MailKind
from partners.models import MailWindow
from partners.modes import TEST
from portal.members import is_verified_address
from tests.customers.test_creation_parallel import at_once
from tests.factories import make_partner
from tests.portal.members import make_member
from tests.state import nothing_moves

APPS = tuple(tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"])


def kind_of(*bounds: Bound) -> MailKind:
    return MailKind("thing", "a test", bounds)


def send(kind: MailKind, to: str = "ada@example.com", **cause: Any) -> bool:
    """Enqueue one mail in a transaction, as callers do."""
    with transaction.atomic():
        return enqueue_mail(kind, send_welcome_mail, Cause(to=to, **cause), customer_id="pc_1")


def refused(kind: MailKind, to: str = "ada@example.com", **cause: Any) -> tuple[int, int, str]:
    """What the refusal says, which leaves nothing behind."""
    with nothing_moves(), pytest.raises(RateLimited) as limited:
        send(kind, to, **cause)
    assert 0 < limited.value.retry_after <= limited.value.window_seconds
    return limited.value.limit, limited.value.window_seconds, limited.value.reason


def jobs() -> int:
    return ProcrastinateJob.objects.count()


def age(seconds: float) -> None:
    """Make all mail that was counted older."""
    for window in MailWindow.objects.all():
        window.hits = [hit - int(seconds * 1000) for hit in window.hits]
        window.save(update_fields=["hits"])


@pytest.mark.django_db
def test_so_many_mails_go_to_a_mailbox_in_any_spelling_of_it_and_others_have_their_own() -> None:
    kind = kind_of(Bound(By.MAILBOX, 2))
    assert send(kind, "Ada+one@example.com", account_id=1)
    assert send(kind, "ada+two@EXAMPLE.com", account_id=2)
    assert refused(kind, "ada@example.com", account_id=3) == (2, DAY, "mail_to_address")
    assert send(kind, "bob@example.com", account_id=1)
    assert jobs() == 3


@pytest.mark.django_db
def test_what_one_account_sends_to_a_mailbox_takes_no_room_of_another_account() -> None:
    kind = kind_of(Bound(By.ACCOUNT_AND_MAILBOX, 1))
    assert send(kind, account_id=1)
    assert refused(kind, account_id=1) == (1, DAY, "mail_to_address")
    assert send(kind, account_id=2)


@pytest.mark.django_db
def test_an_account_and_a_network_have_bounds_over_all_mailboxes() -> None:
    kind = kind_of(Bound(By.ACCOUNT, 1), Bound(By.NETWORK, 1))
    assert send(kind, "a@example.com", account_id=1)
    assert refused(kind, "b@example.com", account_id=1) == (1, DAY, "mail_of_account")
    assert send(kind, "c@example.com", network="192.0.2.1")
    assert refused(kind, "d@example.com", network="192.0.2.1") == (1, DAY, "mail_of_network")
    assert send(kind, "e@example.com", network="192.0.2.2")


@pytest.mark.django_db
def test_a_cooldown_ends_by_itself_and_not_before() -> None:
    kind = kind_of(Bound(By.MAILBOX, 1, 10 * MINUTE), Bound(By.MAILBOX, 2))
    assert send(kind)
    age(9 * MINUTE)
    with pytest.raises(RateLimited) as limited:
        send(kind)
    assert 1 <= limited.value.retry_after <= 60
    age(MINUTE + 1)
    assert send(kind)
    # Both are full now: the answer is the one that has room last.
    assert refused(kind) == (2, DAY, "mail_to_address")
    age(DAY)
    assert send(kind)


@pytest.mark.django_db
def test_a_refusal_counts_nowhere_not_even_where_there_was_room() -> None:
    kind = kind_of(Bound(By.ACCOUNT, 5), Bound(By.MAILBOX, 1))
    assert send(kind, account_id=1)
    for _ in range(3):
        refused(kind, account_id=1)
    counted = {window.key.split(":")[1]: len(window.hits) for window in MailWindow.objects.all()}
    assert counted == {"mail_of_account": 1, "mail_to_address": 1}


@pytest.mark.django_db
def test_no_counter_has_an_address_in_it() -> None:
    send(kind_of(Bound(By.MAILBOX, 1), Bound(By.ACCOUNT_AND_MAILBOX, 1)), "ada.lovelace@example.com", account_id=7)
    kept = " ".join(MailWindow.objects.values_list("key", flat=True))
    assert recipient_digest("ada.lovelace@example.com") in kept
    assert "ada" not in kept


@pytest.mark.django_db(transaction=True)
def test_of_20_mails_at_once_exactly_as_many_leave_as_the_bound_says() -> None:
    kind = kind_of(Bound(By.ACCOUNT, 5), Bound(By.MAILBOX, 7))

    def attempt() -> bool:
        try:
            return send(kind, account_id=1)
        except RateLimited:
            return False

    assert sum(at_once([attempt] * 20)) == 5
    assert jobs() == 5


@pytest.mark.django_db
def test_windows_are_forgotten_once_nothing_is_in_them() -> None:
    send(kind_of(Bound(By.MAILBOX, 1, 60), Bound(By.ACCOUNT, 1)), account_id=1)
    assert mail.forget_idle_windows() == 0
    age(61)
    assert mail.forget_idle_windows() == 1
    age(DAY)
    assert mail.forget_idle_windows() == 1
    assert MailWindow.objects.count() == 0


@pytest.mark.django_db
def test_in_test_mode_only_verified_members_of_the_account_are_mailed_and_beyond_the_bound_nobody() -> None:
    kind = kind_of(Bound(By.MAILBOX, 1))
    account, other = make_partner(), make_partner()
    make_member(account, email="verified@example.com")
    make_member(account, email="unverified@example.com", verified=False)
    make_member(other, email="other@example.com")
    with nothing_moves():
        for address in ("unverified@example.com", "other@example.com", "stranger@example.com"):
            assert not send(kind, address, account_id=account.pk, mode=TEST)
    assert send(kind, "Verified@example.com", account_id=account.pk, mode=TEST)
    with nothing_moves():
        assert not send(kind, "verified@example.com", account_id=account.pk, mode=TEST)
    assert jobs() == 1


@pytest.mark.django_db
def test_notices_go_to_a_contact_who_is_no_member_but_not_to_an_unverified_member() -> None:
    kind = MailKind("notice", "a test, to its contact", (Bound(By.ACCOUNT, 9),), to_contact=True)
    account = make_partner()
    make_member(account, email="verified@example.com")
    make_member(account, email="unverified@example.com", verified=False)
    with nothing_moves():
        assert not send(kind, "Unverified@example.com", account_id=account.pk)
    assert send(kind, "verified@example.com", account_id=account.pk)
    assert send(kind, "contact@example.com", account_id=account.pk)


@pytest.mark.django_db
def test_without_a_portal_nobody_is_a_member() -> None:
    account = make_partner()
    make_member(account, email="verified@example.com")
    assert is_verified_address(account.pk, "verified@example.com")
    assert members.may_get_test_mail(account.pk, "verified@example.com")
    assert not mail.Members().may_get_test_mail(account.pk, "verified@example.com")
    assert not members.may_get_test_mail(None, "verified@example.com")


def test_every_kind_has_a_bound_for_what_its_causes_can_choose() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        by = {bound.by for bound in (*kind.bounds, *kind.quiet)}
        assert all(bound.most >= 1 and bound.seconds <= DAY for bound in kind.bounds)
        # Whoever chooses the address is bounded for each mailbox, and in all.
        assert By.MAILBOX in by or kind.to_contact, kind.name
        assert by & {By.ACCOUNT, By.NETWORK} or "their own address" in kind.caused_by, kind.name


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product with its syntax tree."""
    root = Path(settings.BASE_DIR)
    for folder in APPS:
        for path in sorted((root / folder).rglob("*.py")):
            yield str(path.relative_to(root)), ast.parse(path.read_text())


def imported(tree: ast.Module) -> set[str]:
    """The full names that a module imports."""
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names = {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    return plain | names


def test_only_letters_use_djangos_mail_or_speak_smtp() -> None:
    users = {
        path
        for path, tree in modules()
        for name in imported(tree)
        if name.startswith(("django.core.mail", "smtplib", "aiosmtplib")) or name == "django.core.mail"
    }
    # The check of the settings opens a connection, and sends nothing.
    assert users == {"partners/letters.py", "config/deployment/services.py"}
    words = {node.attr for _, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert words.isdisjoint({"email_user", "mail_admins", "mail_managers"})
    assert "AdminEmailHandler" not in str(settings.LOGGING)


def test_letters_are_sent_by_tasks_of_the_queue_of_mail_alone() -> None:
    users = {path for path, tree in modules() for name in imported(tree) if name.startswith("partners.letters")}
    # The table of bounds names the function; the welcome writes letters; the others send them.
    assert users == {"config/bounds/spending.py", "customers/welcome.py", "portal/mail.py", "webhooks/tasks.py"}
    senders = {task.func.__module__ for task in app.tasks.values() if task.queue == "mail"}
    assert senders == {"customers.tasks", "portal.mail", "webhooks.tasks"}


def test_a_task_of_the_queue_of_mail_is_enqueued_by_the_one_function_that_counts() -> None:
    tasks = {task.func.__name__ for task in app.tasks.values() if task.queue == "mail"}
    assert tasks == {"send_welcome_mail", "send_mail", "send_low_balance_mail", "send_disabled_mail"}
    deferring = {
        f"{path}: {ast.unparse(node)}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"defer", "defer_async", "batch_defer", "configure", "batch_defer_async"}
        and ast.unparse(node.value).rpartition(".")[2] in {*tasks, "task"}
    }
    assert deferring == {"partners/mail.py: task.defer"}
