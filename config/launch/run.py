"""`make run`: refuse early, set up, start, show, watch; at the end stop in the reverse order."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from config.launch.banner import banner
from config.launch.children import Child, Pause
from config.launch.commands import django_command, refuse_wrong_settings, web_server, webhook_sender, worker
from config.launch.database import refuse_if_unusable
from config.launch.demo import Demo, load_demo
from config.launch.lock import sole_user
from config.launch.plan import Plan, close_to_others, read_plan
from config.launch.ports import refuse_if_taken
from config.launch.postgres import Cluster, running
from config.launch.readiness import wait_until_ready
from config.launch.signals import Signals, StopAsked
from config.launch.static_files import collecting
from config.launch.supervisor import Supervisor

UNUSED_DATABASE = "postgresql://localhost/unused"


def run() -> None:
    """Returns when somebody asked for the end. Raises Refusal if that wasn't the reason."""
    # Printed mail has links that open accounts: what is made from here on, by any child, is its owner's alone.
    os.umask(0o077)
    with Signals() as signals:
        try:
            run_until_stopped(read_plan(), signals.pause)
        except StopAsked:
            say("Stopped.")


def run_until_stopped(plan: Plan, pause: Pause) -> None:
    """The whole life. Leaving the block of each resource stops it: the web server first, the database last."""
    with sole_user(plan.var), ExitStack() as children:
        close_to_others(plan.var / "log")
        refuse_if_taken(plan.host, plan.port)
        refuse_wrong_settings(plan, plan.database_url or UNUSED_DATABASE)
        database_url, servers = children.enter_context(database(plan, pause))
        variables = plan.environment_with(database_url)
        demo = set_up(plan, variables, pause)
        for child in (worker(plan, variables), webhook_sender(plan, variables), web_server(plan, variables)):
            children.callback(child.stop)
            child.start()
            servers.append(child)
        wait_until_ready(plan, servers, pause)
        print(banner(plan, demo), flush=True)
        children.callback(say, "\nStopping …")
        Supervisor(servers).watch(pause)


@contextmanager
def database(plan: Plan, pause: Pause) -> Iterator[tuple[str, list[Child]]]:
    """The address of the database and what must be watched for it: nothing if the operator brought the server."""
    if plan.database_url:
        refuse_if_unusable(plan.database_url)
        yield plan.database_url, []
        return
    say("Starting PostgreSQL")
    cluster = Cluster(plan.postgres_directory, plan.log("postgres"))
    with running(cluster, pause) as server:
        yield cluster.url, [server]


def set_up(plan: Plan, variables: dict[str, str], pause: Pause) -> Demo:
    """Brings the tables, the static files and the demo data up to date."""
    say("Migrating the database, loading demo data")
    with collecting(plan, variables, pause):
        django_command(plan, variables, "migrate", "--noinput", "-v", "0").run_to_end(pause)
        return load_demo(plan, variables, pause)


def say(line: str) -> None:
    """Progress, for whoever watches; flushed, because a pipe would keep it back."""
    print(line, flush=True)
