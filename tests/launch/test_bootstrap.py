"""The environment's first step, with a shell and whatever Python there is."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED_PROGRAMS = ("sh", "dirname", "touch")
REMEDY = "install one, or name it: make run PYTHON=/path/to/python3.12"


class Machine:
    """A copy of the project's first step, with only a few programs on PATH and no package manager."""

    def __init__(self, place: Path) -> None:
        self.project = place / "project"
        self.programs = place / "bin"
        (self.project / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "bootstrap", self.project / "scripts")
        self.programs.mkdir()
        for program in NEEDED_PROGRAMS:
            (self.programs / program).symlink_to(str(shutil.which(program)))
        self.add("id", "echo 1000")

    def add(self, name: str, script: str) -> Path:
        program = self.programs / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return program

    def bootstrap(self, **variables: str) -> tuple[int, str]:
        """The exit code and what it said."""
        environment = {"PATH": str(self.programs), **variables}
        command = [str(self.project / "scripts" / "bootstrap"), "run"]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


OLD = 'case "$2" in *version_info\\[:2\\]*) echo 3.9;; *) exit 1;; esac'
WITHOUT_ENSUREPIP = 'case "$2" in *ensurepip*) exit 1;; *version_info\\[:2\\]*) echo 3.11;; esac'


def test_a_too_old_python_is_named_with_its_version(machine: Machine) -> None:
    machine.add("python3", OLD)
    assert machine.bootstrap() == (1, f"error: Tollgate needs Python 3.11 or newer, and python3 is 3.9; {REMEDY}\n")
    assert not (machine.project / ".venv").exists()


def test_a_too_old_python_that_was_asked_for_is_not_replaced_by_another(machine: Machine) -> None:
    machine.add("python3", "exit 0")
    old = machine.add("old", OLD)
    said = f"error: Tollgate needs Python 3.11 or newer, and {old} is 3.9; {REMEDY}\n"
    assert machine.bootstrap(PYTHON=str(old)) == (1, said)


def test_a_machine_without_python_is_told_so(machine: Machine) -> None:
    said = f"error: Tollgate needs Python 3.11 or newer, and python3 doesn't run; {REMEDY}\n"
    assert machine.bootstrap() == (1, said)


def test_a_newer_python_under_its_own_name_is_found(machine: Machine) -> None:
    machine.add("python3", OLD)
    machine.add("python3.12", WITHOUT_ENSUREPIP.replace("3.11", "3.12"))
    code, said = machine.bootstrap()
    assert said.startswith("Making the environment .venv with Python 3.12\n")
    assert code == 1


def test_a_python_without_environments_names_the_missing_package(machine: Machine) -> None:
    python = machine.add("python3", WITHOUT_ENSUREPIP)
    assert machine.bootstrap() == (
        1,
        "Making the environment .venv with Python 3.11\n"
        f"error: {python} cannot make environments; install the package python3.11-venv "
        "(e.g. sudo apt-get install python3.11-venv) or uv\n",
    )


def test_root_installs_the_missing_package_or_sees_why_not(machine: Machine) -> None:
    machine.add("id", "echo 0")
    machine.add("python3", WITHOUT_ENSUREPIP)
    asked = machine.project / "asked"
    machine.add("apt-get", f'echo "$*" >> {asked}; echo "no such package" >&2; case "$*" in *install*) exit 100;; esac')
    code, said = machine.bootstrap()
    assert asked.read_text() == "-qq update\n-qq install -y --no-install-recommends python3.11-venv\n"
    needs = f"{machine.programs}/python3 needs to make environments"
    assert said.splitlines()[2:] == [
        "no such package",
        "no such package",
        f"error: apt-get could not install python3.11-venv, which {needs}",
    ]
    assert code == 1
