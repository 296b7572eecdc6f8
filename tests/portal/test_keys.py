"""Making, rotating and revoking keys: the secret is on one answer and nowhere else."""

import logging
import re
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from partners.keys import create_key
from partners.models import Account, ApiKey
from partners.modes import LIVE, TEST
from partners.scopes import SCOPES
from tests.admin.staff import open_and_send
from tests.calls import Api
from tests.factories import make_partner, make_workspace
from tests.portal.members import browser_of, make_member, member_browser, text_of, without_chance

pytestmark = pytest.mark.django_db
NEW = "/portal/keys/new"


def typed(**fields: Any) -> dict[str, Any]:
    scopes = [scope.name for scope in SCOPES["partner"]]
    return {"name": "Production server", "mode": LIVE, "scopes": scopes, "allowed_networks": "", **fields}


def secret_in(page: Any) -> str:
    (secret,) = re.findall(r"(?:sk|pms)_(?:live|test)_[0-9A-Za-z]{32,34}", page.content.decode())
    return str(secret)


def test_the_new_key_is_as_asked_and_works() -> None:
    account = make_partner()
    user = make_member(account)
    page = open_and_send(
        browser_of(user),
        NEW,
        **typed(
            scopes=["account:read", "plans:read"],
            allowed_networks="192.0.2.7\n2001:db8::/32",
            expires_at="2999-12-31T12:30",
            monthly_cap="250.5",
        ),
    )
    key = ApiKey.objects.get()
    assert (key.account, key.name, key.mode, key.created_by) == (account, "Production server", LIVE, user)
    assert (key.scopes, key.allowed_networks) == (["account:read", "plans:read"], ["192.0.2.7/32", "2001:db8::/32"])
    assert (f"{key.expires_at:%Y-%m-%d %H:%M}", key.monthly_cap) == ("2999-12-31 12:30", 25050)
    secret = secret_in(page)
    assert bytes(key.hash) == sha256(secret.encode()).digest()
    assert Api(secret, address="192.0.2.7").get("/account").status_code == 200
    assert Api(secret, address="192.0.2.8").get("/account").status_code == 403


def test_the_secret_is_shown_once_and_kept_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = member_browser(make_partner())
    page = open_and_send(browser, NEW, **typed())
    secret = secret_in(page)
    assert page.content.decode().count(secret) == 1
    assert "no-store" in page["Cache-Control"]
    for path in ("/portal/keys", "/portal/", "/portal/welcome", NEW):
        assert secret[8:-4] not in browser.get(path).content.decode()
    assert secret[8:-4] not in caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert secret[8:-4] not in str([session.get_decoded() for session in Session.objects.all()])


def test_a_form_that_is_sent_twice_makes_one_key() -> None:
    browser = member_browser(make_partner())
    opened = browser.get(NEW)
    nonce = re.search(r'name="nonce" value="([^"]+)"', opened.content.decode())
    assert nonce is not None
    fields = {"nonce": nonce[1], **typed()}
    assert browser.post(NEW, fields).status_code == 200
    again = browser.post(NEW, fields)
    assert again.status_code == 400
    assert "sent before" in text_of(again)
    assert ApiKey.objects.count() == 1


def test_live_keys_are_for_verified_addresses_only() -> None:
    account = make_partner()
    browser = browser_of(make_member(account, verified=False))
    refused = open_and_send(browser, NEW, **typed())
    assert refused.status_code == 400
    assert "Verify your email address first" in text_of(refused)
    assert not ApiKey.objects.exists()
    live = create_key(account=account, name="Old", mode=LIVE).key
    assert open_and_send(browser, f"/portal/keys/{live.public_id}/rotate", overlap_days=0).status_code == 400
    assert ApiKey.objects.count() == 1
    assert open_and_send(browser, NEW, **typed(mode=TEST)).status_code == 200


def test_rotating_keeps_the_rights_and_ends_the_old_key_after_the_overlap() -> None:
    account = make_partner()
    old = create_key(account=account, name="Server", mode=LIVE, scopes=["account:read"])
    page = open_and_send(member_browser(account), f"/portal/keys/{old.key.public_id}/rotate", overlap_days=0)
    new = ApiKey.objects.get(replaces=old.key)
    assert (new.name, new.scopes, new.mode) == ("Server", ["account:read"], LIVE)
    assert Api(secret_in(page)).get("/account").status_code == 200
    old.key.refresh_from_db()
    assert not old.key.is_usable()


def test_revoking_ends_a_key_at_once_and_keeps_the_reason() -> None:
    account = make_partner()
    issued = create_key(account=account, name="Server", mode=LIVE)
    browser = member_browser(account)
    answer = browser.post(f"/portal/keys/{issued.key.public_id}/revoke", {"reason": "Leaked"})
    assert answer.status_code == 302
    assert ApiKey.objects.get().revoked_reason == "Leaked"
    assert Api(issued.secret).get("/account").status_code == 401
    assert "Leaked" in text_of(browser.get("/portal/keys"))


def test_the_list_has_the_keys_of_one_mode() -> None:
    account = make_partner()
    create_key(account=account, name="Live one", mode=LIVE)
    create_key(account=account, name="Test one", mode=TEST)
    assert "Test one" not in text_of(member_browser(account, mode=LIVE).get("/portal/keys"))
    assert "Live one" not in text_of(member_browser(account, mode=TEST).get("/portal/keys"))


@pytest.mark.parametrize("page", ["rotate", "revoke"])
def test_keys_of_strangers_and_of_the_other_mode_are_missing_like_any_other(page: str) -> None:
    account = make_partner()
    browser = member_browser(account, mode=TEST)
    foreign = create_key(account=make_partner(), name="Theirs", mode=TEST).key
    live = create_key(account=account, name="Mine, live", mode=LIVE).key

    def answer(public_id: str) -> tuple[int, str]:
        return without_chance(browser.post(f"/portal/keys/{public_id}/{page}", {"reason": "x", "overlap_days": 0}))

    missing = answer("key_00000000000000000000000000")
    assert missing[0] == 404
    assert answer(foreign.public_id) == missing
    assert answer(live.public_id) == missing
    assert answer("key_\x00") == missing
    assert ApiKey.objects.filter(revoked_at=None, expires_at=None).count() == 2


def test_a_workspace_is_told_when_it_has_ten_keys() -> None:
    account: Account = make_workspace()
    browser: Client = member_browser(account, mode=TEST)
    for number in range(10):
        create_key(account=account, name=f"Key {number}", mode=TEST)
    page = open_and_send(browser, NEW, **typed(mode=TEST, scopes=["full"]))
    assert page.status_code == 400
    assert "at most 10 active keys" in text_of(page)
    assert ApiKey.objects.count() == 10


def test_the_list_tells_what_a_key_may_do_from_where_and_for_how_much() -> None:
    account = make_partner()
    create_key(account=account, name="Tied", mode=LIVE, allowed_networks=["192.0.2.0/24"], monthly_cap=50_00)
    page = text_of(member_browser(account).get("/portal/keys"))
    assert "9 scopes, 1 network, cap" in page
    assert "From 192.0.2.0/24. At most 50.00 credits a month" in page
