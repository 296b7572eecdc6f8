"""What is said to a request without a key: what came in its place."""

import pytest
from django.test import Client

from errors_docs.catalogues.key_reasons import MISSING_REASONS
from errors_docs.surfaces import PARTNER, SURFACES, Surface
from partners.key_format import new_secret
from tests.factories import make_key, make_partner

KEY = new_secret(PARTNER, "test")
PATHS = {"partner": "/api/partner/v1/account", "workspace": "/api/v1/mcp/credits"}
CODES = {"partner": "UNAUTHENTICATED", "workspace": "missing_api_key"}

#: The reason, the query, the headers.
CASES: list[tuple[str, str, dict[str, str]]] = [
    ("no_key", "", {}),
    ("no_key", "?page=1", {"Cookie": f"key={KEY}"}),
    ("empty", "", {"Authorization": "Bearer "}),
    ("empty", "", {"Authorization": "Bearer"}),
    ("empty", "", {"Authorization": ""}),
    ("empty", "", {"X-API-Key": "  "}),
    ("no_scheme", "", {"Authorization": KEY}),
    ("no_scheme", "", {"Authorization": f"Bearer:{KEY}"}),
    ("no_scheme", "", {"Authorization": f"Bearer{KEY}"}),
    ("no_scheme", "", {"Authorization": f"Bearer={KEY} x"}),
    ("no_scheme", "", {"Authorization": "secret"}),
    ("basic_auth", "", {"Authorization": "Basic dTpw"}),
    ("basic_auth", "", {"Authorization": "basic dTpw"}),
    ("other_scheme", "", {"Authorization": f"Token {KEY}"}),
    ("other_scheme", "", {"Authorization": f"ApiKey {KEY}"}),
    ("other_scheme", "", {"Authorization": 'Digest username="x"'}),
    ("other_header", "", {"Api-Key": KEY}),
    ("other_header", "", {"ApiKey": KEY}),
    ("other_header", "", {"X-Auth-Token": KEY}),
    ("other_header", "", {"X-Access-Token": KEY}),
    ("in_query", f"?api_key={KEY}", {}),
    ("in_query", "?apiKey=x", {}),
    ("in_query", "?access_token=x", {}),
    ("in_query", f"?page=1&anything={KEY}", {}),
    ("in_query", f"?key={KEY}", {"Authorization": "Basic dTpw"}),
]


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
# Numbered: with the key in them, which is another in each process, pytest-xdist would not know a test again.
@pytest.mark.parametrize(("reason", "query", "headers"), CASES, ids=range(len(CASES)))
def test_a_request_without_a_key_is_told_what_came_in_its_place(
    client: Client, surface: Surface, reason: str, query: str, headers: dict[str, str]
) -> None:
    refused = client.get(PATHS[surface.name] + query, headers=headers)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (401, CODES[surface.name])
    assert error["details"] == {"reason": reason}
    assert error["message"] == MISSING_REASONS.get(reason, error["message"])
    assert KEY not in refused.content.decode()


def test_every_reason_comes_about() -> None:
    assert {reason for reason, _, _ in CASES} == {"no_key", *MISSING_REASONS}


def test_no_key_at_all_has_the_usual_message(client: Client) -> None:
    message = client.get(PATHS["partner"]).json()["error"]["message"]
    assert message == "The request carries no API key: send it as Authorization: Bearer or as X-API-Key."


def test_a_long_query_is_looked_at_in_part(client: Client) -> None:
    query = "?" + "a=1&" * 2000 + f"api_key={KEY}"
    assert client.get(PATHS["partner"] + query).json()["error"]["details"] == {"reason": "no_key"}


@pytest.mark.django_db
def test_a_header_of_another_api_beside_a_key_does_no_harm(client: Client) -> None:
    headers = {"X-API-Key": make_key(make_partner()), "X-Auth-Token": "of a proxy", "Authorization": "Basic dTpw"}
    assert client.get(PATHS["partner"], headers=headers).status_code == 200
