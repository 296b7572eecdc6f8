"""People who sign in, forms as a browser sends them, and what the admin has recorded."""

import itertools
import re
import time
from html.parser import HTMLParser
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from partners.models import User

_numbers = itertools.count(1)


def client_of(user: User) -> Client:
    """A browser in which the user is signed in."""
    client = Client()
    client.force_login(user)
    show_password(client, user)
    return client


def show_password(client: Client, user: User, seconds_ago: float = 0) -> None:
    """Let the browser have shown the password again, as /accounts/reauthenticate/ records it."""
    session = client.session
    record = {"method": "password", "at": time.time() - seconds_ago, "reauthenticated": True}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def make_operator() -> User:
    """A superuser."""
    number = next(_numbers)
    return User.objects.create_superuser(f"operator{number}", f"operator{number}@example.com", "a-long-password")


def make_staff(*permissions: str) -> User:
    """Somebody who may enter the admin and has these permissions: "credits.view_entry"."""
    number = next(_numbers)
    user = User.objects.create_user(f"staff{number}", f"staff{number}@example.com", "a-long-password", is_staff=True)
    for permission in permissions:
        app, _, codename = permission.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def page_of(obj: Model, page: str = "change") -> str:
    """The address of one of an object's pages."""
    names = f"admin:{obj._meta.app_label}_{obj._meta.model_name}"
    return reverse(f"{names}_{page}", args=[obj.pk])


def list_of(model: type[Model]) -> str:
    """The address of a model's list."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def nonce_in(response: Any) -> str:
    """The nonce of the form that a page shows."""
    found = re.search(r'name="nonce" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def open_and_send(client: Client, url: str, **fields: Any) -> Any:
    """Opens a form as a browser does, and sends it with its nonce and these fields."""
    opened = client.get(url)
    assert opened.status_code == 200
    return client.post(url, {"nonce": nonce_in(opened), **fields})


def history_of(obj: Model) -> list[tuple[str, str]]:
    """(who, what) of an object's history, oldest first."""
    entries = LogEntry.objects.filter(
        content_type__app_label=obj._meta.app_label, content_type__model=obj._meta.model_name, object_id=str(obj.pk)
    ).order_by("pk")
    return [(entry.user.get_username(), entry.get_change_message()) for entry in entries]


class Links(HTMLParser):
    """Every address that a page loads or leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action") and value]


def text_of(response: Any) -> str:
    """The page's text with its white space squeezed."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
