"""The request log and the look-up of one request, each account its own."""

from typing import Any
from urllib.parse import quote

import pytest

from partners import request_log
from partners.models import LoggedRequest
from partners.modes import LIVE, TEST
from tests.calls import Api
from tests.factories import Seller, make_key, make_partner, make_seller
from tests.portal.members import member_browser, text_of, without_chance

pytestmark = pytest.mark.django_db


def refused_for_credits(seller: Seller) -> str:
    """The id of a request that asked for more than there is."""
    answer = Api(seller.key).post("/customers", {"email": "a@example.com", "planId": seller.plan.slug, "seats": 50})
    assert answer.status_code == 400
    request_log.flush()
    return str(answer["X-Request-Id"])


def test_a_refused_request_shows_rule_balance_key_and_fix() -> None:
    seller = make_seller(balance=1000_00)
    request_id = refused_for_credits(seller)
    page = text_of(member_browser(seller.account).get(f"/portal/requests/{request_id}"))
    assert "Not enough credits" in page
    assert "Balance then 1,000.00" in page
    assert f"…{seller.key[-4:]}" in page
    assert "5000" in page
    assert "breakdown.basePlanCost" in page
    assert "The fix" in page
    assert (
        "/docs/partner/errors/INSUFFICIENT_CREDITS"
        in member_browser(seller.account).get(f"/portal/requests/{request_id}").content.decode()
    )


def test_the_balance_shown_is_the_one_of_then() -> None:
    seller = make_seller(balance=1000_00)
    request_id = refused_for_credits(seller)
    bought = Api(seller.key).post("/customers", {"email": "b@example.com", "planId": seller.plan.slug})
    assert bought.status_code == 201
    request_log.flush()
    browser = member_browser(seller.account)
    assert "Balance then 1,000.00" in text_of(browser.get(f"/portal/requests/{request_id}"))
    assert "Balance then 900.00" in text_of(browser.get(f"/portal/requests/{bought['X-Request-Id']}"))


def test_a_request_of_the_other_mode_is_found_and_says_so() -> None:
    seller = make_seller()
    request_id = refused_for_credits(seller)
    page = member_browser(seller.account, mode=TEST).get(f"/portal/requests/{request_id}")
    assert page.status_code == 200
    assert "live mode" in text_of(page)


@pytest.mark.parametrize("wrong", ["req_00000000000000000000000000", "req_\x00", "none-of-this-name", "x" * 300])
def test_another_accounts_request_is_answered_as_a_missing_one(wrong: str) -> None:
    request_id = refused_for_credits(make_seller())
    browser = member_browser(make_partner("Mine"))

    def answer(asked: str) -> tuple[int, str]:
        status, page = without_chance(browser.get(f"/portal/requests/{asked}"))
        return status, page.replace(asked, "").replace(asked[:40], "").replace(quote(asked), "")

    assert answer(request_id)[0] == 404
    assert answer(request_id) == answer(wrong)


def test_the_field_leads_to_the_page_of_the_request() -> None:
    browser = member_browser(make_partner())
    assert browser.get("/portal/requests", {"id": " req_abc "})["Location"] == "/portal/requests/req_abc"
    assert browser.get("/portal/requests", {"id": "../../admin"})["Location"] == "/portal/requests/....admin"


def test_the_log_filters_by_status_code_and_key_in_one_mode() -> None:
    seller = make_seller()
    other_key = make_key(seller.account)
    test_key = make_key(seller.account, TEST)
    answers = {
        "refused": refused_for_credits(seller),
        "good": Api(seller.key).get("/account")["X-Request-Id"],
        "other": Api(other_key).get("/plans")["X-Request-Id"],
        "test": Api(test_key).get("/account")["X-Request-Id"],
        "foreign": refused_for_credits(make_seller()),
    }
    request_log.flush()
    browser = member_browser(seller.account)

    def listed(**query: str) -> set[str]:
        page = browser.get("/portal/requests", query).content.decode()
        rows = browser.get("/portal/requests/rows", query).content.decode()
        found = {name for name, request_id in answers.items() if request_id in page}
        assert found == {name for name, request_id in answers.items() if request_id in rows}
        return found

    key = LoggedRequest.objects.get(request_id=answers["other"]).key.public_id
    assert listed() == {"refused", "good", "other"}
    assert listed(status="4") == {"refused"}
    assert listed(status="5") == set()
    assert listed(code="INSUFFICIENT_CREDITS") == {"refused"}
    assert listed(key=key) == {"other"}
    assert listed(status="nonsense") == {"refused", "good", "other"}
    assert browser.get("/portal/requests", {"code": "\x00"}).status_code == 404


def test_older_pages_follow_without_a_gap() -> None:
    seller = make_seller()
    ids = [Api(seller.key).get("/account")["X-Request-Id"] for _ in range(60)]
    request_log.flush()
    browser = member_browser(seller.account, mode=LIVE)
    first = browser.get("/portal/requests").content.decode()
    second = browser.get("/portal/requests", {"before": ids[10]}).content.decode()
    assert [request_id for request_id in ids if request_id in first] == ids[10:]
    assert [request_id for request_id in ids if f"/portal/requests/{request_id}" in second] == ids[:10]
    assert f"before={ids[10]}" in first


def test_what_a_refusal_said_is_kept_for_access_and_credits_only() -> None:
    seller = make_seller()
    refused_for_credits(seller)
    Api(seller.key).post("/customers", {"email": "not an address", "planId": "x"})
    scoped: Any = Api(make_key(seller.account, scopes=["plans:read"])).get("/account")
    request_log.flush()
    said = dict(LoggedRequest.objects.values_list("code", "message"))
    details = dict(LoggedRequest.objects.values_list("code", "details"))
    assert said["VALIDATION_FAILED"] == ""
    assert details["VALIDATION_FAILED"] is None
    assert details["INSUFFICIENT_SCOPE"] == scoped.json()["error"]["details"]
    assert said["INSUFFICIENT_CREDITS"].startswith("This call needs 5000")


def test_the_overview_counts_what_was_refused_and_why() -> None:
    seller = make_seller()
    refused_for_credits(seller)
    refused_for_credits(seller)
    for _ in range(2):
        Api(seller.key).get("/account")
    request_log.flush()
    page = text_of(member_browser(seller.account).get("/portal/"))
    assert "Error rate 50.0 % 2 refused, 0 failed" in page
    assert "INSUFFICIENT_CREDITS Not enough credits 2" in page
    assert "Nothing was refused" in text_of(member_browser(seller.account, mode=TEST).get("/portal/"))


def test_paths_are_written_as_in_the_docs() -> None:
    seller = make_seller()
    Api(seller.key).get("/customers/pc_00000000000000000000000000")
    request_log.flush()
    page = text_of(member_browser(seller.account).get("/portal/requests"))
    assert "GET /customers/{customerId} 404 CUSTOMER_NOT_FOUND" in page


def test_a_refusal_whose_words_are_not_kept_says_so() -> None:
    seller = make_seller()
    answer = Api(seller.key).post("/customers", {"email": "nobody"})
    request_log.flush()
    page = text_of(member_browser(seller.account).get(f"/portal/requests/{answer['X-Request-Id']}"))
    assert "The answer said more. It is not kept here, because it may repeat what was sent." in page


def test_an_empty_log_says_what_to_do_next() -> None:
    browser = member_browser(make_seller().account)
    assert "The first steps have a call to begin with" in text_of(browser.get("/portal/requests"))
    assert "No requests here with these filters. Show all" in text_of(browser.get("/portal/requests?status=4"))
    assert "No requests here with these filters. Show all" in text_of(browser.get("/portal/requests/rows?status=4"))
