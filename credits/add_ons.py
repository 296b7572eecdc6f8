"""What can be added to a plan, each once. Public: the names stand in requests, answers and prices."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class AddOn:
    """``name`` as in JSON; ``unit`` is what one unit gives."""

    name: str
    title: str
    unit: str


ADD_ONS: Final = (
    AddOn("hotStorageUnits", "Hot storage", "500 GB"),
    AddOn("coldStorageUnits", "Cold storage", "1 TB"),
    AddOn("deepFreezeUnits", "Deep-freeze storage", "1 TB"),
    AddOn("extraServers", "Extra servers", "1 server"),
    AddOn("mysqlDatabases", "MySQL databases", "1 database"),
    AddOn("mssqlDatabases", "SQL Server databases", "1 database"),
    AddOn("extraWorkspaces", "Extra workspaces", "1 workspace"),
)

ADD_ON_NAMES: Final = tuple(add_on.name for add_on in ADD_ONS)


def add_on_choices() -> list[tuple[str, str]]:
    """For a model's ``choices``; a function, so that a new add-on needs no migration."""
    return [(add_on.name, f"{add_on.title} ({add_on.unit})") for add_on in ADD_ONS]
