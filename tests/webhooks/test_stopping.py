"""A sender ends when it is told to, whatever the database does; what it could not write down is sent again."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import orjson
import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql

from tests.factories import make_partner
from tests.forks import ROOT
from tests.processes import url_of_test_database
from tests.waiting import PATIENCE_SECONDS, eventually
from tests.webhooks.receiver import Receiver, hang
from tests.webhooks.sending import fresh, happen, let_time_pass, listen, sending
from webhooks import sender
from webhooks.models import Delivery

pytestmark = pytest.mark.usefixtures("live_database", "private_allowed")

#: The command as it comes, but for its patience.
IMPATIENT = """
from django.core.management import call_command
from webhooks import sender
sender.STOP_SECONDS = 1
call_command("send_webhooks")
"""
OPEN = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
END_OTHERS = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"

#: Somebody wants the table of events.
WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'webhooks_event'::regclass AND NOT granted)"


@contextmanager
def database_away() -> Iterator[None]:
    """To everybody but this test: connections are ended, and new ones refused."""
    name, own = connection.settings_dict["NAME"], connection.connection.info.backend_pid
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as operator:
        operator.execute(OPEN.format(sql.Identifier(name), sql.SQL("false")))
        operator.execute(END_OTHERS, [name, own])
        try:
            yield
        finally:
            operator.execute(OPEN.format(sql.Identifier(name), sql.SQL("true")))


def test_a_stop_while_the_database_is_away_is_in_time_and_what_was_sent_is_sent_again(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "STOP_SECONDS", 1)
    answered = threading.Event()
    receiver.behaviour = hang(answered)
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    event = happen(account)
    with ExitStack() as outage, pytest.raises(TimeoutError), sending():  # noqa: PT012  # the sender's end raises it
        eventually(lambda: receiver.received)
        outage.enter_context(database_away())
        answered.set()
    assert fresh(endpoint).lease is not None
    assert Delivery.objects.get().attempt_count == 0
    let_time_pass(endpoint, seconds=90)
    with sending():
        eventually(lambda: Delivery.objects.get().status == "succeeded")
    assert receiver.ids() == [event, event]


def test_a_process_ends_with_ctrl_c_while_the_database_answers_nothing() -> None:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", IMPATIENT]
    environment = {**os.environ, "DATABASE_URL": url_of_test_database()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE webhooks_event IN ACCESS EXCLUSIVE MODE")
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
            try:
                eventually(lambda: cursor.execute(WAITING).fetchone() == (True,))
                process.send_signal(signal.SIGINT)
                _, said = process.communicate(timeout=PATIENCE_SECONDS)
            finally:
                process.kill()
    assert process.returncode == 1
    (line,) = map(orjson.loads, said.splitlines())
    message = "stopped while the database is away: what was sent last may be sent again"
    assert (line["level"], line["message"]) == ("WARNING", message)
