"""Names that members and operators type: one rule in every form, and text that looks like a link is only text."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from customers.tasks import send_welcome_mail
from generation.models import Workspace
from partners.models import Account, ApiKey, Tier, User
from portal.invitations import invite
from portal.mail import send_mail
from portal.roles import Role
from tests.admin.staff import Links, client_of, make_operator, nonce_in
from tests.factories import make_customer, make_key, make_seller
from tests.portal.members import make_user, member_browser, text_of
from tests.portal.test_sign_up import sign_up
from tests.state import nothing_moves
from webhooks.models import Endpoint
from webhooks.tasks import send_disabled_mail

pytestmark = pytest.mark.django_db

REFUSED = [
    ("\u200b", "This contains no visible character."),
    ("\u3164\u2060", "This contains no visible character."),
    ("a\x1b[2Jb", "This contains the control character U+001B."),
    ("Acme\r\nBcc: all@example.com", "This contains the line break U+000D."),
    ("gnp\u202eexe", "This contains U+202E RIGHT-TO-LEFT OVERRIDE, which turns the direction of text."),
]
LINK = "http://evil.example/x www.evil.example ada@evil.example"


@pytest.mark.parametrize(("name", "said"), REFUSED, ids=[ascii(row[0]) for row in REFUSED])
def test_a_key_gets_no_name_that_shows_as_another_one(name: str, said: str) -> None:
    browser = member_browser(make_seller().account)
    made = ApiKey.objects.count()
    nonce = nonce_in(browser.get("/portal/keys/new"))
    fields = {"name": name, "mode": "test", "scopes": "account:read", "nonce": nonce}
    answer = browser.post("/portal/keys/new", fields)
    assert (answer.status_code, said in text_of(answer)) == (400, True)
    assert ApiKey.objects.count() == made


@pytest.mark.parametrize(("name", "said"), REFUSED, ids=[ascii(row[0]) for row in REFUSED])
def test_an_account_keeps_its_name_instead(name: str, said: str) -> None:
    account = make_seller().account
    answer = member_browser(account).post("/portal/settings/name", {"name": name}, follow=True)
    assert said in text_of(answer)
    assert Account.objects.get(pk=account.pk).name == account.name


@pytest.mark.parametrize(("name", "said"), REFUSED, ids=[ascii(row[0]) for row in REFUSED])
def test_nobody_signs_up_with_one(client: Client, name: str, said: str) -> None:
    assert said in text_of(sign_up(client, account_name=name))
    assert (Account.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize(("name", "said"), REFUSED, ids=[ascii(row[0]) for row in REFUSED])
def test_an_operator_names_nothing_so_either(name: str, said: str) -> None:
    browser = client_of(make_operator())
    tier = make_seller().account.partner.tier
    accounts = Account.objects.count()
    partner = browser.post(reverse("admin:partners_account_add"), {"name": name, "tier": tier.pk})
    assert (partner.status_code, said in text_of(partner)) == (400, True)
    workspace = browser.post(reverse("admin:generation_workspace_add"), {"name": name})
    assert (workspace.status_code, said in text_of(workspace)) == (400, True)
    fields = {"name": name, "slug": tier.slug, "discount_percent": "0", "requests_per_minute": "120"}
    page = browser.post(reverse("admin:partners_tier_change", args=[tier.pk]), fields)
    assert said in text_of(page)
    assert (Account.objects.count(), Tier.objects.get().name) == (accounts, tier.name)


def test_a_name_is_stored_in_nfc_without_what_shows_nothing() -> None:
    account = make_seller().account
    member_browser(account).post("/portal/settings/name", {"name": " Bu\u0308ro\u200b GmbH "})
    assert Account.objects.get(pk=account.pk).name == "Büro GmbH"


def linking_seller() -> Any:
    """A seller of whom everything that has a name is named like a link."""
    seller = make_seller(balance=1000_00)
    Account.objects.filter(pk=seller.account.pk).update(name=LINK)
    seller.plan.name = seller.plan.description = LINK
    seller.plan.save()
    make_key(seller.account, name=LINK)
    make_customer(seller, "ada@example.com", name=LINK, company_name=LINK, phone="evil.example")
    secret = b"sealed"
    Endpoint.objects.create(
        account=seller.account, mode="live", url="https://hooks.example.com/", description=LINK, secret=secret
    )
    return seller


def linked_in(page: Any) -> list[str]:
    return [address for address in Links(page.content.decode()).addresses if "evil" in address]


def test_what_looks_like_a_link_is_plain_text_on_every_page_of_the_portal() -> None:
    seller = linking_seller()
    browser = member_browser(seller.account)
    customer = seller.account.customers.get().public_id
    endpoint = Endpoint.objects.get().public_id
    paths = ["", "keys", "customers", f"customers/{customer}", "plans", "webhooks", f"webhooks/{endpoint}", "settings"]
    for path in (*paths, "credits", "requests"):
        page = browser.get(f"/portal/{path}")
        assert (page.status_code, "http://evil.example/x" in text_of(page)) == (200, True), path
        assert linked_in(page) == []


def test_what_looks_like_a_link_is_plain_text_on_every_page_of_the_admin() -> None:
    seller = linking_seller()
    browser = client_of(make_operator())
    rows = [seller.account, seller.plan, seller.account.customers.get(), Endpoint.objects.get()]
    for row in (*rows, ApiKey.objects.order_by("pk").last()):
        assert row is not None
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        for page in (browser.get(reverse(f"{name}_change", args=[row.pk])), browser.get(reverse(f"{name}_changelist"))):
            assert page.status_code == 200
            assert linked_in(page) == []
        assert type(row) in admin.site._registry
    assert Workspace.objects.count() == 0


def test_what_looks_like_a_link_is_broken_text_in_every_mail() -> None:
    seller = linking_seller()
    endpoint = Endpoint.objects.get()
    now = timezone.now()
    Endpoint.objects.filter(pk=endpoint.pk).update(status="disabled", disabled_at=now, disabled_reason="gone")
    seller.account.partner.contact_email = "ops@example.com"
    seller.account.partner.save()
    with nothing_moves():
        send_welcome_mail(customer_id=seller.account.customers.get().public_id)
        send_disabled_mail(endpoint_id=endpoint.pk)
    account = Account.objects.get(pk=seller.account.pk)
    invite(account=account, email="new@example.com", role=Role.VIEWER, invited_by=make_user())
    (job,) = ProcrastinateJob.objects.filter(task_name="portal.send_mail")
    send_mail(**job.args)
    assert [message.to for message in mail.outbox] == [["ada@example.com"], ["ops@example.com"], ["new@example.com"]]
    for message in mail.outbox:
        html = [str(part.content) for part in getattr(message, "alternatives", [])]
        for text in (str(message.subject), str(message.body), *html):
            assert not re.search(r"evil\.example|http://evil|www\.evil|ada@evil", text)
            assert "<a" not in text
    shown = "http\u200b:\u200b//evil\u200b.\u200bexample/x"
    assert all(shown in str(message.body) for message in mail.outbox)
