"""A public generator makes a Python client from each document, and finds nothing in it to warn of."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from errors_docs.surfaces import SURFACES
from tests.server.running import ROOT

PROGRAMS = Path(sys.executable).parent


@pytest.mark.parametrize("surface", SURFACES)
def test_a_client_with_a_module_for_each_operation_is_generated_without_a_warning(surface: str, tmp_path: Path) -> None:
    document = ROOT / "docs" / "openapi" / f"{surface}.json"
    client = tmp_path / "client"
    options = [f"--path={document}", f"--output-path={client}", "--meta=none", "--fail-on-warning"]
    # It formats what it wrote with ruff, which it looks for on PATH.
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    command = [str(PROGRAMS / "openapi-python-client"), "generate", *options]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, ""), made.stdout
    modules = [path for path in client.glob("api/*/*.py") if path.name != "__init__.py"]
    assert len(modules) == len(operations(document))


def operations(document: Path) -> list[str]:
    """The ids of all operations."""
    paths = json.loads(document.read_text())["paths"].values()
    return [operation["operationId"] for path in paths for operation in path.values()]
