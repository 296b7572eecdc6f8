"""`python -m config.launch run` as an operator starts it: its own process, port and data directory."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.postgres import documented_settings

ROOT = Path(__file__).resolve().parent.parent.parent
LAST_LINE = "Ctrl-C ends everything; the data stays."


class Launcher:
    """One run. ``output`` is what it printed up to its last line; the rest is in ``rest`` after it ended."""

    def __init__(self, var: Path, **variables: str) -> None:
        self.var = var
        self.port = variables.get("PORT") or str(free_port())
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.launch", "run"],
            cwd=ROOT,
            env=environment(var, **{"PORT": self.port, **variables}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = ""
        self.rest = ""

    def __enter__(self) -> "Launcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def wait_until_shown(self, line: str = LAST_LINE) -> "Launcher":
        """Reads until a line that contains this one, or the end of the run."""
        assert self.process.stdout
        for printed in self.process.stdout:
            self.output += printed
            if line in printed:
                return self
        raise AssertionError(f"ended before {line!r}:\n{self.output}{logs(self.var)}")

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """The exit code after this signal."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        if self.process.stdout and not self.process.stdout.closed:
            self.rest, _ = self.process.communicate(timeout=300)
        return self.process.returncode

    def lines_after(self, heading: str, count: int) -> list[str]:
        """The printed lines that follow this one."""
        lines = self.output.splitlines()
        first = lines.index(heading) + 1
        return lines[first : first + count]

    @property
    def demo(self) -> dict[str, str]:
        """var/demo.env as a shell would read it."""
        words = shlex.split((self.var / "demo.env").read_text())
        return dict(word.split("=", 1) for word in words)


def environment(var: Path, **variables: str) -> dict[str, str]:
    """This process's variables with these settings only: an empty one counts as unset, also where .env has a value."""
    unset = dict.fromkeys(documented_settings(), "")
    return {**os.environ, **unset, "VAR_DIR": str(var), **variables}


def refused(var: Path, **variables: str) -> tuple[int, str]:
    """The exit code and the standard error of a start that ends by itself."""
    command = [sys.executable, "-m", "config.launch", "run"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment(var, **variables), capture_output=True, text=True, timeout=300, check=False
    )
    return ended.returncode, ended.stderr


def pasted(line: str) -> dict[str, Any]:
    """The JSON that a printed command line answers in a shell."""
    ended = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def logs(var: Path) -> str:
    """All logs of a run, for the message of a failed test."""
    return "".join(f"\n--- {log.name}\n{log.read_text()[-3000:]}" for log in sorted((var / "log").glob("*.log")))
