"""What a key may be allowed to do. Public: add freely, never rename, never reuse."""

from dataclasses import dataclass
from typing import Final

from errors_docs.surfaces import PARTNER, WORKSPACE, Surface


@dataclass(frozen=True)
class Scope:
    """One permission on one surface: its public name and what it allows, in words."""

    name: str
    allows: str


ACCOUNT_READ: Final = Scope("account:read", "read the account, its balance and its ledger")
PLANS_READ: Final = Scope("plans:read", "read plans and prices")
CUSTOMERS_READ: Final = Scope("customers:read", "list and read customers")
CUSTOMERS_WRITE: Final = Scope("customers:write", "create and change customers, which charges and refunds credits")
USAGE_READ: Final = Scope("usage:read", "read usage of customers")
REPORTS_READ: Final = Scope("reports:read", "read studies and reports")
REPORTS_WRITE: Final = Scope("reports:write", "attach and detach reports")
WEBHOOKS_READ: Final = Scope("webhooks:read", "read webhook endpoints and deliveries")
WEBHOOKS_WRITE: Final = Scope("webhooks:write", "manage webhook endpoints")

FULL: Final = Scope("full", "call every endpoint, generation included")
READONLY: Final = Scope("readonly", "read credits, past generations and the request log")

SCOPES: Final = {
    PARTNER.name: (
        ACCOUNT_READ,
        PLANS_READ,
        CUSTOMERS_READ,
        CUSTOMERS_WRITE,
        USAGE_READ,
        REPORTS_READ,
        REPORTS_WRITE,
        WEBHOOKS_READ,
        WEBHOOKS_WRITE,
    ),
    WORKSPACE.name: (FULL, READONLY),
}


def scope_names(surface: Surface) -> list[str]:
    """Every scope of a surface."""
    return [scope.name for scope in SCOPES[surface.name]]


def scopes_that_allow(surface: Surface, scope: str) -> list[str]:
    """The scopes of which a key needs one: the scope itself, and ``full``, which may do what any other may."""
    return list(dict.fromkeys([scope, FULL.name])) if surface is WORKSPACE else [scope]


def default_scopes(surface: Surface) -> list[str]:
    """What a key gets that asks for nothing in particular: all of a partner's, ``full`` of a workspace's."""
    return [FULL.name] if surface is WORKSPACE else scope_names(surface)


def unknown_scopes(surface: Surface, names: list[str]) -> list[str]:
    """Those of the names that the surface doesn't have."""
    return [name for name in names if name not in scope_names(surface)]
