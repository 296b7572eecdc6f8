"""Runs schemathesis over an API's document, against a server on loopback."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from errors_docs.surfaces import Surface
from tests.server.running import Running

PROGRAM: Final = Path(sys.executable).with_name("schemathesis")
CONFIG: Final = Path(__file__).with_name("schemathesis.toml")


@dataclass(frozen=True)
class Outcome:
    """How the program ended, and its own account of the run: test_cases, failures, valid_rates and more."""

    exit_code: int
    report: dict[str, Any]


def fuzz(
    server: Running, key: str, directory: Path, surface: Surface, *, examples: int, seed: int, phases: str = ""
) -> Outcome:
    """So many random examples of each operation, beside those that the schema itself suggests and chains of calls.

    ``phases`` are all, or those that are named with commas between them. What it finds goes to our own output, with a
    curl command for each failure; pytest shows it if the test fails.
    """
    report = directory / "report.json"
    address = f"http://127.0.0.1:{server.port}{surface.base_path}/openapi.json"
    numbers = [f"--max-examples={examples}", f"--seed={seed}", *([f"--phases={phases}"] if phases else [])]
    command = [str(PROGRAM), f"--config-file={CONFIG}", "run", address, *numbers, f"--report-json-path={report}"]
    process = subprocess.run(command, cwd=directory, env={**os.environ, "TOLLGATE_KEY": key}, check=False)
    return Outcome(process.returncode, json.loads(report.read_text()))
