"""Welcome mail: shown and not sent in test mode, bounded for each mailbox and account in live mode."""

from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from customers.models import Customer
from customers.tasks import send_welcome_mail
from partners.models import MailWindow
from partners.modes import TEST
from tests.calls import Api, code, details
from tests.factories import Seller, give_credits, make_customer, make_key, make_seller
from tests.portal.members import make_member
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

LETTER = (
    "Hello Mona,\n\nAcme Imaging has set up Clinic for you.\n\n"
    "Plan: Clinic\nSign-in address: mona@example.com\nProvided by: Acme Imaging\n\n"
    "If you have any questions, or did not expect this mail, please contact Acme Imaging.\n\n"
    "Tollgate\nYou are receiving this mail because Acme Imaging opened an account for you.\n"
)


def seller_of_clinics() -> Seller:
    seller = make_seller(balance=10_000_00, requests_per_minute=10_000)
    seller.plan.name = "Clinic"
    seller.plan.save(update_fields=["name"])
    seller.account.name = "Acme Imaging"
    seller.account.save(update_fields=["name"])
    give_credits(seller.account, 1000_00, TEST)
    return seller


def post(key: str, seller: Seller, path: str = "/customers", **fields: Any) -> Any:
    body = {"email": "mona@example.com", "name": "Mona", "planId": seller.plan.slug, **fields}
    return Api(key).post(path, body)


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="customers.send_welcome_mail").count()


def windows() -> int:
    return sum(len(window.hits) for window in MailWindow.objects.all())


def test_a_test_key_gets_the_letter_and_the_stranger_gets_none() -> None:
    seller = seller_of_clinics()
    key = make_key(seller.account, TEST)
    made = post(key, seller).json()["data"]
    assert made["welcomeEmail"] == {"subject": "Welcome to Clinic", "text": LETTER, "sent": False}
    again = Api(key).post(f"/customers/{made['id']}/resend-welcome")
    assert again.status_code == 202
    assert again.json()["data"] == {
        "id": made["id"],
        "email": "mona@example.com",
        "welcomeEmail": {"subject": "Welcome to Clinic", "text": LETTER, "sent": False},
    }
    assert (jobs(), windows()) == (0, 0)


def test_a_dry_run_of_a_test_key_shows_the_letter_too_and_none_was_wanted_is_null() -> None:
    seller = seller_of_clinics()
    key = make_key(seller.account, TEST)
    dry = post(key, seller, "/customers?dryRun=true").json()["data"]
    assert dry["welcomeEmail"] == {"subject": "Welcome to Clinic", "text": LETTER, "sent": False}
    assert post(key, seller, sendWelcomeEmail=False).json()["data"]["welcomeEmail"] is None
    assert jobs() == 0


def test_a_verified_member_of_the_account_gets_the_mail_of_test_mode() -> None:
    seller = seller_of_clinics()
    make_member(seller.account, email="mona@example.com")
    made = post(make_key(seller.account, TEST), seller).json()["data"]
    assert made["welcomeEmail"] == {"subject": "Welcome to Clinic", "text": LETTER, "sent": True}
    send_welcome_mail(**ProcrastinateJob.objects.get().args)
    (message,) = mail.outbox
    assert (message.to, message.body) == (["mona@example.com"], LETTER)


@pytest.mark.parametrize("mode", ["live", "test"])
def test_a_mail_on_its_way_doesnt_follow_the_customer_to_another_address(mode: str) -> None:
    seller = seller_of_clinics()
    make_member(seller.account, email="mona@example.com")
    key = make_key(seller.account, mode)
    made = post(key, seller).json()["data"]
    assert Api(key).patch(f"/customers/{made['id']}", {"email": "victim@example.com"}).status_code == 200
    send_welcome_mail(**ProcrastinateJob.objects.get().args)
    assert mail.outbox == []


def test_a_job_of_the_version_before_is_still_sent() -> None:
    customer = make_customer(seller_of_clinics(), "mona@example.com")
    send_welcome_mail(customer_id=customer.public_id)
    assert len(mail.outbox) == 1


def test_an_account_mails_one_mailbox_five_times_a_day() -> None:
    seller = seller_of_clinics()
    api = Api(seller.key)
    made = post(seller.key, seller).json()["data"]
    assert made["welcomeEmail"] is None
    path = f"/customers/{made['id']}/resend-welcome"
    assert [api.post(path).status_code for _ in range(4)] == [202] * 4
    with nothing_moves():
        refused = api.post(path)
    assert (refused.status_code, code(refused)) == (429, "RATE_LIMITED")
    told = details(refused)
    assert told.pop("retryAfter") == int(refused.headers["Retry-After"]) > 86_000
    assert told == {"limit": 5, "windowSeconds": 86_400, "reason": "mail_to_address"}
    assert refused.json()["error"]["message"].startswith("At most 5 mails of this kind go to one mailbox in 86400 s;")
    assert jobs() == 5


def test_ten_mails_a_day_reach_a_mailbox_from_all_accounts_together() -> None:
    sellers = [seller_of_clinics() for _ in range(3)]
    statuses = []
    for number, seller in enumerate(sellers):
        made = post(seller.key, seller, email=f"mona+{number}@example.com")
        statuses.append(made.status_code)
        path = f"/customers/{made.json()['data']['id']}/resend-welcome" if made.status_code == 201 else ""
        statuses += [Api(seller.key).post(path).status_code for _ in range(4) if path]
    assert statuses == [201, 202, 202, 202, 202] * 2 + [429]


def test_a_creation_beyond_the_bound_makes_nothing_and_without_mail_it_succeeds(settings: Settings) -> None:
    settings.WELCOME_MAILS_PER_DAY = 2
    seller = seller_of_clinics()
    for number in range(2):
        assert post(seller.key, seller, email=f"c{number}@example.com").status_code == 201
    with nothing_moves():
        refused = post(seller.key, seller)
        dry = post(seller.key, seller, "/customers?dryRun=true")
    assert [refused.status_code, dry.status_code] == [429, 429]
    assert details(refused)["reason"] == "mail_of_account"
    assert post(seller.key, seller, sendWelcomeEmail=False).status_code == 201
    assert (Customer.objects.count(), jobs()) == (3, 2)


def test_a_dry_run_and_a_refused_creation_count_no_mail() -> None:
    seller = seller_of_clinics()
    assert post(seller.key, seller, "/customers?dryRun=true").status_code == 200
    assert post(seller.key, seller, seats=1000).status_code == 400
    assert (jobs(), windows()) == (0, 0)


def test_a_refusal_for_mail_is_not_what_its_idempotency_key_answers_forever(settings: Settings) -> None:
    settings.WELCOME_MAILS_PER_DAY = 1
    seller = seller_of_clinics()
    assert post(seller.key, seller, email="first@example.com").status_code == 201
    body = {"email": "mona@example.com", "planId": seller.plan.slug}
    headers = {"Idempotency-Key": "one"}
    with nothing_moves():
        assert Api(seller.key).post("/customers", body, headers=headers).status_code == 429
    MailWindow.objects.all().delete()
    made = Api(seller.key).post("/customers", body, headers=headers)
    assert (made.status_code, made.headers.get("Idempotent-Replayed")) == (201, None)
    assert Api(seller.key).post("/customers", body, headers=headers).headers["Idempotent-Replayed"] == "true"


def test_a_refusal_speaks_the_callers_language() -> None:
    seller = seller_of_clinics()
    path = f"/customers/{post(seller.key, seller).json()['data']['id']}/resend-welcome"
    answers = [Api(seller.key).post(path, headers={"Accept-Language": "de"}) for _ in range(5)]
    assert answers[-1].json()["error"]["message"].startswith("An ein Postfach gehen höchstens 5 Mails dieser Art in")
