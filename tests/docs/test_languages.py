"""Error pages and messages in four languages: nothing is missing, numbers stay, and headers say what was chosen."""

import re
from pathlib import Path

import pytest
from django.test import Client

from errors_docs.catalogue import Area, Entry
from errors_docs.catalogues import CATALOGUES
from errors_docs.detail_fields import detail_fields, details_schema
from errors_docs.endpoints import endpoints
from errors_docs.languages import LANGUAGES, preferred, sentences, translated
from errors_docs.navigation import PAGES
from errors_docs.pages import SECTIONS
from errors_docs.reach import reach
from errors_docs.retries import POLICIES
from errors_docs.surfaces import SURFACES
from tests.docs.html_page import read_page
from tests.docs.site_map import CODE_PAGES

TEMPLATES = Path(__file__).parents[2] / "templates" / "docs"
OTHERS = [code for code in LANGUAGES if code != "en"]
ENTRIES = [entry for catalogue in CATALOGUES.values() for entry in catalogue]
ENGLISH_MESSAGE = "The request carries no API key: send it as Authorization: Bearer or as X-API-Key."
MESSAGES = {
    "de": "Die Anfrage enthält keinen API-Schlüssel: Senden Sie ihn als Authorization: Bearer oder als X-API-Key.",
    "es": "La petición no lleva ninguna clave de API: envíela como Authorization: Bearer o como X-API-Key.",
    "ar": "لا يحمل الطلب أي مفتاح API: أرسِله في Authorization: Bearer أو في X-API-Key.",
}


def sentences_of(entry: Entry) -> list[str]:
    """What a page must say in every language."""
    single = [entry.title, entry.when, entry.why, entry.message, entry.retry_advice, entry.charged]
    single += [entry.suggesting] if entry.suggesting else []
    return [*single, *entry.check, *entry.fix, *entry.reasons.values()]


def words_of_tables() -> set[str]:
    """What stands in the tables of a code's page: where it comes from, and what its details mean."""
    words = set(SECTIONS.values())
    for name, catalogue in CATALOGUES.items():
        words |= {endpoint.summary for endpoint in endpoints(SURFACES[name])}
        for entry in catalogue:
            words.add(reach(SURFACES[name], entry).summary)
            words |= {field.description for field in detail_fields(details_schema(entry) or {}, None)}
    return words - {""}


def words_of_pages() -> set[str]:
    """What the templates themselves say."""
    found = (
        re.findall(r'\{% (?:say|word|prose|plain_word) "([^"]+)" %\}', path.read_text())
        for path in TEMPLATES.glob("*.html")
    )
    return {words for page in found for words in page}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_that_a_page_must_say_lacks_its_translation(language: str) -> None:
    needed = {sentence for entry in ENTRIES for sentence in sentences_of(entry)}
    needed |= {area.value for area in Area} | words_of_pages() | words_of_tables()
    needed |= {text for policy in POLICIES.values() for text in (policy.label, policy.advice)}
    needed |= {page.title for pages in PAGES.values() for page in pages}

    assert sorted(needed - set(sentences(language))) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_every_name_number_and_code_of_its_sentence(language: str) -> None:
    def kept(text: str) -> list[str]:
        return sorted(re.findall(r"`[^`]*`|\{\w+\}", text))

    wrong = [english for english, words in sentences(language).items() if kept(english) != kept(words)]

    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translated_message_can_be_filled_in(language: str) -> None:
    for entry in ENTRIES:
        message = entry.message_for(entry.example, LANGUAGES[language])
        assert message != entry.message_for(entry.example)
        assert "{" not in message


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr, es;q=0.5, en;q=0.4", "es"),
        ("fr", "en"),
        ("en, de", "en"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("ar-EG", "ar"),
        ("DE;Q=1", "de"),
        ("nonsense;;;===,,,", "en"),
        ("x" * 10_000, "en"),
        (",".join(["fr"] * 50) + ",de", "en"),
    ],
)
def test_the_language_is_the_best_of_those_that_are_wished(header: str, language: str) -> None:
    assert preferred(header).code == language


@pytest.mark.parametrize("language", OTHERS)
def test_a_refusal_is_told_in_the_callers_language_and_its_code_is_the_same(client: Client, language: str) -> None:
    refused = client.get("/api/partner/v1/account", headers={"Accept-Language": language})

    assert refused["Content-Language"] == language
    assert refused["Vary"] == "Accept-Language"
    assert refused.json()["error"]["code"] == "UNAUTHENTICATED"
    assert refused.json()["error"]["message"] == MESSAGES[language]


def test_a_refusal_is_english_for_whoever_wishes_nothing(client: Client) -> None:
    refused = client.get("/api/partner/v1/account")

    assert refused["Content-Language"] == "en"
    assert refused.json()["error"]["message"] == ENGLISH_MESSAGE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_read_in_the_browsers_language_or_in_the_one_of_its_address(client: Client, language: str) -> None:
    wished = client.get("/docs/partner/errors/RATE_LIMITED", headers={"Accept-Language": language})
    chosen = client.get(f"/docs/{language}/partner/errors/RATE_LIMITED", headers={"Accept-Language": "en"})

    expected = translated("Too many requests", LANGUAGES[language]).text
    for page, varies in ((wished, "Accept-Encoding, Accept-Language"), (chosen, "Accept-Encoding")):
        assert (page["Content-Language"], page["Vary"]) == (language, varies)
        assert f'<html lang="{language}" dir="{LANGUAGES[language].direction}">' in page.content.decode()
        assert expected in read_page(page.content.decode()).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chosen_language_stays_chosen_from_code_to_code(client: Client, language: str) -> None:
    page = read_page(client.get(f"/docs/{language}/partner/errors/RATE_LIMITED").content.decode())
    table = read_page(client.get(f"/docs/{language}/partner/errors").content.decode())

    assert page.problems == table.problems == []
    others = {f"/docs/{code}/partner/errors/RATE_LIMITED" for code in LANGUAGES}
    codes = {link for link in page.links if re.search(r"/errors/[A-Z_]+$", link)}
    assert {link for link in codes if not link.startswith(f"/docs/{language}/")} == others - {
        f"/docs/{language}/partner/errors/RATE_LIMITED"
    }
    assert f"/docs/{language}/partner/errors/INVALID_API_KEY" in table.links


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("name", "code"), [(name, code) for name, code, _ in CODE_PAGES])
def test_a_codes_page_has_nothing_left_in_english(client: Client, language: str, name: str, code: str) -> None:
    page = client.get(f"/docs/{language}{SURFACES[name].error_url(code).removeprefix('/docs')}").content.decode()

    marked = re.findall(r'<span lang="en" dir="ltr">([^<]*)', page)
    # Names of JSON types are no words of a language.
    assert [text for text in marked if not re.match("string|integer|number|boolean|object|array", text)] == []


def test_what_is_not_translated_is_shown_in_english_and_marked_as_such() -> None:
    found = translated("Nobody has translated this.", LANGUAGES["ar"])

    assert (found.text, found.language.code) == ("Nobody has translated this.", "en")
