"""Names of customers, agents, reports and webhooks over the API: stored by one rule, refused by what is wrong."""

from typing import Any

import pytest

from customers.models import Customer, Organization
from tests.calls import Api, details, problems
from tests.factories import Seller, make_customer, make_seller
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

REFUSED = [
    ("\u200b", "invisible", "This contains no visible character."),
    ("\u2060\u00ad", "invisible", "This contains no visible character."),
    ("\u3164", "invisible", "This contains no visible character."),
    ("\u2800", "invisible", "This contains no visible character."),
    ("\u202e", "direction_character", "U+202E RIGHT-TO-LEFT OVERRIDE, which turns the direction of text."),
    ("gnp\u202dexe", "direction_character", "U+202D LEFT-TO-RIGHT OVERRIDE, which turns the direction of text."),
    ("a\x1b[2Jb", "control_character", "This contains the control character U+001B."),
    ("a\r\nBcc: all@example.com", "control_character", "This contains the line break U+000D."),
    ("a\x85b", "control_character", "This contains the line break U+0085."),
    ("a\ufdd0", "unassigned_character", "This contains U+FDD0, which is not a character."),
    ("Z" + "\u0335\u0489" * 6, "too_many_marks", "This contains more than 8 combining marks in a row."),
]


def body_of(seller: Seller, **fields: str) -> dict[str, Any]:
    return {"email": "mona@example.com", "planId": seller.plan.slug, "sendWelcomeEmail": False, **fields}


@pytest.mark.parametrize("field", ["name", "companyName", "phone", "language"])
@pytest.mark.parametrize(("text", "code", "said"), REFUSED, ids=[ascii(row[0]) for row in REFUSED])
def test_a_customer_gets_no_name_that_shows_as_another_one(field: str, text: str, code: str, said: str) -> None:
    seller = make_seller()
    customer = make_customer(seller, name="Before")
    shown = text[:10] if field == "language" else text
    with nothing_moves():
        for refused in (
            Api(seller.key).post("/customers", body_of(seller, **{field: shown})),
            Api(seller.key).patch(f"/customers/{customer.public_id}", {field: shown}),
        ):
            (problem,) = details(refused)
            assert (problem["field"], problem["code"]) == (field, code)
            assert problem["message"].endswith(said)


def test_a_name_is_stored_and_answered_in_nfc_without_what_shows_nothing() -> None:
    seller = make_seller()
    typed = {"name": "Mu\u0308ller\u200b", "companyName": "Kranken\u00adhaus Süd", "phone": "\u202a030 1\u202c"}
    answer = Api(seller.key).post("/customers", body_of(seller, **typed)).json()["data"]
    assert (answer["name"], answer["companyName"], answer["phone"]) == ("Müller", "Krankenhaus Süd", "030 1")
    customer = Customer.objects.get()
    assert (customer.name, customer.company_name, customer.phone) == ("Müller", "Krankenhaus Süd", "030 1")
    assert Organization.objects.get().name == "Krankenhaus Süd"


@pytest.mark.parametrize(
    "name", ["می‌خواهم", "क्‍ष", "👩‍⚕️ Dr. Ada", "שלום\u200f (Acme)", "Nguyễn Thị Ánh", "http://acme.example"]
)
def test_honest_names_of_any_script_are_kept_as_they_are(name: str) -> None:
    seller = make_seller()
    assert Api(seller.key).post("/customers", body_of(seller, name=name)).json()["data"]["name"] == name


def test_a_name_is_as_long_as_it_is_stored() -> None:
    seller = make_seller()
    decomposed = "u\u0308" * 200
    assert Api(seller.key).post("/customers", body_of(seller, name=decomposed)).status_code == 201
    for text in ("ü" * 201, "u\u0308" * 201, "\u200b" * 100_000):
        with nothing_moves():
            refused = Api(seller.key).post("/customers", body_of(seller, name=text))
        assert problems(refused) == [("name", "max_length")]


def test_an_agent_and_a_webhook_are_named_by_the_same_rule() -> None:
    seller = make_seller()
    agents = f"/customers/{make_customer(seller).public_id}/agents"
    url = "https://hooks.example.com/tollgate"
    with nothing_moves():
        assert problems(Api(seller.key).post(agents, {"name": "PACS\x1b"})) == [("name", "control_character")]
        refused = Api(seller.key).post("/webhooks", {"url": url, "description": "\u3164"})
        assert problems(refused) == [("description", "invisible")]
    assert Api(seller.key).post(agents, {"name": "PACS\u200b"}).json()["data"]["name"] == "PACS"
    made = Api(seller.key).post("/webhooks", {"url": url, "description": "Bu\u0308ro"})
    assert made.json()["data"]["description"] == "Büro"


def test_a_search_finds_a_name_in_any_spelling() -> None:
    seller = make_seller()
    make_customer(seller, "mona@example.com", name="Müller", company_name="Kranken Süd")
    for text in ("Mu\u0308ller", "mü\u200bl", "su\u0308d"):
        found = Api(seller.key).get("/customers", search=text).json()["data"]["customers"]
        assert [customer["name"] for customer in found] == ["Müller"]


def test_the_longest_address_names_an_organization_without_another_name() -> None:
    address = f"a@{'.'.join(['b' * 63] * 3 + ['c' * 60])}"
    assert len(address) == 254
    seller = make_seller()
    assert Api(seller.key).post("/customers", {**body_of(seller), "email": address}).status_code == 201
    assert Organization.objects.get().name == address


def test_a_name_is_measured_as_it_is_stored() -> None:
    # Unicode's normal form of this letter is two characters.
    seller, letter = make_seller(), "\N{DEVANAGARI LETTER QA}"
    for length, status in ((101, 400), (100, 201)):
        assert Api(seller.key).post("/customers", body_of(seller, name=letter * length)).status_code == status
