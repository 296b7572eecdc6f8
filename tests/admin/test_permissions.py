"""Who may do what: staff without a permission see neither the page nor its button, and nothing changes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client

from credits.models import Entry
from partners.models import Account, ApiKey, Tier, User
from tests.admin.staff import client_of, list_of, make_operator, make_staff, open_and_send, page_of
from tests.factories import give_credits, make_key, make_partner, wallet_of
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

#: Looking is allowed everywhere, doing nowhere.
VIEWER = ("partners.view_account", "partners.view_apikey", "credits.view_entry", "credits.view_wallet")


def a_key(account: Account) -> Model:
    return ApiKey.objects.get(account=account)


def an_account(account: Account) -> Model:
    return account


def an_entry(account: Account) -> Model:
    return Entry.objects.get(wallet=wallet_of(account))


#: Each page that changes something: the object it is of, its name, a good form, and what it takes to send it.
PAGES: list[tuple[Callable[[Account], Model], str, dict[str, Any], tuple[str, ...]]] = [
    (a_key, "rotate", {"overlap_days": "7"}, ("partners.change_apikey", "partners.add_apikey")),
    (a_key, "revoke", {"reason": "Lost"}, ("partners.change_apikey",)),
    (
        an_account,
        "grant",
        {"mode": "live", "amount": "1", "kind": "purchased", "description": "x"},
        ("credits.add_entry",),
    ),
    (an_account, "adjust", {"mode": "live", "amount": "1", "reason": "x"}, ("credits.add_entry",)),
    (an_account, "deactivate", {"reason": "x"}, ("partners.change_account",)),
    (an_account, "activate", {"reason": "x"}, ("partners.change_account",)),
    (an_entry, "reverse", {"reason": "x"}, ("credits.add_entry",)),
]


@pytest.fixture
def account() -> Account:
    """With one key and one grant."""
    made = make_partner("Northwind")
    make_key(made)
    give_credits(made, 100_00)
    return made


def keys() -> list[tuple[Any, ...]]:
    return list(ApiKey.objects.order_by("pk").values_list("pk", "expires_at", "revoked_at"))


@pytest.mark.parametrize(("of", "name", "form", "needed"), PAGES, ids=[page[1] for page in PAGES])
def test_a_viewer_is_refused_and_nothing_changes(
    account: Account, of: Callable[[Account], Model], name: str, form: dict[str, Any], needed: tuple[str, ...]
) -> None:
    browser, url, before = client_of(make_staff(*VIEWER)), page_of(of(account), name), keys()
    with nothing_moves():
        assert browser.get(url).status_code == 403
        assert browser.post(url, form).status_code == 403
    assert browser.get(page_of(of(account))).status_code == 200
    assert f'href="{url}"' not in browser.get(page_of(of(account))).content.decode()
    assert keys() == before
    assert Account.objects.get().status == "active"
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize(("of", "name", "form", "needed"), PAGES, ids=[page[1] for page in PAGES])
def test_the_needed_permissions_suffice_and_none_can_be_missing(
    account: Account, of: Callable[[Account], Model], name: str, form: dict[str, Any], needed: tuple[str, ...]
) -> None:
    url = page_of(of(account), name)
    for missing in needed:
        rest = [permission for permission in needed if permission != missing]
        assert client_of(make_staff(*VIEWER, *rest)).get(url).status_code == 403
    assert client_of(make_staff(*VIEWER, *needed)).get(url).status_code == 200


def test_a_viewer_can_make_neither_keys_nor_partners(account: Account) -> None:
    browser = client_of(make_staff(*VIEWER))
    for url in (f"{list_of(ApiKey)}add/?account={account.pk}", f"{list_of(Account)}add/"):
        assert browser.get(url).status_code == 403
        assert browser.post(url, {"name": "x"}).status_code == 403
    assert (ApiKey.objects.count(), Account.objects.count()) == (1, 1)


def test_opening_a_page_changes_nothing(account: Account) -> None:
    browser, before = client_of(make_operator()), keys()
    with nothing_moves():
        for of, name, form, _ in PAGES:
            assert browser.get(page_of(of(account), name), form).status_code == 200
    assert keys() == before
    assert LogEntry.objects.count() == 0


def test_a_form_from_another_site_is_refused(account: Account) -> None:
    operator = make_operator()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(operator)
    before = keys()
    with nothing_moves():
        for of, name, form, _ in PAGES:
            assert browser.post(page_of(of(account), name), form).status_code == 403
        assert browser.post(f"{list_of(ApiKey)}add/?account={account.pk}", {"name": "x"}).status_code == 403
    assert keys() == before


def test_a_visitor_is_sent_to_the_sign_in(account: Account) -> None:
    for url in ("/admin/", list_of(ApiKey), page_of(a_key(account), "rotate"), page_of(account, "grant")):
        response = Client().get(url)
        assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={url}")


def test_somebody_who_is_no_staff_is_sent_to_the_sign_in(account: Account) -> None:
    user = User.objects.create_user("partner", "partner@example.com", "a-long-password")
    response = client_of(user).post(page_of(account, "grant"), {})
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_staff_can_only_do_what_they_were_given(account: Account) -> None:
    cashier = make_staff("partners.view_account", "credits.add_entry")
    fields = {"mode": "live", "amount": "5", "kind": "purchased", "description": "Invoice"}
    assert open_and_send(client_of(cashier), page_of(account, "grant"), **fields).status_code == 302
    entry = Entry.objects.latest("pk")
    assert (entry.amount, entry.actor) == (5_00, cashier)
    tier = Tier.objects.get()
    assert client_of(cashier).get(page_of(tier)).status_code == 403
