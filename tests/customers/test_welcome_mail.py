"""The welcome mail: enqueued with the customer or not at all, and really sent."""

from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from customers.models import Customer
from customers.tasks import send_welcome_mail
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
    assert job.args == {"customer_id": Customer.objects.get().public_id}


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
        "Your sign-in address is mona@example.com. If you did not expect this mail, tell Acme Imaging.\n"
    )


@pytest.mark.django_db
def test_a_customer_without_a_name_is_greeted_by_its_address_and_braces_are_just_letters() -> None:
    seller = named_seller()
    send_welcome_mail(customer_id=make_customer(seller, "mona@example.com").public_id)
    assert sent().body.startswith("Hello mona@example.com,\n")
    mail.outbox.clear()
    send_welcome_mail(customer_id=make_customer(seller, name="{partner} {0}").public_id)
    assert sent().body.startswith("Hello {partner} {0},\n")


@pytest.mark.usefixtures("empty_queue")
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
