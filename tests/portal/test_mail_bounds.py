"""Mail that people in the portal, and strangers at its door, may cause: bounded, and said so."""

import datetime

import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from partners.mail import recipient_digest
from partners.models import MailWindow, RateWindow
from partners.modes import TEST
from portal.models import CachedValue, Invitation
from tests.factories import make_customer, make_partner, make_seller
from tests.portal.members import PASSWORD, make_user, member_browser, send_waiting_mail, text_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

INVITE = "/portal/settings/invitations"
RESET = "/accounts/password/reset/"
NO_MORE = "has caused as much mail as a day allows: no more is sent today."


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="portal.send_mail").count()


def grow_older(minutes: int) -> None:
    """Make what was counted older, and with it the cooldown."""
    for window in MailWindow.objects.all():
        window.hits = [hit - minutes * 60_000 for hit in window.hits]
        window.save(update_fields=["hits"])


def a_minute_passes() -> None:
    """Forget what bounds the tries in a minute, ours and allauth's: the bounds of a day are others."""
    RateWindow.objects.all().delete()
    CachedValue.objects.all().delete()


def test_25_invitations_to_one_address_send_one_mail_and_the_first_link_goes_on_working() -> None:
    account = make_partner("Northwind")
    browser = member_browser(account)
    browser.post(INVITE, {"email": "new@example.com", "role": "viewer"})
    first = Invitation.objects.get()
    with nothing_moves():
        for _ in range(24):
            page = browser.post(INVITE, {"email": "New+more@example.com", "role": "owner"}, follow=True)
    assert "new+more@example.com gets at most 1 invitation in 10 minutes; the next can go from" in text_of(page)
    assert waiting() == 1
    first.refresh_from_db()
    assert (first.withdrawn_at, Invitation.objects.count()) == (None, 1)


def test_after_the_cooldown_an_address_is_invited_again_three_times_a_day() -> None:
    browser = member_browser(make_partner())
    for _ in range(3):
        browser.post(INVITE, {"email": "new@example.com", "role": "viewer"})
        grow_older(minutes=11)
    page = browser.post(INVITE, {"email": "new@example.com", "role": "viewer"}, follow=True)
    assert "new@example.com gets at most 3 invitations in 1440 minutes" in text_of(page)
    assert (waiting(), Invitation.objects.filter(withdrawn_at=None).count()) == (3, 1)


def test_an_account_sends_fifty_invitations_a_day_withdrawn_ones_included() -> None:
    account = make_partner()
    browser = member_browser(account)
    for number in range(50):
        browser.post(INVITE, {"email": f"n{number}@example.com", "role": "viewer"})
        Invitation.objects.filter(withdrawn_at=None).update(withdrawn_at=datetime.datetime.now(datetime.UTC))
    page = browser.post(INVITE, {"email": "last@example.com", "role": "viewer"}, follow=True)
    assert "This account sends at most 50 invitations in 1440 minutes" in text_of(page)
    assert (waiting(), Invitation.objects.count()) == (50, 50)


def test_a_stranger_sends_ten_resets_a_day_to_an_address_whether_or_not_there_is_an_account() -> None:
    make_user("ada@example.com")
    for address in ("ada@example.com", "nobody@example.com"):
        before, pages = waiting(), []
        for number in range(12):
            a_minute_passes()
            pages.append(Client(REMOTE_ADDR=f"192.0.2.{number}").post(RESET, {"email": address}, follow=True))
        assert [NO_MORE in text_of(page) for page in pages] == [False] * 10 + [True] * 2
        assert waiting() - before == 10


def test_resets_for_other_tags_of_a_mailbox_keep_nobody_from_theirs() -> None:
    make_user("ada@example.com")
    pages = []
    for number in range(12):
        a_minute_passes()
        asked = {"email": f"ada+{number}@example.com"}
        pages.append(Client(REMOTE_ADDR=f"192.0.2.{number}").post(RESET, asked, follow=True))
    assert [NO_MORE in text_of(page) for page in pages] == [False] * 12
    assert waiting() == 10
    a_minute_passes()
    page = Client(REMOTE_ADDR="198.51.100.1").post(RESET, {"email": "ada@example.com"}, follow=True)
    assert (NO_MORE in text_of(page), waiting()) == (False, 11)
    send_waiting_mail()
    assert mail.outbox[-1].to == ["ada@example.com"]
    assert "/accounts/password/reset/key/" in mail.outbox[-1].body


def test_many_notices_of_one_kind_keep_no_other_back(client: Client) -> None:
    user = make_user("ada@example.com")
    MailWindow.objects.create(
        key=f"security_notice:account/email/recovery_codes_generated:mail_to_address:{recipient_digest(user.email)}:86400",
        most=20,
        span_ms=86_400_000,
        hits=[4_000_000_000_000] * 20,
    )
    client.force_login(user)
    changed = {"oldpassword": PASSWORD, "password1": "another long sentence", "password2": "another long sentence"}
    page = client.post("/accounts/password/change/", changed, follow=True)
    assert (NO_MORE in text_of(page), waiting()) == (False, 1)


def test_resets_take_no_room_of_notices_and_of_signing_up(client: Client) -> None:
    user = make_user("ada@example.com")
    for number in range(11):
        a_minute_passes()
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(RESET, {"email": user.email})
    client.force_login(user)
    before = waiting()
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long sentence", "password2": "another long sentence"},
    )
    assert waiting() == before + 1
    send_waiting_mail()
    assert mail.outbox[-1].to == ["ada@example.com"]


def test_a_network_causes_two_hundred_mails_a_day_over_all_addresses() -> None:
    network = "2001:db8:1:2"
    MailWindow.objects.create(
        key=f"password_reset:mail_of_network:{network}::/64:86400",
        most=200,
        span_ms=86_400_000,
        hits=[4_000_000_000_000] * 200,
    )
    page = Client(REMOTE_ADDR=f"{network}::9").post(RESET, {"email": "nobody@example.com"}, follow=True)
    assert (NO_MORE in text_of(page), waiting()) == (True, 0)
    Client(REMOTE_ADDR="2001:db8:1:3::9").post(RESET, {"email": "nobody@example.com"})
    assert waiting() == 1


def test_the_page_of_a_customer_shows_the_letter_in_test_mode_only() -> None:
    seller = make_seller()
    for mode, shown in ((TEST, True), ("live", False)):
        customer = make_customer(seller, mode=mode, name="Mona", language="de")
        page = text_of(member_browser(seller.account, mode=mode).get(f"/portal/customers/{customer.public_id}"))
        assert ("Welcome mail" in page, "Guten Tag Mona," in page) == (shown, shown)
