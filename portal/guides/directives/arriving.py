"""Declarations of an app that may not be there yet; once all are, this file goes and they are imported by name."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def vocabulary(module: str, name: str) -> dict[str, Any]:
    """What a module declares by this name, nothing where the module isn't there."""
    package = module.rpartition(".")[0]
    if find_spec(package) is None or find_spec(module) is None:
        return {}
    found: dict[str, Any] = getattr(import_module(module), name)
    return found
