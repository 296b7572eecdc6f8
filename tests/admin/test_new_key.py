"""Making a key: the secret is on one answer and nowhere else."""

import json
import logging
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from partners.keys import create_key
from partners.models import Account, ApiKey, User
from partners.scopes import SCOPES
from tests.admin.staff import history_of, list_of, nonce_in, open_and_send, page_of, text_of
from tests.calls import Api
from tests.factories import make_partner, make_workspace

pytestmark = pytest.mark.django_db

ADD = "/admin/partners/apikey/add/"


def url_for(account: Account) -> str:
    return f"{ADD}?account={account.pk}"


def typed(**fields: Any) -> dict[str, Any]:
    """What somebody types who changes nothing that is offered."""
    scopes = [scope.name for scope in SCOPES["partner"]]
    return {"name": "Production server", "mode": "live", "scopes": scopes, "allowed_networks": "", **fields}


def secret_in(response: Any) -> str:
    return str(response.context["secret"])


def test_the_form_asks_first_whose_key_it_is(browser: Client) -> None:
    make_partner("Northwind")
    response = browser.get(ADD)
    assert response.status_code == 200
    assert list(response.context["form"].fields) == ["account"]


def test_the_form_offers_the_scopes_of_the_accounts_surface(browser: Client) -> None:
    partner = browser.get(url_for(make_partner())).context["form"].fields["scopes"]
    assert [name for name, _ in partner.choices] == [scope.name for scope in SCOPES["partner"]]
    assert partner.initial == [scope.name for scope in SCOPES["partner"]]
    workspace = browser.get(url_for(make_workspace())).context["form"].fields["scopes"]
    assert [name for name, _ in workspace.choices] == ["full", "readonly"]
    assert workspace.initial == ["full"]


def test_the_new_key_is_as_asked_and_works(browser: Client, operator: User) -> None:
    account = make_partner()
    response = open_and_send(
        browser,
        url_for(account),
        **typed(
            scopes=["account:read", "plans:read"],
            allowed_networks="192.0.2.7\n\n 2001:db8::/32 \n192.0.2.7/32",
            expires_at_0="2999-12-31",
            expires_at_1="12:30",
            monthly_cap="250.5",
        ),
    )
    assert response.status_code == 200
    key = ApiKey.objects.get()
    assert (key.account, key.name, key.mode, key.created_by) == (account, "Production server", "live", operator)
    assert key.scopes == ["account:read", "plans:read"]
    assert key.allowed_networks == ["192.0.2.7/32", "2001:db8::/32"]
    assert f"{key.expires_at:%Y-%m-%d %H:%M}" == "2999-12-31 12:30"
    assert key.monthly_cap == 25050
    secret = secret_in(response)
    assert bytes(key.hash) == sha256(secret.encode()).digest()
    assert Api(secret, address="192.0.2.7").get("/account").status_code == 200
    assert Api(secret, address="192.0.2.8").get("/account").status_code != 200


def test_the_secret_is_on_the_answer_once_and_the_answer_is_stored_nowhere(browser: Client) -> None:
    response = open_and_send(browser, url_for(make_partner()), **typed())
    secret = secret_in(response)
    assert response.content.decode().count(secret) == 1
    assert "no-store" in response["Cache-Control"]
    assert secret not in json.dumps(dict(response.headers))
    assert secret not in str(response.cookies)


def test_the_secret_is_never_seen_again(browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = secret_in(open_and_send(browser, url_for(make_partner()), **typed()))
    key = ApiKey.objects.get()
    random_part = secret.removeprefix("sk_live_")[:-4]
    for url in (page_of(key), page_of(key, "history"), list_of(ApiKey), list_of(LogEntry), "/admin/"):
        page = browser.get(url).content.decode()
        assert random_part not in page
    assert key.hint == secret[-4:]
    assert random_part not in caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert random_part not in str([session.get_decoded() for session in Session.objects.all()])
    assert random_part not in everything_in_the_database()


def test_the_history_says_who_made_the_key_and_for_whom(browser: Client, operator: User) -> None:
    open_and_send(browser, url_for(make_partner("Northwind")), **typed(mode="test"))
    key = ApiKey.objects.get()
    said = "Created in test mode for Northwind."
    assert history_of(key) == [(operator.username, said)]
    assert said in text_of(browser.get(page_of(key, "history")))


def test_the_same_form_sent_twice_makes_one_key(browser: Client) -> None:
    url = url_for(make_partner())
    sent = {"nonce": nonce_in(browser.get(url)), **typed()}
    first = browser.post(url, sent)
    again = browser.post(url, sent)
    assert (first.status_code, again.status_code) == (200, 400)
    assert "its secret can't be shown again" in text_of(again).replace("&#x27;", "'")
    assert secret_in(first) not in again.content.decode()
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"mode": "sandbox"}, "mode"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["full"]}, "scopes"),
        ({"allowed_networks": "192.0.2.0/33"}, "allowed_networks"),
        ({"allowed_networks": "192.0.2.1\nevery one"}, "allowed_networks"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}, "expires_at"),
        ({"monthly_cap": "-1"}, "monthly_cap"),
        ({"nonce": ""}, "nonce"),
    ],
)
def test_a_wrong_form_makes_no_key_and_says_which_field(browser: Client, wrong: dict[str, Any], field: str) -> None:
    response = open_and_send(browser, url_for(make_partner()), **typed(**wrong))
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert ApiKey.objects.count() == 0
    assert LogEntry.objects.count() == 0


def test_an_eleventh_key_of_a_workspace_is_refused_with_the_reason(browser: Client) -> None:
    account = make_workspace()
    for number in range(10):
        open_and_send(browser, url_for(account), **typed(name=f"Key {number}", scopes=["full"]))
    response = open_and_send(browser, url_for(account), **typed(scopes=["full"]))
    assert response.status_code == 400
    assert response.context["form"].non_field_errors() == ["A workspace has at most 10 active keys; revoke one first."]
    assert ApiKey.objects.count() == 10


def test_only_the_name_and_the_cap_can_be_edited(browser: Client, operator: User) -> None:
    open_and_send(browser, url_for(make_partner()), **typed())
    before = ApiKey.objects.get()
    fields = {"name": "Renamed", "monthly_cap": "12.50", "mode": "test", "scopes": "full", "hint": "aaaa"}
    assert browser.post(page_of(before), fields).status_code == 302
    after = ApiKey.objects.get()
    assert (after.name, after.monthly_cap) == ("Renamed", 1250)
    assert (after.mode, after.scopes, after.hint, bytes(after.hash)) == (
        before.mode,
        before.scopes,
        before.hint,
        bytes(before.hash),
    )
    assert history_of(after)[-1] == (operator.username, "Changed Name and Monthly cap.")


def test_a_key_cannot_be_deleted(browser: Client) -> None:
    open_and_send(browser, url_for(make_partner()), **typed())
    key = ApiKey.objects.get()
    assert browser.post(page_of(key, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [key.pk], "post": "yes"}
    browser.post(list_of(ApiKey), chosen)
    assert ApiKey.objects.count() == 1


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_an_issued_key_that_is_printed_does_not_show_its_secret() -> None:
    issued = create_key(account=make_partner(), name="Server", mode="live")
    assert issued.secret not in repr(issued)
