"""The statement as PDF: in any script, and such that its sums and its pages can be trusted."""

import datetime
import logging
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pytest_django import Settings

from credits import chain, ledger
from credits.ledger import Charge
from credits.models import Seal
from credits.posting import Note
from tests.factories import Seller, make_seller
from tests.portal.members import member_browser

pytestmark = pytest.mark.django_db

NAMES = {
    "Latin": "Żółć Gdańsk Nguyễn Ünal",
    "Greek": "Οδοντιατρείο Ἀθηνῶν",
    "Cyrillic": "Стоматологія Їжак Қазақстан",
    "Arabic": "عيادة الأسنان الحديثة",
    "Persian": "کلینیک پزشکی گلستان",
    "Hebrew": "מרפאת שיניים תל אביב",
    "Georgian": "სტომატოლოგია თბილისი",
}


AMOUNTS = ("-1.11", "-22.22", "-3,333.33", "-44.44", "-0.05")
#: Of Noto Sans, in thousandths of the size.
FIGURE = 572
WIDTHS = {"-": 322, ",": 268, ".": 268}


@dataclass(frozen=True)
class Piece:
    """Text of one run: where it begins, in points from the left and the bottom of the page, and in which font."""

    text: str
    x: float
    y: float
    font: str


def charge(seller: Seller, amount: int, description: str) -> None:
    reference = f"r{len(seller.entries())}"
    wallet_id = seller.wallet().pk
    ledger.charge(Charge(wallet_id=wallet_id, amount=amount, reference=reference, description=description))


def statement_of(seller: Seller, **query: str) -> PdfReader:
    answer: Any = member_browser(seller.account).get("/portal/credits/statement.pdf", query)
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.getvalue()))


def described(text: str) -> PdfReader:
    """The statement of somebody who was charged for ``text``."""
    seller = make_seller()
    charge(seller, 1_00, text)
    return statement_of(seller)


def text_of(paper: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in paper.pages)


def pieces_of(paper: PdfReader, page: int = 0) -> list[Piece]:
    found: list[Piece] = []

    def visit(text: str, _: Any, matrix: Any, font: Any, size: float) -> None:
        if text.strip():
            found.append(Piece(text.strip(), matrix[4], matrix[5], font["/BaseFont"].split("+")[1]))

    paper.pages[page].extract_text(visitor_text=visit)
    return found


def without_time(line: str) -> str:
    return re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d ", "", line)


def glyphs_of(paper: PdfReader, name: str) -> set[str]:
    """The names of the glyphs that a font brings into the file."""
    fonts: Any = paper.pages[0]["/Resources"]
    (font,) = [font for font in fonts["/Font"].values() if font["/BaseFont"].endswith(f"+{name}")]
    descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
    return set(TTFont(BytesIO(descriptor["/FontFile2"].get_data())).getGlyphOrder())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_an_account_and_a_description_keep_their_letters(name: str) -> None:
    seller = make_seller()
    seller.account.name = name
    seller.account.save(update_fields=["name"])
    charge(seller, 1_00, f"{name}!")
    text = text_of(statement_of(seller))
    assert text.count(name) == 3
    assert "▯" not in text


@pytest.mark.parametrize("name", ["दंत चिकित्सालय", "คลินิกทันตกรรม"], ids=["Devanagari", "Thai"])
def test_scripts_whose_signs_stack_are_printed_without_a_box(name: str) -> None:
    text = text_of(described(name))
    assert name[:4] in text
    assert "▯" not in text


def test_arabic_letters_are_joined_also_around_a_vowel_sign() -> None:
    # Meem as it begins a word, hah and meem in the middle, dal at the end; alone none of them.
    glyphs = glyphs_of(described("محمّد"), "FiraGO")
    assert glyphs >= {"uniFEE3", "uniFEA4", "uniFEE4", "uniFEAA"}
    assert not glyphs & {"uni0645", "uni062D", "uni062F"}


def test_words_from_right_to_left_stand_so_around_a_number_in_a_line_of_english() -> None:
    text = text_of(described("Customer عيادة 24 الطبية: Starter"))
    (line,) = [line for line in text.splitlines() if "Customer" in line]
    places = [line.index(word) for word in ("Customer", "الطبية", "24", "عيادة", "Starter")]
    assert places == sorted(places)


def test_a_long_description_from_right_to_left_breaks_into_lines_from_the_top() -> None:
    name = "مؤسسة النور للخدمات الطبية والاستشارات الصحية المحدودة في الشرق الأوسط وشمال أفريقيا"
    lines = text_of(described(name)).splitlines()
    (first,) = [number for number, line in enumerate(lines) if "مؤسسة" in line]
    assert " ".join(lines[first : first + 2]).endswith(name)


def test_a_letter_without_a_font_is_a_box() -> None:
    seller = make_seller()
    seller.account.name = "Überlingen 北京 & <b>"
    seller.account.save(update_fields=["name"])
    charge(seller, 1_00, "中 \x07 {nb} 👩‍⚕️")
    text = text_of(statement_of(seller))
    assert "Überlingen ▯▯ & <b>" in text
    assert "▯ ▯ {nb} ▯" in text


def test_the_sums_lead_from_the_opening_to_the_closing_balance(settings: Settings) -> None:
    settings.BRAND_NAME = "Πύλη"
    seller = make_seller(balance=1_234_567_00)
    charge(seller, 200_50, "Seats")
    ledger.refund(charge_id=seller.entries()[-1].pk, amount=50, note=Note(reference="back", description="Back"))
    deadline = timezone.now() + datetime.timedelta(hours=1)
    ledger.hold(wallet_id=seller.wallet().pk, amount=5_00, deadline=deadline, note=Note(reference="h", description="H"))
    today = f"{timezone.now():%Y-%m-%d}"
    lines = text_of(statement_of(seller, **{"from": today, "to": today})).splitlines()
    assert lines[0] == "Πύλη Statement of credits"
    assert f"Period (UTC) {today} to {today}" in lines
    assert "Movements 4" in lines
    assert "Held at the end 5.00" in lines
    assert "0.00 -200.50 +0.50 +1,234,567.00 1,234,367.00" in lines
    assert [without_time(line) for line in lines[lines.index("Opening balance 0.00") : -1]] == [
        "Opening balance 0.00",
        "grant Bought +1,234,567.00 1,234,567.00",
        "charge Seats -200.50 1,234,366.50",
        "refund Back +0.50 1,234,367.00",
        "hold H 0.00 1,234,367.00",
        "Closing balance 1,234,367.00",
    ]


def test_a_statement_of_days_without_a_movement_has_both_balances() -> None:
    lines = text_of(statement_of(make_seller(), **{"from": "2020-01-01", "to": "2020-01-02"})).splitlines()
    assert lines[-3:-1] == ["Opening balance 0.00", "Closing balance 0.00"]


def test_each_page_has_the_heads_its_number_and_whose_it_is() -> None:
    seller = make_seller(balance=1000_00)
    for number in range(60):
        charge(seller, 1_00, f"Charge number {number}.")
    pages = [page.extract_text() for page in statement_of(seller).pages]
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        assert page.count("Time (UTC) Type Description Change Balance") == 1
        assert f"Page {number} of 2" in page
        assert f"Tollgate · {seller.account.public_id} · " in page
    found = [line for page in pages for line in page.splitlines() if "Charge number" in line]
    assert [line.split("number ")[1].split(".")[0] for line in found] == [str(number) for number in range(60)]


def test_amounts_end_at_one_edge_in_one_font_beside_any_script() -> None:
    seller = make_seller(balance=1_000_000_00)
    for amount, name in zip((1_11, 22_22, 3_333_33, 44_44, 5), NAMES.values(), strict=False):
        charge(seller, amount, f"a {name} z")
    changes = [piece for piece in pieces_of(statement_of(seller)) if piece.text in AMOUNTS]
    assert [piece.text for piece in changes] == list(AMOUNTS)
    assert {piece.font for piece in changes} == {"NotoSans"}
    edges = [piece.x + 8.5 * sum(WIDTHS.get(letter, FIGURE) for letter in piece.text) / 1000 for piece in changes]
    assert max(edges) - min(edges) < 0.05


def test_fonts_are_embedded_as_far_as_they_are_used() -> None:
    seller = make_seller()
    charge(seller, 1_00, NAMES["Arabic"])
    answer: Any = member_browser(seller.account).get("/portal/credits/statement.pdf")
    assert len(answer.getvalue()) < 60_000


def test_the_log_is_told_no_letter_of_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        described(NAMES["Hebrew"])
    assert [record.name for record in caplog.records if record.name.startswith(("fontTools", "fpdf"))] == []


def test_the_newest_seal_is_printed_to_be_kept() -> None:
    seller = make_seller()
    charge(seller, 1_00, "A")
    assert "Newest seal" not in "".join(page.extract_text() for page in statement_of(seller).pages)
    chain.seal_all()
    printed = statement_of(seller).pages[-1].extract_text().splitlines()
    assert printed[-3:-1] == ["Newest seal of the ledger, through entry 2:", Seal.objects.get().digits]
