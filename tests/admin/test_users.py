"""People who sign in: made with an address, made inactive rather than deleted, and unable to raise themselves."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client

from partners.models import ApiKey, User
from portal.models import Membership
from tests.admin.staff import client_of, history_of, list_of, make_operator, make_staff, page_of, show_password
from tests.factories import make_partner

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-battery"
MANAGER = ("partners.view_user", "partners.add_user", "partners.change_user")


def new(name: str, email: str) -> dict[str, str]:
    return {
        "username": name,
        "email": email,
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }


def as_shown(user: User, **changes: str) -> dict[str, str]:
    """The fields of a user's page as a browser would send them back."""
    fields = {"username": user.username, "email": user.email, "first_name": "", "last_name": "", "is_active": "on"}
    times = {"last_login_0": "", "last_login_1": "", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    return {**fields, **times, **changes}


def test_a_new_user_has_a_name_an_address_and_no_rights(browser: Client) -> None:
    response = browser.post(f"{list_of(User)}add/", new("ada", "ada@example.com"))
    user = User.objects.get(username="ada")
    assert (response.status_code, response["Location"]) == (302, page_of(user))
    assert (user.email, user.check_password(PASSWORD)) == ("ada@example.com", True)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert browser.get(page_of(user)).status_code == 200


@pytest.mark.parametrize("email", ["", "ada@example.com"])
def test_an_address_is_needed_and_belongs_to_one_user(browser: Client, email: str) -> None:
    browser.post(f"{list_of(User)}add/", new("ada", "ada@example.com"))
    response = browser.post(f"{list_of(User)}add/", new("bob", email))
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["email"]
    assert not User.objects.filter(username="bob").exists()


def test_a_user_cannot_be_deleted_but_made_inactive(browser: Client) -> None:
    user = make_staff()
    assert browser.post(page_of(user, "delete"), {"post": "yes"}).status_code == 403
    fields = as_shown(user)
    del fields["is_active"]
    assert browser.post(page_of(user), fields).status_code == 302
    user.refresh_from_db()
    assert user.is_active is False


def test_a_password_can_be_set_anew(browser: Client) -> None:
    user = make_staff()
    url = f"/admin/partners/user/{user.pk}/password/"
    assert browser.get(url).status_code == 200
    fields = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert browser.post(url, fields).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_somebody_who_manages_users_cannot_raise_themselves() -> None:
    manager = make_staff(*MANAGER)
    group = Group.objects.create(name="Everything")
    changes = {"is_staff": "on", "is_superuser": "on", "groups": str(group.pk), "first_name": "Ada"}
    assert client_of(manager).post(page_of(manager), as_shown(manager, **changes)).status_code == 302
    manager.refresh_from_db()
    assert (manager.first_name, manager.is_superuser, manager.groups.count()) == ("Ada", False, 0)
    assert manager.user_permissions.count() == 3


def test_only_a_superuser_changes_a_superuser() -> None:
    chief, browser = make_operator(), client_of(make_staff(*MANAGER))
    assert browser.get(page_of(chief)).status_code == 200
    assert browser.post(page_of(chief), as_shown(chief, email="mine@example.com")).status_code == 403
    fields = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert browser.post(f"/admin/partners/user/{chief.pk}/password/", fields).status_code == 403
    chief.refresh_from_db()
    assert chief.check_password("a-long-password")
    assert chief.email != "mine@example.com"


def password_page(user: User) -> str:
    return f"/admin/partners/user/{user.pk}/password/"


NEW_PASSWORD = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}


def colleague(kind: str) -> User:
    """Somebody with a right that a manager of users lacks, held in one of the ways that there are."""
    if kind == "superuser":
        return make_operator()
    if kind == "by permission":
        return make_staff("credits.add_entry")
    if kind == "more of the same":
        return make_staff(*MANAGER, "credits.view_entry")
    user = make_staff()
    group = Group.objects.create(name="Finance people")
    group.permissions.add(Permission.objects.get(codename="add_entry"))
    user.groups.add(group)
    if kind == "inactive":
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.refresh_from_db()
    return user


@pytest.mark.parametrize("kind", ["superuser", "by permission", "more of the same", "by group", "inactive"])
def test_nobody_takes_over_a_colleague_with_more_rights(kind: str) -> None:
    above, browser = colleague(kind), client_of(make_staff(*MANAGER))
    before = User.objects.filter(pk=above.pk).values().get()
    assert browser.get(page_of(above)).status_code == 200
    assert browser.post(page_of(above), as_shown(above, email="mine@example.com")).status_code == 403
    assert browser.get(password_page(above)).status_code == 403
    assert browser.post(password_page(above), NEW_PASSWORD).status_code == 403
    assert User.objects.filter(pk=above.pk).values().get() == before
    assert LogEntry.objects.count() == 0


def test_a_colleague_with_the_same_or_fewer_rights_is_helped_and_it_is_recorded() -> None:
    manager = make_staff(*MANAGER)
    for below in (make_staff(), make_staff(*MANAGER), make_staff("partners.view_user")):
        assert client_of(manager).post(password_page(below), NEW_PASSWORD).status_code == 302
        below.refresh_from_db()
        assert below.check_password(PASSWORD)
        assert history_of(below) == [(manager.username, "Changed password.")]


def test_a_password_is_set_after_ones_own_was_shown_again() -> None:
    manager, below = make_staff(*MANAGER), make_staff()
    browser = client_of(manager)
    show_password(browser, manager, seconds_ago=301)
    confirm = f"/accounts/reauthenticate/?next=%2Fadmin%2Fpartners%2Fuser%2F{below.pk}%2Fpassword%2F"
    assert browser.get(password_page(below))["Location"] == confirm
    assert browser.post(password_page(below), NEW_PASSWORD)["Location"] == confirm
    assert PASSWORD not in str(browser.session.items())
    change = browser.post(page_of(below), as_shown(below, email="mine@example.com"))
    assert change["Location"].startswith("/accounts/reauthenticate/")
    below.refresh_from_db()
    assert (below.check_password(PASSWORD), below.email != "mine@example.com") == (False, True)
    assert browser.get(page_of(below)).status_code == 200


def test_a_key_is_made_in_the_admin_after_the_password() -> None:
    account, chief = make_partner(), make_operator()
    browser = client_of(chief)
    show_password(browser, chief, seconds_ago=301)
    answer = browser.post(f"{list_of(ApiKey)}add/?account={account.pk}", {"name": "x"})
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=%2Fadmin%2Fpartners%2Fapikey%2Fadd%2F")
    assert not ApiKey.objects.exists()


def test_groups_are_changed_by_superusers_only(browser: Client) -> None:
    group = Group.objects.create(name="Everything")
    rights = ("auth.view_group", "auth.add_group", "auth.change_group", "auth.delete_group")
    manager = make_staff(*rights)
    manager.groups.add(group)
    own = client_of(manager)
    wanted = Permission.objects.get(codename="change_user").pk
    assert own.get(page_of(group)).status_code == 200
    assert own.post(page_of(group), {"name": "Everything", "permissions": [wanted]}).status_code == 403
    assert own.post(page_of(group, "delete"), {"post": "yes"}).status_code == 403
    assert own.get(f"{list_of(Group)}add/").status_code == 403
    assert (group.permissions.count(), Group.objects.count()) == (0, 1)
    assert browser.post(page_of(group), {"name": "Everything", "permissions": [wanted]}).status_code == 302
    assert [permission.pk for permission in group.permissions.all()] == [wanted]


def test_staff_do_not_make_themselves_members_of_an_account(browser: Client) -> None:
    account = make_partner()
    helper = make_staff(
        "portal.add_membership", "portal.view_membership", "partners.view_user", "partners.view_account"
    )
    other = make_staff()
    fields = {"account": str(account.pk), "role": "owner"}
    refused = client_of(helper).post(f"{list_of(Membership)}add/", {**fields, "user": str(helper.pk)})
    assert refused.status_code == 200
    assert not Membership.objects.exists()
    assert client_of(helper).post(f"{list_of(Membership)}add/", {**fields, "user": str(other.pk)}).status_code == 302
    assert Membership.objects.get().user == other


def test_what_belongs_to_a_colleagues_sign_in_is_kept_from_those_below() -> None:
    above, below = make_staff("credits.add_entry"), make_staff()
    rights = ("mfa.view_authenticator", "mfa.delete_authenticator", "account.view_emailaddress")
    helper = make_staff(*rights, "account.change_emailaddress", "account.delete_emailaddress")
    browser = client_of(helper)
    for user, status in ((above, 403), (helper, 403), (below, 302)):
        factor = Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
        assert browser.post(page_of(factor, "delete"), {"post": "yes"}).status_code == status
    assert [factor.user_id for factor in Authenticator.objects.order_by("pk")] == [above.pk, helper.pk]
    for user, status in ((above, 403), (below, 302)):
        address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
        assert browser.post(page_of(address), {"verified": "on"}).status_code == status
        assert EmailAddress.objects.get(user=user).verified is (status == 302)
        assert browser.post(page_of(address, "delete"), {"post": "yes"}).status_code == status
