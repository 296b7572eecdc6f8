"""A child that dies comes back; one that cannot live ends everything; none outlives the launcher."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.launch.children import LARGEST_LOG_BYTES, Child, shorten
from config.launch.refusal import Refusal
from config.launch.supervisor import Supervisor
from tests.launch.processes import alive, descendants
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parent.parent.parent
SPAWNER = """
import sys, time
from pathlib import Path
from config.launch.children import Child
child = Child("sleep", ["/bin/sleep", "600"], Path(sys.argv[1]), {})
child.start()
print(child.process.pid, flush=True)
time.sleep(600)
"""


class EnoughSeenError(Exception):
    """Ends a watch that would otherwise never return."""


def child_running(script: str, log: Path, **options: float) -> Child:
    return Child("the child", ["/bin/sh", "-c", script], log, {}, **options)  # type: ignore[arg-type] # grace is the only option


def test_the_third_death_in_a_row_ends_the_watch_with_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = child_running("echo no luck; exit 4", tmp_path / "child.log")
    child.start()
    with pytest.raises(Refusal) as refused:
        Supervisor([child], backoff=0.01).watch(lambda seconds: time.sleep(min(seconds, 0.05)))
    assert str(refused.value) == (
        "the child ended unexpectedly (exit code 4) 3 times in a row; all is stopped; "
        f"the end of {tmp_path / 'child.log'}:\n  no luck\n  no luck\n  no luck"
    )
    assert capsys.readouterr().err.splitlines() == [
        "the child ended unexpectedly (exit code 4); starting it again in 0.01 s",
        "the child ended unexpectedly (exit code 4); starting it again in 0.02 s",
    ]


def test_a_child_that_died_once_runs_again(tmp_path: Path) -> None:
    child = child_running(f"test -e {tmp_path}/seen && exec sleep 600; touch {tmp_path}/seen; exit 1", tmp_path / "log")
    pauses = 0

    def pause(_: float) -> None:
        nonlocal pauses
        time.sleep(0.05)
        pauses += 1
        if pauses > 3 and child.ended is None:
            raise EnoughSeenError

    child.start()
    with pytest.raises(EnoughSeenError):
        Supervisor([child]).watch(pause)
    assert child.ended is None
    child.stop()


def test_one_that_ignores_the_request_is_killed_after_its_grace_with_its_own_children(tmp_path: Path) -> None:
    child = child_running("trap '' TERM; echo up; sleep 600 & sleep 600; sleep 600", tmp_path / "log", grace=0.2)
    child.start()
    assert child.process
    family = {child.process.pid}
    eventually(lambda: len(family | descendants(child.process.pid)) == 3 if child.process else False)
    family |= descendants(child.process.pid)
    child.stop()
    eventually(lambda: alive(family) == set())


def test_a_killed_launchers_child_ends_too(tmp_path: Path) -> None:
    spawner = subprocess.Popen(
        [sys.executable, "-c", SPAWNER, str(tmp_path / "log")], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert spawner.stdout
    child = int(spawner.stdout.readline())
    assert alive({child}) == {child}
    spawner.send_signal(signal.SIGKILL)
    spawner.communicate()
    eventually(lambda: alive({child}) == set())


def test_a_large_log_becomes_the_old_one(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * (LARGEST_LOG_BYTES + 1))
    shorten(log)
    assert not log.exists()
    assert (tmp_path / "web.log.1").stat().st_size == LARGEST_LOG_BYTES + 1
