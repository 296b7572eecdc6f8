"""Signing in and out, what the browser is told, and how often one may try."""

import re

import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from errors_docs.content_policy import content_policy
from partners.modes import TEST
from portal.models import SampleKey
from portal.roles import Role
from tests.calls import Api
from tests.docs.html_page import read_page
from tests.factories import make_partner, make_workspace
from tests.portal.members import PASSWORD, browser_of, make_member, make_user, member_browser, send_waiting_mail

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def test_a_page_sends_a_stranger_to_the_sign_in_and_back(client: Client) -> None:
    user = make_member(make_partner())
    answer = client.get("/portal/requests?status=4")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/portal/requests%3Fstatus%3D4")
    sent = {"login": user.email, "password": PASSWORD, "next": "/portal/requests?status=4"}
    answer = client.post(LOGIN, sent)
    assert (answer.status_code, answer["Location"]) == (302, "/portal/requests?status=4")


@pytest.mark.parametrize("path", ["/portal/", "/portal/keys", "/accounts/2fa/", "/accounts/email/", "/portal/settings"])
def test_every_page_has_the_strict_policy_and_is_kept_by_nobody(path: str) -> None:
    answer = member_browser(make_partner()).get(path)
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == content_policy()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"


def test_the_cookie_for_the_docs_says_whether_somebody_is_signed_in(client: Client) -> None:
    user = make_member(make_partner())
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert client.cookies["signed_in"].value == "1"
    assert client.cookies["signed_in"]["httponly"] == ""
    client.post("/accounts/logout/")
    assert client.cookies["signed_in"].value == ""


def test_the_session_cookie_is_out_of_reach_of_scripts(client: Client) -> None:
    user = make_member(make_partner())
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert client.cookies["sessionid"]["httponly"] is True
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_sample_keys_are_null_for_strangers_and_for_who_may_not_see_keys(client: Client) -> None:
    nothing = {"partner": None, "workspace": None}
    assert client.get("/portal/sample-keys.json").json() == nothing
    account = make_partner()
    for role in (Role.BILLING, Role.VIEWER):
        assert member_browser(account, role).get("/portal/sample-keys.json").json() == nothing
    assert not SampleKey.objects.exists()
    assert browser_of(make_user()).get("/portal/sample-keys.json").json() == nothing


def test_sample_keys_are_the_current_accounts_test_key_and_stay_the_same() -> None:
    account = make_partner()
    keys = member_browser(account).get("/portal/sample-keys.json").json()
    assert keys["workspace"] is None
    assert Api(keys["partner"]).get("/account").json()["data"]["mode"] == TEST
    assert member_browser(account, Role.DEVELOPER).get("/portal/sample-keys.json").json() == keys


def test_sample_keys_of_a_workspace_stand_under_its_own_surface() -> None:
    keys = member_browser(make_workspace()).get("/portal/sample-keys.json").json()
    assert keys["partner"] is None
    assert re.fullmatch("pms_test_[0-9a-f]{32}", keys["workspace"])


def test_a_revoked_sample_key_is_gone_until_it_is_replaced() -> None:
    account = make_partner()
    browser = member_browser(account, mode=TEST)
    first = browser.get("/portal/sample-keys.json").json()["partner"]
    key = SampleKey.objects.get().key
    browser.post(f"/portal/keys/{key.public_id}/revoke", {"reason": "Seen in a screenshot"})
    assert browser.get("/portal/sample-keys.json").json()["partner"] is None
    browser.post("/portal/keys/sample")
    second = browser.get("/portal/sample-keys.json").json()["partner"]
    assert second not in (None, first)
    assert Api(second).get("/account").status_code == 200
    assert Api(first).get("/account").status_code == 401


def test_an_address_may_try_ten_times_a_minute_then_waits(client: Client) -> None:
    user = make_member(make_partner())
    tries = [client.post(LOGIN, {"login": f"n{n}@example.com", "password": "x"}).status_code for n in range(11)]
    assert tries == [200] * 10 + [429]
    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer["Content-Security-Policy"] == content_policy()
    elsewhere = Client(REMOTE_ADDR="192.0.2.9").post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert elsewhere.status_code == 302


def test_a_reset_link_comes_by_mail_and_waits_sealed(client: Client) -> None:
    user = make_member(make_partner())
    assert client.post("/accounts/password/reset/", {"email": user.email}).status_code == 302
    (job,) = ProcrastinateJob.objects.filter(task_name="portal.send_mail")
    assert user.email not in str(job.args)
    assert "password/reset" not in str(job.args)
    send_waiting_mail()
    (message,) = mail.outbox
    assert re.search(r"/accounts/password/reset/key/\S+", str(message.body))


def test_a_foreign_address_to_go_to_next_is_ignored(client: Client) -> None:
    user = make_member(make_partner())
    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/portal/"


def test_somebody_in_no_account_is_told_so() -> None:
    browser = browser_of(make_user())
    assert browser.get("/portal/")["Location"] == "/portal/no-account"
    assert browser.get("/portal/no-account").status_code == 200


@pytest.mark.parametrize("path", [LOGIN, "/portal/keys/new", "/portal/settings/name"])
def test_a_form_from_elsewhere_is_refused_with_a_page_of_ours(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_member(make_partner()))
    answer = client.post(path, {"name": "x"})
    assert answer.status_code == 403
    assert answer["Content-Security-Policy"] == content_policy()
    page = read_page(answer.content.decode())
    assert page.problems == []
    assert "The form could not be taken" in page.text


def test_mail_says_who_writes_and_why(client: Client) -> None:
    user = make_member(make_partner())
    for address in (user.email, "nobody@example.com"):
        client.post("/accounts/password/reset/", {"email": address})
    send_waiting_mail()
    known, unknown = mail.outbox
    link = re.sub(r"http://\S+", "LINK", str(known.body).strip())
    assert known.subject == "Choose another password"
    assert link == (
        f"Hello,\n\nSomebody asked to choose another password for {user.email}. If it was you, open this link:\n"
        "LINK\n\n"
        "If it was not you, ignore this mail: the password stays as it is.\n\nTollgate"
    )
    assert unknown.subject == "No account with your address"
    assert "nobody signs in with this address" in str(unknown.body)
