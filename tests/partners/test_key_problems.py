"""What a text that can't be a key is refused for: told from the text alone, and never repeated."""

import json
from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from errors_docs.catalogues import catalogue_for
from errors_docs.catalogues.key_reasons import MALFORMED_REASONS
from errors_docs.exceptions import MalformedKey
from errors_docs.languages import LANGUAGES
from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE, Surface
from imaging.token_format import new_token
from partners.key_format import checksum, new_secret, shape
from partners.key_problems import reason_of
from partners.models import ApiKey
from tests.factories import make_key, make_partner
from webhooks.signing import new_secret as new_webhook_secret

SK = "sk_test_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4"
KEY = SK + checksum(SK)
PMS = "pms_test_" + "0123456789abcdef" * 2

Change = Callable[[str], str]

#: By the reason: what becomes of a good key of either surface.
CHANGES: list[tuple[str, Change]] = [
    ("cut_off", lambda key: key[:-1]),
    ("cut_off", lambda key: key[:9]),
    ("too_long", lambda key: key + "a"),
    ("too_long", lambda key: key + key),
    ("quoted", lambda key: f'"{key}"'),
    ("quoted", lambda key: f"'{key}'"),
    ("quoted", lambda key: f"`{key}`"),
    ("quoted", lambda key: f"<{key}>"),
    ("quoted", lambda key: f"[{key}]"),
    ("quoted", lambda key: f"“{key}”".encode().decode("latin-1")),
    ("quoted", lambda key: f"„{key}“".encode().decode("latin-1")),
    ("quoted", lambda key: f'{key}"'),
    ("doubled_bearer", lambda key: f"Bearer {key}"),
    ("doubled_bearer", lambda key: f"bearer: {key}"),
    ("doubled_bearer", lambda key: f"BEARER {key}"),
    ("sent_twice", lambda key: f"{key},{key}"),
    ("sent_twice", lambda key: f"{key}, other"),
    ("stray_characters", lambda key: f"{key[:20]} {key[20:]}"),
    ("stray_characters", lambda key: f"{key[:20]}\n{key[20:]}"),
    ("stray_characters", lambda key: f"{key[:20]}\t{key[20:]}"),
    ("stray_characters", lambda key: f"{key[:20]}\0{key[20:]}"),
    ("stray_characters", lambda key: f"{key}\u200b".encode().decode("latin-1")),
    ("stray_characters", lambda key: f"\ufeff{key}".encode().decode("latin-1")),
    ("stray_characters", lambda key: f"{key}\xa0x"),
    ("wrong_characters", lambda key: key[:-1] + "-"),
    ("wrong_characters", lambda key: key[:-1] + "+"),
    ("wrong_prefix", lambda key: key.partition("_")[2]),
    ("wrong_prefix", lambda key: key.rpartition("_")[2]),
    ("wrong_prefix", lambda key: key.replace("_", "-", 1)),
    ("wrong_prefix", lambda key: key.upper()),
    ("wrong_prefix", lambda key: key.replace("_test_", "_prod_")),
    ("placeholder", lambda key: key.replace(key.rpartition("_")[2], "YOUR_KEY")),
    ("placeholder", lambda key: key.replace(key.rpartition("_")[2], "xxxxxxxxxxxxxxxx")),
    ("placeholder", lambda key: key.replace(key.rpartition("_")[2], "…").encode().decode("latin-1")),
    ("placeholder", lambda key: key.replace(key.rpartition("_")[2], "...")),
    ("shortened", lambda key: f"{key[:9]}…{key[-4:]}".encode().decode("latin-1")),
    ("shortened", lambda key: f"{key[:12]}...{key[-4:]}"),
    ("shortened", lambda key: f"{key[:9]}****************"),
    ("shortened", lambda key: f"{key[:9]}••••{key[-4:]}".encode().decode("latin-1")),
]
#: By the reason: what is no key of any surface.
TEXTS = [
    *[
        ("placeholder", text)
        for text in (
            "$API_KEY",
            "${API_KEY}",
            "{{key}}",
            "{{ apiKey }}",
            "{key}",
            "<key>",
            "<YOUR API KEY>",
            "YOUR_API_KEY",
            "your-key-here",
            "%TOLLGATE_KEY%"[:1] + "API_KEY%",
            "process.env.KEY",
            "undefined",
            "null",
            "None",
            "''",
            "changeme",
            "insert_key",
            "...",
        )
    ],
    *[
        ("other_service", text)
        for text in (
            "sk-proj-abcdefghijklmnopqrstuvwxyz",
            "pk_live_" + "a" * 24,
            "rk_test_" + "a" * 24,
            "ghp_" + "a" * 36,
            "github_pat_" + "a" * 60,
            "xoxb-1-2-abc",
            "AKIAABCDEFGHIJKLMNOP",
            "AIza" + "a" * 35,
            "eyJhbGciOiJIUzI1NiJ9.e30.abc",
            "glpat-abcdefghij",
        )
    ],
    ("public_id", "key_01k9m3v8qd6x2h5n7r4t0w9y1z"),
    ("public_id", "pc_01k9m3v8qd6x2h5n7r4t0w9y1z"),
    ("public_id", "agt_01k9m3v8qd6x2h5n7r4t0w9y1z"),
    ("agent_token", new_token("live")),
    ("agent_token", new_token("test")[:-1]),
    ("webhook_secret", new_webhook_secret()),
    ("wrong_prefix", "hunter2"),
    ("wrong_prefix", "x" * 5),
    ("wrong_prefix", "a" * 100_000),
]


def named(cases: Sequence[tuple[str, object]]) -> list[str]:
    """Ids of cases: a reason comes more than once."""
    return [f"{reason}-{at}" for at, (reason, _) in enumerate(cases)]


def good_key(surface: Surface) -> str:
    """The same text on every run: a random one could look like another mistake."""
    return KEY if surface is PARTNER else PMS


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
@pytest.mark.parametrize(
    ("reason", "change"), CHANGES, ids=[f"{reason}-{at}" for at, (reason, _) in enumerate(CHANGES)]
)
def test_what_happened_to_a_key_is_told_from_its_text(surface: Surface, reason: str, change: Change) -> None:
    assert reason_of(surface, change(good_key(surface))) == reason


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
@pytest.mark.parametrize(("reason", "text"), TEXTS, ids=named(TEXTS))
def test_what_was_never_a_key_is_told_from_its_text(surface: Surface, reason: str, text: str) -> None:
    assert reason_of(surface, text) == reason


def test_a_typo_in_a_partner_key_is_told_by_its_checksum() -> None:
    swapped = KEY[:-2] + KEY[-1] + KEY[-2]
    assert reason_of(PARTNER, swapped) == "mistyped"
    assert reason_of(PARTNER, KEY.replace("sk_test_", "sk_live_")) == "mistyped"


def test_a_workspace_key_in_capitals_has_letters_in_the_wrong_case() -> None:
    assert reason_of(WORKSPACE, "pms_test_" + "0123456789ABCDEF" * 2) == "wrong_characters"


def test_a_long_secret_of_stripe_is_not_taken_for_a_key_with_something_added() -> None:
    assert reason_of(PARTNER, "sk_live_51" + "a" * 97) == "other_service"


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_a_key_of_another_surface_is_told_by_its_prefix(surface: Surface) -> None:
    (other,) = [each for each in SURFACES.values() if each is not surface]
    for mode in ("live", "test"):
        assert reason_of(surface, new_secret(other, mode)) == "other_surface"
        assert reason_of(surface, new_secret(other, mode)[:-4]) == "other_surface"


def test_every_reason_comes_about_and_has_its_words() -> None:
    told = {reason for reason, _ in CHANGES} | {reason for reason, _ in TEXTS} | {"mistyped", "other_surface"}
    assert told == set(MALFORMED_REASONS)


@pytest.mark.parametrize("code", ["INVALID_API_KEY", "malformed_api_key"])
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_the_message_of_a_reason_says_what_a_key_looks_like(code: str, language: object) -> None:
    surface = PARTNER if code.isupper() else WORKSPACE
    entry = catalogue_for(surface)[code]
    for reason in MALFORMED_REASONS:
        message = entry.message_for(MalformedKey(expected=shape(surface), reason=reason), language)  # type: ignore[arg-type]  # a Language
        assert "{" not in message
        assert message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("surface", "path", "code"),
    [
        (PARTNER, "/api/partner/v1/account", "INVALID_API_KEY"),
        (WORKSPACE, "/api/v1/mcp/credits", "malformed_api_key"),
    ],
    ids=["partner", "workspace"],
)
def test_an_answer_has_the_reason_and_its_message_asks_no_database_and_repeats_nothing(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    caplog: pytest.LogCaptureFixture,
    surface: Surface,
    path: str,
    code: str,
) -> None:
    sent = f'"{good_key(surface)}"'
    with django_assert_num_queries(0):
        refused = client.get(path, headers={"X-API-Key": sent})
    error = refused.json()["error"]
    assert (refused.status_code, error["code"], error["details"]) == (401, code, {"reason": "quoted"})
    assert error["message"] == "The API key has quotes or brackets around it: send the key alone."
    assert good_key(surface) not in refused.content.decode() + caplog.text + str(dict(refused.headers))


@pytest.mark.django_db
def test_a_reason_is_the_same_for_a_key_that_exists(client: Client) -> None:
    key = make_key(make_partner())
    unknown = new_secret(PARTNER, "live")
    assert ApiKey.objects.count() == 1
    answers = []
    for secret in (key, unknown):
        refused = client.get("/api/partner/v1/account", headers={"X-API-Key": f"'{secret}'"}).json()["error"]
        answers.append({name: value for name, value in refused.items() if name not in ("requestId", "docs")})
    assert answers[0] == answers[1]
    assert json.dumps(answers[0]["details"]) == '{"reason": "quoted"}'


@pytest.mark.django_db
def test_a_key_that_only_the_database_knows_about_has_one_reason(client: Client) -> None:
    refused = client.get("/api/partner/v1/account", headers={"X-API-Key": new_secret(PARTNER, "live")})
    assert refused.json()["error"]["details"] == {"reason": "unusable"}


def test_reasons_of_long_texts_are_found_at_once() -> None:
    for text in ("." * 200_000 + "a", "•" * 100_000, "(" * 100_000, "<" + "a" * 100_000, "sk_live_" * 20_000):
        assert reason_of(PARTNER, text) in MALFORMED_REASONS
