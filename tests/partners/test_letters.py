"""Mail as a real mail server gets it: every accepted address arrives, whatever the names in it are."""

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from customers.tasks import send_welcome_mail
from partners.letters import send_mail
from portal.invitations import invite
from portal.roles import Role
from tests.calls import Api
from tests.factories import make_customer, make_partner, make_seller
from tests.launch.launcher import free_port
from tests.portal.members import make_user, send_waiting_mail


class Postbox:
    """What a server was handed: (recipients, message) of each mail."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        parsed = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append((envelope.rcpt_tos, parsed))
        return "250 OK"


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server without SMTPUTF8, as many are, that all mail is sent to."""
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=False, ready_timeout=60)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    server.stop()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "recipient"),
    [
        ("ada@example.com", "ada@example.com"),
        ("Ada.B+tag@Example.com.", "Ada.B+tag@Example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BU\u0308CHER。example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ada@例え.テスト.example", "ada@xn--r8jz45g.xn--zckzah.example"),
        ("\u200bada\uff20\uff45\uff58ample\uff0ecom", "ada@example.com"),
        ("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"),
        ("m" * 64 + "@" + ".".join(["d" * 61] * 2) + ".example.com", None),
    ],
)
def test_a_customer_of_every_accepted_address_is_mailed(postbox: Postbox, typed: str, recipient: str | None) -> None:
    seller = make_seller()
    made = Api(seller.key).post("/customers", {"email": typed, "planId": seller.plan.slug})
    assert made.status_code == 201
    send_welcome_mail(customer_id=made.json()["data"]["id"])
    ((recipients, message),) = postbox.mails
    assert recipients == [recipient or typed]
    assert message["To"].addresses[0].addr_spec == (recipient or typed)


@pytest.mark.django_db
def test_an_address_from_before_the_rule_is_mailed_in_ascii(postbox: Postbox) -> None:
    customer = make_customer(make_seller(), "ada@bücher.example")
    send_welcome_mail(customer_id=customer.public_id)
    assert postbox.mails[0][0] == ["ada@xn--bcher-kva.example"]


@pytest.mark.django_db
def test_a_subject_is_one_line_whatever_an_account_was_named_before_the_rule(postbox: Postbox) -> None:
    account = make_partner("Acme\r\nBcc: all@example.com\x1b\u202e")
    invite(account=account, email="new@example.com", role=Role.VIEWER, invited_by=make_user())
    send_waiting_mail()
    ((recipients, message),) = postbox.mails
    assert recipients == ["new@example.com"]
    assert message["Subject"] == "Join Acme Bcc: all\u200b@\u200bexample\u200b.\u200bcom"
    assert message["Bcc"] is None


def test_every_mail_leaves_by_the_same_door(postbox: Postbox) -> None:
    send_mail(subject="a\nb", text="Hello", html="<p>Hello</p>", address="ada@bücher.example")
    ((recipients, message),) = postbox.mails
    assert (recipients, message["Subject"]) == (["ada@xn--bcher-kva.example"], "a b")
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
