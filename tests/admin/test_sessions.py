"""Sessions of staff: they end when idle, and a second factor can be demanded of them."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from pytest_django import Settings

from config.admin.session import SEEN
from partners.models import User
from tests.admin.staff import client_of, make_operator, make_staff
from tests.portal.conftest import UNCHANGING
from tests.portal.members import code_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/partners/account/"
SIGN_IN = f"/admin/login/?next={PAGE}"
SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a-long-password"


def last_seen(client: Client, seconds_ago: float | None) -> None:
    """Let the browser have asked for its last admin page some seconds ago, or never."""
    session = client.session
    session.pop(SEEN, None)
    if seconds_ago is not None:
        session[SEEN] = int(time.time() - seconds_ago)
    session.save()


def leads_to(client: Client, path: str = PAGE) -> tuple[int, str | None]:
    answer = client.get(path)
    return answer.status_code, answer.headers.get("Location")


@pytest.fixture
def chief() -> User:
    return make_operator()


def test_a_session_that_is_used_goes_on_and_is_remembered(chief: User) -> None:
    browser = client_of(chief)
    last_seen(browser, 29 * 60)
    assert leads_to(browser) == (200, None)
    assert time.time() - browser.session[SEEN] < 20
    assert leads_to(browser) == (200, None)


@pytest.mark.parametrize("seconds", [30 * 60 + 1, 24 * 3600, None])
def test_an_idle_session_ends_and_signs_out_everywhere(chief: User, seconds: int | None) -> None:
    browser = client_of(chief)
    last_seen(browser, seconds)
    assert leads_to(browser) == (302, SIGN_IN)
    assert "_auth_user_id" not in browser.session
    assert leads_to(browser, "/portal/")[1] == "/accounts/login/?next=/portal/"


def test_the_sign_in_says_why_an_idle_session_ended(chief: User) -> None:
    browser = client_of(chief)
    last_seen(browser, 3600)
    page = browser.get(PAGE, follow=True).content.decode()
    assert "You were signed out: no page was opened for 30 minutes." in page


def test_a_member_that_opens_the_admin_by_mistake_stays_signed_in_to_the_portal() -> None:
    browser = client_of(User.objects.create_user("member", "member@example.com", PASSWORD))
    assert leads_to(browser) == (302, SIGN_IN)
    assert leads_to(browser, "/portal/no-account") == (200, None)


def test_a_form_of_an_idle_session_changes_nothing(chief: User) -> None:
    browser = client_of(chief)
    last_seen(browser, 3600)
    answer = browser.post("/admin/partners/tier/add/", {"slug": "x", "name": "X"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/partners/tier/add/")


def test_the_operator_sets_how_long_idle_is(chief: User, settings: Settings) -> None:
    settings.ADMIN_IDLE_MINUTES = 5
    browser = client_of(chief)
    last_seen(browser, 299)
    assert leads_to(browser) == (200, None)
    last_seen(browser, 301)
    assert leads_to(browser) == (302, SIGN_IN)


def test_a_sign_in_begins_the_time_on_either_way(chief: User) -> None:
    browser = Client()
    fields: dict[str, Any] = {"username": chief.username, "password": PASSWORD, "next": PAGE}
    assert browser.post("/admin/login/", fields)["Location"] == PAGE
    assert leads_to(browser) == (200, None)
    EmailAddress.objects.create(user=chief, email=chief.email, primary=True, verified=True)
    other = Client()
    other.post("/accounts/login/", {"login": chief.email, "password": PASSWORD})
    assert leads_to(other) == (200, None)


def test_sign_ins_of_staff_are_in_the_log_and_failures_without_what_was_typed(
    chief: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tollgate.staff")
    browser = Client(REMOTE_ADDR="192.0.2.7")
    browser.post("/admin/login/", {"username": "my-secret", "password": "x"})
    browser.post("/admin/login/", {"username": chief.username, "password": PASSWORD})
    told = [vars(record) for record in caplog.records if record.name == "tollgate.staff"]
    assert [(line["levelname"], line["message"], line["address"], line.get("user")) for line in told] == [
        ("WARNING", "sign-in to the admin failed", "192.0.2.7", None),
        ("INFO", "staff signed in", "192.0.2.7", chief.pk),
    ]
    assert "my-secret" not in str(told)


def test_without_the_setting_a_password_is_enough(chief: User) -> None:
    assert leads_to(client_of(chief)) == (200, None)


@pytest.mark.parametrize("make", [make_operator, make_staff])
def test_staff_without_a_second_factor_are_sent_to_set_one_up(settings: Settings, make: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    browser = client_of(make())
    for path in ("/admin/", PAGE, "/admin/password_change/", "/admin/autocomplete/"):
        assert leads_to(browser, path) == (302, "/accounts/2fa/")
    assert browser.post("/admin/partners/tier/add/", {"slug": "x"})["Location"] == "/accounts/2fa/"


def test_recovery_codes_alone_are_no_second_factor(chief: User, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    Authenticator.objects.create(user=chief, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert leads_to(client_of(chief)) == (302, "/accounts/2fa/")


def test_a_session_from_before_the_second_factor_shows_it_once(chief: User, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR, settings.MFA_TOTP_PERIOD = True, UNCHANGING
    TOTP.activate(chief, SECRET)
    browser = client_of(chief)
    confirm = "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fpartners%2Faccount%2F"
    assert leads_to(browser) == (302, confirm)
    assert browser.post(confirm, {"code": "000000"}).status_code == 200
    assert leads_to(browser) == (302, confirm)
    assert browser.post(confirm, {"code": code_of(SECRET), "next": PAGE})["Location"] == PAGE
    assert leads_to(browser) == (200, None)


def test_members_of_accounts_need_none(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    user = User.objects.create_user("member", "member@example.com", PASSWORD)
    assert leads_to(client_of(user)) == (302, SIGN_IN)
    assert leads_to(client_of(user), "/portal/no-account") == (200, None)
