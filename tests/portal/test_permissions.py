"""Which role may open which page: one row for each, and every page has one."""

from typing import Any

import pytest
from django.test import Client

from partners.keys import create_key
from partners.models import Account
from partners.modes import TEST
from portal import urls
from portal.models import Invitation
from portal.roles import Right, Role
from tests.factories import make_customer, make_seller, make_workspace
from tests.portal.members import member_browser, text_of
from tests.webhooks.sending import listen

pytestmark = pytest.mark.django_db

LOOK, KEYS, HOOKS = Right.LOOK, Right.MANAGE_KEYS, Right.MANAGE_WEBHOOKS
PRICES, ACCOUNT = Right.SET_PRICES, Right.MANAGE_ACCOUNT
#: Who has which right, told a second time: the table of the code must not change by accident.
HOLDERS = {
    LOOK: {Role.OWNER, Role.DEVELOPER, Role.BILLING, Role.VIEWER},
    KEYS: {Role.OWNER, Role.DEVELOPER},
    HOOKS: {Role.OWNER, Role.DEVELOPER},
    PRICES: {Role.OWNER, Role.BILLING},
    ACCOUNT: {Role.OWNER},
}
#: Name of the page, the right that it asks, how it is asked, and what it answers to who has the right.
PAGES: list[tuple[str, Right, str, int]] = [
    ("overview", LOOK, "get", 200),
    ("welcome", LOOK, "get", 200),
    ("switch_mode", LOOK, "post", 404),
    ("switch_account", LOOK, "post", 404),
    ("keys", LOOK, "get", 200),
    ("new_key", KEYS, "get", 200),
    ("new_sample_key", KEYS, "post", 302),
    ("rotate_key", KEYS, "get", 200),
    ("revoke_key", KEYS, "get", 200),
    ("requests", LOOK, "get", 200),
    ("request_rows", LOOK, "get", 200),
    ("request", LOOK, "get", 404),
    ("credits", LOOK, "get", 200),
    ("statement_csv", LOOK, "get", 200),
    ("statement_pdf", LOOK, "get", 200),
    ("chain", LOOK, "get", 200),
    ("customer_file", LOOK, "get", 200),
    ("check_program", LOOK, "get", 200),
    ("customers", LOOK, "get", 200),
    ("customer", LOOK, "get", 200),
    ("plans", LOOK, "get", 200),
    ("add_on_price", PRICES, "get", 200),
    ("plan_price", PRICES, "get", 200),
    ("generations", LOOK, "get", 200),
    ("generation", LOOK, "get", 404),
    ("webhooks", LOOK, "get", 200),
    ("new_webhook", HOOKS, "get", 200),
    ("webhook", LOOK, "get", 200),
    ("edit_webhook", HOOKS, "get", 200),
    ("rotate_webhook", HOOKS, "get", 200),
    ("test_webhook", HOOKS, "post", 302),
    ("switch_webhook", HOOKS, "post", 404),
    ("delivery", LOOK, "get", 404),
    ("replay_delivery", HOOKS, "post", 404),
    ("delete_webhook", HOOKS, "post", 302),
    ("settings", LOOK, "get", 200),
    ("rename", ACCOUNT, "post", 302),
    ("send_invitation", ACCOUNT, "post", 302),
    ("withdraw_invitation", ACCOUNT, "post", 404),
    ("set_role", ACCOUNT, "post", 302),
    ("remove_member", ACCOUNT, "post", 404),
]
#: Answer everybody: for scripts, for whoever has no account, and for whoever was invited.
OPEN = {"sample_keys", "no_account", "invitation"}
WORKSPACES_ONLY = {"generations", "generation"}
PARTNERS_ONLY = {"customers", "customer", "customer_file", "plans", "add_on_price", "plan_price"} | {
    name for name, *_ in PAGES if "webhook" in name or "delivery" in name
}


def paths_of(account: Account, customer: str = "pc_x", plan: str = "x") -> dict[str, str]:
    """An address of each page, for objects that exist."""
    key = create_key(account=account, name="Program", mode=TEST).key
    values: dict[str, Any] = {
        "key_id": key.public_id,
        "request_id": "req_x",
        "customer_id": customer,
        "slug": plan,
        "endpoint_id": listen(account, "https://hooks.example.com/", mode=TEST).endpoint.public_id,
        "delivery_id": "whd_x",
        "invitation_id": "inv_x",
        "generation_id": "gen_x",
        "member_id": 0,
        "token": "x",
    }
    paths = {}
    for pattern in urls.portal:
        route = str(pattern.pattern)
        for name, value in values.items():
            route = route.replace(f"<str:{name}>", str(value)).replace(f"<int:{name}>", str(value))
        paths[str(pattern.name)] = f"/portal/{route}"
    return paths


def ask(client: Client, method: str, path: str) -> int:
    answer = getattr(client, method)(path)
    # To its end: while a long file is on the way, the account gets no other.
    answer.getvalue()
    return int(answer.status_code)


def test_every_page_has_a_row_and_asks_for_the_right_in_it() -> None:
    asked = {str(pattern.name): getattr(pattern.callback, "ask", None) for pattern in urls.portal}
    assert {name for name, found in asked.items() if found is None} == OPEN
    assert {name: found.right for name, found in asked.items() if found} == {name: right for name, right, *_ in PAGES}


@pytest.mark.parametrize("role", Role)
def test_a_page_opens_to_the_roles_that_have_its_right_and_to_no_other(role: Role) -> None:
    seller = make_seller()
    paths = paths_of(seller.account, make_customer(seller, mode=TEST).public_id, seller.plan.slug)
    answers, expected = {}, {}
    for name, right, method, status in PAGES:
        # A new browser each: one that was sent away must not spoil the next.
        answers[name] = ask(member_browser(seller.account, role, TEST), method, paths[name])
        expected[name] = 404 if name in WORKSPACES_ONLY else status if role in HOLDERS[right] else 403
    assert answers == expected
    assert not Invitation.objects.exists()


def test_a_workspace_has_no_pages_about_customers() -> None:
    account = make_workspace()
    paths, browser = paths_of(account), member_browser(account, mode=TEST)
    answers = {name: ask(browser, method, paths[name]) for name, _, method, _ in PAGES}
    assert {name for name in PARTNERS_ONLY if answers[name] != 404} == set()
    assert {
        name: answers[name]
        for name in ("overview", "welcome", "keys", "requests", "credits", "generations", "settings")
    } == (dict.fromkeys(("overview", "welcome", "keys", "requests", "credits", "generations", "settings"), 200))


@pytest.mark.parametrize("name", [name for name, *_ in PAGES])
def test_a_stranger_is_sent_to_the_sign_in_from_every_page(client: Client, name: str) -> None:
    method = next(method for page, _, method, _ in PAGES if page == name)
    answer = getattr(client, method)(paths_of(make_workspace())[name])
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_who_lacks_the_right_is_told_which_one_and_by_whom_it_is_given() -> None:
    account = make_seller().account
    page = text_of(member_browser(account, Role.VIEWER).get("/portal/keys/new"))
    assert "It is for members who may make, rotate and revoke API keys, and see the sample key." in page
    assert f"You are viewer in {account.name}; an owner can give you another role." in page
    assert "Request log" in page


def test_what_is_missing_says_in_which_mode() -> None:
    page = text_of(member_browser(make_seller().account, mode=TEST).get("/portal/customers/pc_x"))
    assert "There is nothing here in test mode" in page
