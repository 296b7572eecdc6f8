"""Ready-made roles of the operator's staff: groups of the admin, made by `manage.py load_defaults`."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

#: The models of the admin, by app.
BUSINESS: Final = (
    *("partners.account", "partners.partner", "partners.tier", "partners.apikey", "partners.loggedrequest"),
    *("customers.customer", "customers.organization", "customers.subscription", "customers.usage"),
    *("generation.workspace", "generation.workspaceplan", "webhooks.endpoint", "webhooks.delivery"),
)
CONTENT: Final = ("generation.project", "generation.generation")
PATIENTS: Final = (
    *("imaging.study", "imaging.instance", "imaging.report", "imaging.agent", "imaging.timelinelink"),
    *("imaging.download",),
)
MONEY: Final = (
    *("credits.wallet", "credits.entry", "credits.hold", "credits.plan", "credits.addonprice"),
    *("credits.planopening", "credits.retailprice", "credits.retailaddonprice", "credits.approval"),
)
PEOPLE: Final = ("portal.membership", "portal.invitation", "account.emailaddress", "mfa.authenticator", "partners.user")
RECORDS: Final = ("admin.logentry", "procrastinate.procrastinatejob", "auth.group")


def viewing(*models: str) -> Iterator[str]:
    """Yield the permissions to look at these models."""
    for model in models:
        app, _, name = model.partition(".")
        yield f"{app}.view_{name}"


#: What each role may do. Changed in the admin afterwards, by a superuser, as the operator likes.
ROLES: Final[Mapping[str, frozenset[str]]] = {
    "Support": frozenset(
        (
            *viewing(*BUSINESS, *CONTENT, *PEOPLE),
            # Revoking keys and pausing endpoints; calling addresses verified; helping with a lost second factor.
            *("partners.change_apikey", "webhooks.change_endpoint"),
            *("account.change_emailaddress", "mfa.delete_authenticator"),
        )
    ),
    "Finance": frozenset(
        (
            *viewing(*BUSINESS, *MONEY),
            # Moving credits by hand, and approving what a colleague wants moved.
            *("credits.add_entry", "credits.change_approval"),
        )
    ),
    "Read-only": frozenset(viewing(*BUSINESS, *CONTENT, *PATIENTS, *MONEY, *PEOPLE, *RECORDS)),
}


def load_staff_roles() -> None:
    """Make the groups that are not there yet. Those that are there stay as they are."""
    for name, permissions in ROLES.items():
        group, made = Group.objects.get_or_create(name=name)
        if made:
            group.permissions.set(_permissions(permissions))


def _permissions(names: frozenset[str]) -> list[Permission]:
    """Return the permissions of these names. All of them exist once the migrations are applied."""
    wanted = Q()
    for name in names:
        app, _, codename = name.partition(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(wanted))
    assert len(found) == len(names), "a role names a permission that there isn't"
    return found
