"""People who sign in: made with an address, made inactive rather than deleted, and unable to raise themselves."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from partners.models import User
from tests.admin.staff import client_of, list_of, make_operator, make_staff, page_of

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
