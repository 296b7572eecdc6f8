"""Rotating and revoking keys, and finding them by state."""

import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from partners.key_state import KeyState, in_state, state_of
from partners.keys import create_key, revoke_key
from partners.models import Account, ApiKey, User
from tests.admin.staff import history_of, list_of, nonce_in, open_and_send, page_of, text_of
from tests.calls import Api
from tests.factories import make_partner

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def new_key(account: Account | None = None, **options: Any) -> tuple[ApiKey, str]:
    issued = create_key(account=account or make_partner(), name="Server", mode="live", **options)
    return issued.key, issued.secret


def test_rotation_shows_the_successor_once_and_both_work_for_the_overlap(browser: Client, operator: User) -> None:
    old, old_secret = new_key(scopes=["account:read"])
    before = timezone.now()
    response = open_and_send(browser, page_of(old, "rotate"), overlap_days="7")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    secret = response.context["secret"]
    assert response.content.decode().count(secret) == 1
    old.refresh_from_db()
    new = ApiKey.objects.exclude(pk=old.pk).get()
    assert (new.replaces, new.scopes, new.name, new.created_by) == (old, ["account:read"], "Server", operator)
    assert old.expires_at is not None
    assert before + 7 * DAY <= old.expires_at <= timezone.now() + 7 * DAY
    assert Api(secret).get("/account").status_code == 200
    assert Api(old_secret).get("/account").status_code == 200


@pytest.mark.django_db(transaction=True)  # the gate compares with the database's time, which stands in a transaction
def test_rotation_without_overlap_ends_the_old_key_at_once(browser: Client) -> None:
    old, old_secret = new_key()
    response = open_and_send(browser, page_of(old, "rotate"), overlap_days="0")
    assert Api(old_secret).get("/account").status_code == 401
    assert Api(response.context["secret"]).get("/account").status_code == 200


def test_both_histories_tell_of_the_rotation_without_the_secret(browser: Client, operator: User) -> None:
    old, _ = new_key()
    secret = open_and_send(browser, page_of(old, "rotate"), overlap_days="3").context["secret"]
    old.refresh_from_db()
    new = ApiKey.objects.exclude(pk=old.pk).get()
    ends = f"{old.expires_at:%Y-%m-%d %H:%M} UTC"
    assert history_of(old) == [
        (operator.username, f"Rotated: sk_live_…{new.hint} follows; this key ends {ends}."),
    ]
    assert history_of(new) == [(operator.username, f"Created by rotation of sk_live_…{old.hint}.")]
    assert all(secret[8:-4] not in entry.change_message + entry.object_repr for entry in LogEntry.objects.all())


def test_the_same_rotation_sent_twice_makes_one_successor(browser: Client) -> None:
    old, _ = new_key()
    url = page_of(old, "rotate")
    sent = {"nonce": nonce_in(browser.get(url)), "overlap_days": "7"}
    assert [browser.post(url, sent).status_code for _ in range(2)] == [200, 400]
    assert ApiKey.objects.count() == 2


@pytest.mark.parametrize("days", ["-1", "31", "", "many"])
def test_an_overlap_outside_0_to_30_days_is_refused(browser: Client, days: str) -> None:
    old, _ = new_key()
    response = open_and_send(browser, page_of(old, "rotate"), overlap_days=days)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["overlap_days"]
    assert ApiKey.objects.get().expires_at is None
    assert LogEntry.objects.count() == 0


def test_a_revoked_key_cannot_be_rotated(browser: Client) -> None:
    old, _ = new_key()
    revoke_key(key=old, reason="Lost")
    response = open_and_send(browser, page_of(old, "rotate"), overlap_days="7")
    assert response.status_code == 400
    assert response.context["form"].non_field_errors() == [
        "A revoked or expired key can't be rotated; create a new one.",
    ]
    assert ApiKey.objects.count() == 1


def test_revoking_ends_a_key_and_keeps_the_reason_and_who_did_it(browser: Client, operator: User) -> None:
    key, secret = new_key()
    url = page_of(key, "revoke")
    assert browser.get(url).status_code == 200
    assert Api(secret).get("/account").status_code == 200
    response = browser.post(url, {"reason": "Found in a public repository"}, follow=True)
    key.refresh_from_db()
    assert key.revoked_reason == "Found in a public repository"
    assert key.revoked_at is not None
    assert Api(secret).get("/account").status_code == 401
    assert history_of(key) == [(operator.username, "Revoked: Found in a public repository")]
    assert f"sk_live_…{key.hint} is revoked." in text_of(response)


def test_revoking_needs_a_reason(browser: Client) -> None:
    key, secret = new_key()
    response = browser.post(page_of(key, "revoke"), {"reason": " "})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["reason"]
    assert Api(secret).get("/account").status_code == 200


def test_revoking_again_keeps_the_first_reason_and_is_not_recorded(browser: Client, operator: User) -> None:
    key, _ = new_key()
    browser.post(page_of(key, "revoke"), {"reason": "First"})
    browser.post(page_of(key, "revoke"), {"reason": "Second"})
    key.refresh_from_db()
    assert key.revoked_reason == "First"
    assert history_of(key) == [(operator.username, "Revoked: First")]


def test_a_usable_key_offers_both_actions_and_an_ended_one_none(browser: Client) -> None:
    key, _ = new_key()
    links = (page_of(key, "rotate"), page_of(key, "revoke"))
    page = browser.get(page_of(key)).content.decode()
    assert [f'href="{link}"' in page for link in links] == [True, True]
    revoke_key(key=key, reason="Lost")
    page = browser.get(page_of(key)).content.decode()
    assert [f'href="{link}"' in page for link in links] == [False, False]


def test_pages_of_a_key_that_does_not_exist_answer_404(browser: Client) -> None:
    assert browser.get("/admin/partners/apikey/999999/rotate/").status_code == 404
    assert browser.post("/admin/partners/apikey/999999/revoke/", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("ends_in", "revoked", "state"),
    [
        (None, False, KeyState.ACTIVE),
        (31 * DAY, False, KeyState.ACTIVE),
        (29 * DAY, False, KeyState.EXPIRING),
        (-DAY, False, KeyState.EXPIRED),
        (29 * DAY, True, KeyState.REVOKED),
        (-DAY, True, KeyState.REVOKED),
    ],
)
def test_a_key_is_in_one_state_and_found_under_it(
    browser: Client, ends_in: datetime.timedelta | None, revoked: bool, state: KeyState
) -> None:
    now = timezone.now()
    key, _ = new_key()
    ApiKey.objects.filter(pk=key.pk).update(
        expires_at=None if ends_in is None else now + ends_in, revoked_at=now if revoked else None
    )
    key.refresh_from_db()
    assert state_of(key, now) == state
    assert [other for other in KeyState if ApiKey.objects.filter(in_state(other, now)).exists()] == [state]
    found = {other.value: found_in(browser, state=other.value) for other in KeyState}
    assert found == {other.value: [key] if other == state else [] for other in KeyState}


def test_keys_are_found_by_name_account_id_and_last_four_characters(browser: Client) -> None:
    key, _ = new_key(make_partner("Northwind"))
    new_key(make_partner("Kestrel"))
    ApiKey.objects.exclude(pk=key.pk).update(name="Other", hint="zzzz")
    for term in ("Server", "northwind", key.public_id, key.hint):
        assert found_in(browser, q=term) == [key]
    assert found_in(browser, account__id__exact=key.account_id) == [key]


def test_the_list_says_when_a_key_was_last_used(browser: Client) -> None:
    key, _ = new_key()
    assert "never" in text_of(browser.get(list_of(ApiKey)))
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now() - datetime.timedelta(hours=3))
    assert "3 hours ago" in text_of(browser.get(list_of(ApiKey)))


def found_in(browser: Client, **query: Any) -> list[ApiKey]:
    response = browser.get(list_of(ApiKey), query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)
