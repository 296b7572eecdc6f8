"""The credits page: the ledger filtered, its statements, and the proof of its chain."""

import csv
import datetime
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from credits import chain, ledger
from credits.ledger import Charge
from credits.moments import sequences_before, spent_by_day
from credits.posting import Note
from customers.models import Customer
from partners.modes import LIVE, TEST
from portal.long_pages import StillMaking, long_file
from portal.views import ledger as ledger_views
from tests.calls import Api
from tests.factories import Seller, give_credits, make_partner, make_seller, wallet_of
from tests.portal.members import member_browser, text_of

pytestmark = pytest.mark.django_db


def seller_with_a_charge() -> Seller:
    seller = make_seller(balance=1000_00)
    made = Api(seller.key).post("/customers", {"email": "ada@example.com", "planId": seller.plan.slug, "seats": 2})
    assert made.status_code == 201
    return seller


def charge(seller: Seller, amount: int, reference: str, description: str = "Something") -> None:
    wallet_id = seller.wallet().pk
    ledger.charge(Charge(wallet_id=wallet_id, amount=amount, reference=reference, description=description))


def test_each_amount_is_explained() -> None:
    page = text_of(member_browser(seller_with_a_charge().account).get("/portal/credits"))
    assert "-200.00" in page
    assert "+1,000.00" in page
    assert "each component less the tier's discount" in page
    assert "planPrice 100" in page
    assert "breakdown.total 200" in page


def test_the_ledger_filters_by_kind_customer_and_day() -> None:
    seller = seller_with_a_charge()
    customer = Customer.objects.get()
    browser = member_browser(seller.account)

    def amounts(**query: str) -> list[str]:
        page = text_of(browser.get("/portal/credits", query))
        return [amount for amount in ("-200.00", "+1,000.00") if amount in page]

    today = timezone.now().date()
    tomorrow = f"{today + datetime.timedelta(days=1)}"
    assert amounts() == ["-200.00", "+1,000.00"]
    assert amounts(kind="charge") == ["-200.00"]
    assert amounts(customer=customer.public_id) == ["-200.00"]
    assert amounts(**{"from": str(today), "to": str(today)}) == ["-200.00", "+1,000.00"]
    assert amounts(**{"from": tomorrow}) == []
    assert amounts(to="2020-01-01") == []
    assert amounts(kind="nonsense", to="nonsense") == ["-200.00", "+1,000.00"]
    assert browser.get("/portal/credits", {"customer": "\x00"}).status_code == 404
    assert amounts(**{"from": "9999-12-31", "before": "9" * 30}) == ["-200.00", "+1,000.00"]


def test_older_movements_are_a_page_further() -> None:
    seller = make_seller(balance=1000_00)
    for number in range(60):
        charge(seller, 1_00, f"n{number}", f"Charge number {number}.")
    browser = member_browser(seller.account)
    first = text_of(browser.get("/portal/credits"))
    assert ("Charge number 59." in first, "Charge number 10." in first, "Charge number 9." in first) == (
        (True, True, False)
    )
    second = text_of(browser.get("/portal/credits", {"before": "12"}))
    assert ("Charge number 10." in second, "Charge number 9." in second, "Bought" in second) == (False, True, True)


def test_the_csv_has_every_movement_of_the_days_oldest_first() -> None:
    seller = seller_with_a_charge()
    answer: Any = member_browser(seller.account).get("/portal/credits/statement.csv")
    rows = list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines()))
    assert [(row["type"], row["change"], row["balance"]) for row in rows] == [
        ("grant", "1000.00", "1000.00"),
        ("charge", "-200.00", "800.00"),
    ]
    assert rows[1]["customer"] == Customer.objects.get().public_id
    today = f"{timezone.now():%Y-%m-%d}"
    assert answer["Content-Disposition"].endswith(f'{today[:8]}01-{today}.csv"')
    before: Any = member_browser(seller.account).get(
        "/portal/credits/statement.csv", {"from": "2020-01-01", "to": "2020-01-02"}
    )
    assert len(before.getvalue().decode().splitlines()) == 1


def test_the_csv_opens_with_every_letter_and_with_amounts_that_are_numbers() -> None:
    seller = make_seller(balance=1000_00)
    charge(seller, 1_00, "r", "Größe; =1+1")
    answer: Any = member_browser(seller.account).get("/portal/credits/statement.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.getvalue().decode().split("\r\n")
    assert lines[0].startswith("\ufeffsequence,time,type,description,change,balance,held,customer,request,reference")
    assert ",charge,Größe;' =1+1,-1.00,999.00,0.00," in lines[2]


def test_a_description_never_becomes_a_formula_of_a_spreadsheet() -> None:
    seller = make_seller()
    charge(seller, 1_00, "r", '=HYPERLINK("http://elsewhere.example")')
    answer: Any = member_browser(seller.account).get("/portal/credits/statement.csv")
    *_, row = csv.DictReader(answer.getvalue().decode().splitlines())
    assert row["description"].startswith("'=HYPERLINK")


def test_the_downloaded_program_checks_the_downloaded_chain_with_the_seal_on_the_page(tmp_path: Path) -> None:
    seller = seller_with_a_charge()
    chain.seal_all()
    browser = member_browser(seller.account)
    (kept,) = re.findall(r"\b[0-9a-f]{64}\b", text_of(browser.get("/portal/credits")))
    file: Any = browser.get("/portal/credits/chain.jsonl")
    (tmp_path / "ledger.jsonl").write_bytes(file.getvalue())
    (tmp_path / "check_ledger.py").write_bytes(browser.get("/portal/credits/check_ledger.py").content)
    command = [sys.executable, "-I", "check_ledger.py", "ledger.jsonl", kept]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == f"2 entries, proven through 2, head {kept}\n"


@pytest.mark.parametrize("path", ["statement.csv", "statement.pdf", "chain.jsonl", "customers.csv"])
def test_one_long_file_of_an_account_is_made_at_a_time(path: str) -> None:
    seller = seller_with_a_charge()
    mine, other = member_browser(seller.account), member_browser(make_partner())
    first: Any = mine.get("/portal/credits/statement.csv")
    busy = mine.get(f"/portal/credits/{path}", follow=True)
    assert busy.redirect_chain == [("/portal/credits", 302)]
    assert "Another file of this account is being made. Try again when it has arrived." in text_of(busy)
    assert other.get(f"/portal/credits/{path}").status_code == 200
    assert b"-200.00" in first.getvalue()
    again: Any = mine.get(f"/portal/credits/{path}")
    assert (again.status_code, len(again.getvalue()) > 200) == (200, True)


def test_a_long_file_that_nobody_reads_leaves_its_place() -> None:
    account = make_partner()
    unread = long_file(account, iter(["a"]), "text/plain", "a.txt")
    with pytest.raises(StillMaking):
        long_file(account, iter(["b"]), "text/plain", "b.txt")
    del unread
    assert b"".join(long_file(account, iter(["c"]), "text/plain", "c.txt")) == b"c"


def test_before_the_first_seal_the_page_says_so() -> None:
    assert "Nothing is sealed yet." in text_of(member_browser(make_partner()).get("/portal/credits"))


def test_another_account_and_the_other_mode_see_nothing_of_it() -> None:
    seller = seller_with_a_charge()
    for browser in (member_browser(make_partner()), member_browser(seller.account, mode=TEST)):
        for path in ("credits", "credits/statement.csv", "credits/chain.jsonl"):
            answer: Any = browser.get(f"/portal/{path}")
            body = answer.getvalue() if answer.streaming else answer.content
            assert b"200.00" not in body
            assert b"ada@" not in body


def test_days_and_moments_are_counted_by_the_ledgers_clock() -> None:
    seller = make_seller(balance=1000_00)
    charge(seller, 12_50, "a")
    charge(seller, 1_00, "b")
    note = Note(reference="c", description="C")
    ledger.refund(charge_id=seller.entries()[-1].pk, amount=1_00, note=note)
    today = timezone.now().date()
    days = spent_by_day(seller.wallet().pk, today, 3)
    assert [(day.date - today).days for day in days] == [-2, -1, 0]
    assert [day.spent for day in days] == [0, 0, 12_50]
    entries = seller.entries()
    moments = [entry.created_at for entry in entries]
    assert sequences_before(seller.wallet().pk, [*moments, timezone.now()]) == [0, 1, 2, 3, 4]
    empty = wallet_of(seller.account, TEST)
    assert sequences_before(empty.pk, [timezone.now()]) == [0]
    assert sequences_before(empty.pk, []) == []


def test_credits_of_a_month_are_on_the_overview() -> None:
    seller = make_seller(balance=1000_00)
    charge(seller, 12_50, "a")
    give_credits(seller.account, 5_00, LIVE)
    page = member_browser(seller.account).get("/portal/").content.decode()
    assert "12.50 credits in 30 days, at most 12.50 on one day" in page
    assert page.count("<g><title>") == 30


def test_the_chart_says_the_same_as_a_table_and_nothing_where_nothing_was_spent() -> None:
    seller = make_seller(balance=1000_00)
    charge(seller, 12_50, "a")
    assert f"Day (UTC) Spent {timezone.now():%Y-%m-%d} 12.50" in text_of(member_browser(seller.account).get("/portal/"))
    empty = member_browser(seller.account, mode=TEST).get("/portal/")
    assert "Nothing was spent in 30 days." in text_of(empty)
    assert "<g><title>" not in empty.content.decode()


def test_a_statement_of_more_movements_than_a_pdf_has_is_offered_as_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    seller = seller_with_a_charge()
    browser = member_browser(seller.account)
    monkeypatch.setattr(ledger_views, "LONGEST_PDF", 1)
    answer = browser.get("/portal/credits/statement.pdf", follow=True)
    assert "These days have 2 movements; a PDF has at most 1. Take CSV, or fewer days." in text_of(answer)
    assert browser.get("/portal/credits/statement.csv").headers["Content-Type"].startswith("text/csv")
