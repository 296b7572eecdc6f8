"""Public generators make clients from each document, for Python and for TypeScript, and find nothing to warn of."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from errors_docs.surfaces import SURFACES
from tests.forks import ROOT

PROGRAMS = Path(sys.executable).parent
#: Exact, so that a newer one's new opinion doesn't break an old commit.
TYPESCRIPT_PACKAGES = ("openapi-typescript@7.13.0", "typescript@5.9.3")


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


@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the programs of TYPESCRIPT_PACKAGES."""
    folder = tmp_path_factory.mktemp("typescript")
    install = ["npm", "install", "--no-audit", "--no-fund", f"--prefix={folder}", *TYPESCRIPT_PACKAGES]
    subprocess.run(install, capture_output=True, check=True, timeout=600)
    return folder / "node_modules" / ".bin"


@pytest.mark.thorough
@pytest.mark.timeout(900)
@pytest.mark.parametrize("surface", SURFACES)
def test_types_for_typescript_are_generated_without_a_warning_and_compile(
    surface: str, typescript: Path, tmp_path: Path
) -> None:
    document, types = ROOT / "docs" / "openapi" / f"{surface}.json", tmp_path / "api.d.ts"
    command = [str(typescript / "openapi-typescript"), str(document), f"--output={types}"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert re.search("warn|error|⚠|✘", made.stdout + made.stderr, re.IGNORECASE) is None
    compile_types = [str(typescript / "tsc"), "--strict", "--noEmit", str(types)]
    compiled = subprocess.run(compile_types, capture_output=True, check=False)
    assert (compiled.returncode, compiled.stdout) == (0, b"")
    written = types.read_text()
    assert [name for name in operations(document) if f"\n    {name}: {{" not in written] == []


def operations(document: Path) -> list[str]:
    """The ids of all operations."""
    paths = json.loads(document.read_text())["paths"].values()
    return [operation["operationId"] for path in paths for operation in path.values()]
