"""The welcome mail: enqueued with the customer or not at all, and really sent."""

from string import Formatter
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from customers.models import Customer
from customers.tasks import send_welcome_mail
from customers.welcome import WORDS
from partners.mail import recipient_digest
from tests.calls import Api
from tests.factories import Seller, make_customer, make_seller


def create(seller: Seller, **fields: Any) -> int:
    body = {"email": "mona@example.com", "planId": seller.plan.slug, **fields}
    return int(Api(seller.key).post("/customers", body).status_code)


def named_seller() -> Seller:
    seller = make_seller()
    seller.plan.name = "Clinic"
    seller.plan.save(update_fields=["name"])
    seller.account.name = "Acme Imaging"
    seller.account.save(update_fields=["name"])
    return seller


def sent() -> EmailMessage:
    (message,) = mail.outbox
    return message


@pytest.mark.django_db
def test_a_job_for_the_new_customer_is_enqueued_with_it() -> None:
    assert create(make_seller()) == 201
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name, job.status) == ("customers.send_welcome_mail", "mail", "todo")
    recipient = recipient_digest("mona@example.com")
    assert job.args == {"customer_id": Customer.objects.get().public_id, "recipient": recipient}


@pytest.mark.django_db
def test_no_job_is_enqueued_if_no_mail_is_wanted() -> None:
    assert create(make_seller(), sendWelcomeEmail=False) == 201
    assert ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("balance", "fields", "status"),
    [(0, {}, 400), (1000_00, {"email": "taken@example.com"}, 409), (1000_00, {"planId": "none"}, 404)],
)
def test_a_refusal_enqueues_nothing(balance: int, fields: dict[str, str], status: int) -> None:
    seller = make_seller(balance=balance)
    make_customer(seller, "taken@example.com")
    assert create(seller, **fields) == status
    assert ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db
def test_the_mail_says_who_has_set_up_what(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Tollgate <no-reply@example.org>"
    customer = make_customer(named_seller(), "mona@example.com", name="Mona Ray")
    send_welcome_mail(customer_id=customer.public_id)
    message = sent()
    assert (message.subject, message.to, message.from_email) == (
        "Welcome to Clinic",
        ["mona@example.com"],
        "Tollgate <no-reply@example.org>",
    )
    assert message.body == (
        "Hello Mona Ray,\n\nAcme Imaging has set up Clinic for you.\n\n"
        "Plan: Clinic\nSign-in address: mona@example.com\nProvided by: Acme Imaging\n\n"
        "If you have any questions, or did not expect this mail, please contact Acme Imaging.\n\n"
        "Tollgate\nYou are receiving this mail because Acme Imaging opened an account for you.\n"
    )


def html_of(message: EmailMessage) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    return str(html)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "subject", "greeting", "tag"),
    [
        ("en", "Welcome to Clinic", "Hello Mona,", '<html lang="en" dir="ltr">'),
        ("de-AT", "Willkommen bei Clinic", "Guten Tag Mona,", '<html lang="de" dir="ltr">'),
        ("ES", "Le damos la bienvenida a Clinic", "Hola, Mona:", '<html lang="es" dir="ltr">'),
        ("ar_EG", "مرحبًا بك في Clinic", "مرحبًا Mona،", '<html lang="ar" dir="rtl">'),
        ("tlh", "Welcome to Clinic", "Hello Mona,", '<html lang="en" dir="ltr">'),
        ("", "Welcome to Clinic", "Hello Mona,", '<html lang="en" dir="ltr">'),
    ],
)
def test_it_is_in_the_customers_language_as_text_and_as_html(
    language: str, subject: str, greeting: str, tag: str
) -> None:
    customer = make_customer(named_seller(), name="Mona", language=language)
    send_welcome_mail(customer_id=customer.public_id)
    assert sent().subject == subject
    assert sent().body.startswith(f"{greeting}\n\n")
    html = html_of(sent())
    assert tag in html
    assert f"<p>{greeting}</p>" in html
    assert "{" not in sent().body


@pytest.mark.django_db
def test_every_language_says_every_sentence_with_the_same_names_in_it() -> None:
    def names(sentence: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    for words in WORDS.values():
        assert {field: names(sentence) for field, sentence in vars(words).items()} == {
            field: names(sentence) for field, sentence in vars(WORDS["en"]).items()
        }


@pytest.mark.django_db
def test_the_operators_brand_heads_it_and_names_are_no_markup(settings: Settings) -> None:
    settings.BRAND_NAME = "Kestrel Cloud"
    seller = named_seller()
    seller.plan.name = "Clinic\n& Lab"
    seller.plan.save(update_fields=["name"])
    send_welcome_mail(customer_id=make_customer(seller, name="<b>Mona</b>").public_id)
    assert sent().subject == "Welcome to Clinic & Lab"
    assert "\nKestrel Cloud\n" in f"\n{sent().body}"
    html = html_of(sent())
    assert ">Kestrel Cloud</p>" in html
    assert "&lt;b&gt;Mona&lt;/b&gt;" in html
    assert "<b>Mona" not in html


@pytest.mark.django_db
def test_a_customer_without_a_name_is_greeted_by_its_address_and_braces_are_just_letters() -> None:
    seller = named_seller()
    send_welcome_mail(customer_id=make_customer(seller, "mona@example.com").public_id)
    assert sent().body.startswith("Hello mona@example.com,\n")
    mail.outbox.clear()
    send_welcome_mail(customer_id=make_customer(seller, name="{partner} {0}").public_id)
    assert sent().body.startswith("Hello {partner} {0},\n")


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_sends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert create(named_seller(), name="Mona") == 201
    # The worker's threads would keep their connections, and the test's database could not be removed.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(queues=["mail"], wait=False, install_signal_handlers=False, listen_notify=False)
    assert (sent().subject, sent().to) == ("Welcome to Clinic", ["mona@example.com"])
    assert ProcrastinateJob.objects.get(queue_name="mail").status == "succeeded"
