"""The ready-made roles of staff: made once, with permissions that exist, and what each may do in the admin."""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from config.staff_roles import ROLES
from partners.models import Account, User
from tests.admin.staff import client_of, make_staff, page_of
from tests.factories import make_key, make_partner

pytestmark = pytest.mark.django_db

#: Lists of the admin that a role doesn't see.
HIDDEN = {
    "Support": {
        *("admin.logentry", "auth.group", "credits.addonprice", "credits.approval", "credits.entry", "credits.hold"),
        *("credits.plan", "credits.planopening", "credits.retailaddonprice", "credits.retailprice", "credits.wallet"),
        *("imaging.agent", "imaging.download", "imaging.instance", "imaging.report", "imaging.study"),
        *("imaging.timelinelink", "procrastinate.procrastinatejob"),
    },
    "Finance": {
        *("account.emailaddress", "admin.logentry", "auth.group", "generation.generation", "generation.project"),
        *("imaging.agent", "imaging.download", "imaging.instance", "imaging.report", "imaging.study"),
        *("imaging.timelinelink", "mfa.authenticator", "partners.user", "portal.invitation", "portal.membership"),
        *("procrastinate.procrastinatejob",),
    },
    "Read-only": set[str](),
}


@pytest.fixture(autouse=True)
def _roles() -> None:
    call_command("load_defaults")


def member_of(role: str) -> User:
    user = make_staff()
    user.groups.add(Group.objects.get(name=role))
    return user


def browser_of(role: str) -> Client:
    return client_of(member_of(role))


def granted(role: str) -> set[str]:
    permissions = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in permissions}


def test_the_roles_have_the_permissions_of_their_table() -> None:
    assert {role: granted(role) for role in ("Support", "Finance", "Read-only")} == dict(ROLES)


def test_a_role_that_an_operator_changed_stays_changed() -> None:
    Group.objects.get(name="Support").permissions.clear()
    Group.objects.get(name="Finance").delete()
    call_command("load_defaults")
    assert granted("Support") == set()
    assert granted("Finance") == ROLES["Finance"]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_its_lists_and_no_other(role: str) -> None:
    request = RequestFactory().get("/admin/")
    request.user = member_of(role)
    registered = site._registry.items()  # the only list of what the admin shows
    hidden = {model._meta.label_lower for model, shown in registered if not shown.has_view_permission(request)}
    assert hidden == HIDDEN[role]


def test_only_finance_moves_credits_and_only_support_ends_keys() -> None:
    account = make_partner()
    make_key(account)
    key = account.api_keys.get()
    for role, money, keys in (("Support", 403, 200), ("Finance", 200, 403), ("Read-only", 403, 403)):
        browser = browser_of(role)
        assert browser.get(page_of(account, "grant")).status_code == money
        assert browser.get(page_of(key, "revoke")).status_code == keys
        assert browser.get(page_of(key, "rotate")).status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_users_groups_or_terms(role: str) -> None:
    account, browser = make_partner(), browser_of(role)
    assert not {name for name in ROLES[role] if "user" in name and not name.startswith("partners.view")}
    for url in (reverse("admin:partners_user_add"), reverse("admin:auth_group_add"), reverse("admin:credits_plan_add")):
        assert browser.get(url).status_code == 403
    assert browser.post(page_of(account, "deactivate"), {"reason": "x"}).status_code == 403
    assert Account.objects.get().status == "active"


def test_read_only_changes_nothing() -> None:
    assert {name.partition(".")[2].partition("_")[0] for name in ROLES["Read-only"]} == {"view"}
