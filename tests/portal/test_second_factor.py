"""Second factors: sealed at rest, asked for at the sign-in, and no way round them by the admin's."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from partners.models import User
from tests.factories import make_partner
from tests.portal.members import PASSWORD, browser_of, code_of, make_member, make_user, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unchanging_codes")]


def signed_in(user: User) -> Client:
    """By password, so that the sign-in is fresh enough for settings of security."""
    client = Client()
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def with_totp(user: User) -> str:
    """Sets an authenticator app up; its secret."""
    client = signed_in(user)
    path = "/accounts/2fa/totp/activate/"
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path})["Location"] == path
    page = client.get(path).content.decode()
    found = re.search('id="authenticator_secret">([A-Z2-7]{32})<', page)
    assert found is not None
    answer = client.post(path, {"code": code_of(found[1])})
    assert answer.status_code == 302
    return found[1]


def test_the_secret_is_sealed_and_the_code_is_asked_for_after_the_password() -> None:
    user = make_member(make_partner())
    secret = with_totp(user)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    client = signed_in(user)
    assert client.get("/portal/").status_code == 302
    assert "Enter the code that your authenticator app shows now" in text_of(client.get("/accounts/2fa/authenticate/"))
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/portal/").status_code == 302


def test_a_recovery_code_lets_somebody_in_once() -> None:
    user = make_member(make_partner())
    with_totp(user)
    recovery: Any = Authenticator.objects.get(type="recovery_codes").wrap()
    (first, *_) = recovery.get_unused_codes()
    client = signed_in(user)
    assert client.post("/accounts/2fa/authenticate/", {"code": first}).status_code == 302
    assert client.get("/portal/").status_code == 200
    again = signed_in(user)
    assert again.post("/accounts/2fa/authenticate/", {"code": first}).status_code == 200
    assert again.get("/portal/").status_code == 302


def test_an_unverified_address_gets_no_second_factor() -> None:
    client = browser_of(make_member(make_partner(), verified=False))
    assert client.get("/portal/").status_code == 200
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302
    assert not Authenticator.objects.exists()


def test_the_admins_sign_in_is_no_way_round_it() -> None:
    user = make_user()
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    admin = {"username": user.username, "password": PASSWORD, "next": "/admin/"}
    assert Client().post("/admin/login/", admin).status_code == 302
    with_totp(user)
    refused = Client()
    answer = refused.post("/admin/login/", admin)
    assert answer.status_code == 200
    assert "/accounts/login/?next=/admin/" in text_of(answer)
    assert refused.get("/admin/").status_code == 302
