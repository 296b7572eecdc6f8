"""All 14 codes of the contract, each by a real request to the running server, and what it leaves: nothing."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import connection

from errors_docs.catalogues import catalogue_for
from errors_docs.languages import LANGUAGES
from errors_docs.surfaces import WORKSPACE
from generation.upkeep import sweep_generations
from generation.workspaces import delete_workspace
from partners.keys import revoke_key
from partners.models import ApiKey
from tests.generation.serving import Serving
from tests.generation.workspace import BASE, IDEA, Shop, make_shop
from tests.server.wire import Answer

Case = Callable[[Serving, Shop], Answer]


def with_key(key: str) -> Case:
    named = {"X_API_Key": key} if key else {}
    return lambda serving, shop: serving.server.call(BASE + "/mcp/credits", "GET", None, **named)


def revoked(serving: Serving, shop: Shop) -> Answer:
    revoke_key(key=ApiKey.objects.get(account=shop.account), reason="x")
    return serving.get(shop, "/mcp/credits")


def deleted(serving: Serving, shop: Shop) -> Answer:
    delete_workspace(shop.account)
    return serving.generate(shop)


def no_json(serving: Serving, shop: Shop) -> Answer:
    named = {"X_API_Key": shop.key, "Content_Type": "application/json"}
    return serving.server.call(BASE + "/mcp/generate/research", "POST", b"{'idea'", **named)


def poor(serving: Serving, shop: Shop) -> Answer:
    for number in range(4):
        serving.generate(shop, body={"idea": f"{IDEA}, {number}"})
    return serving.generate(shop)


def regenerated(serving: Serving, shop: Shop) -> Answer:
    return [serving.generate(shop) for _ in range(4)][-1]


def often(serving: Serving, shop: Shop) -> Answer:
    return [serving.get(shop, "/mcp/credits") for _ in range(61)][-1]


def failed(serving: Serving, shop: Shop) -> Answer:
    serving.up.fault = (200, b"{}")
    return serving.generate(shop)


def late(serving: Serving, shop: Shop) -> Answer:
    """The sweeper came before the result: the server has no shorter deadline than a tool's own."""
    serving.up.gate.clear()
    call = serving.begin(shop)
    serving.up.wait_for()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE generation_generation SET deadline = now() - interval '61 s'")

    sweep_generations()
    serving.up.gate.set()
    return call.answer


def broken(serving: Serving, shop: Shop) -> Answer:
    """A fault of the database while it reserves."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'broken'; END$$")
        cursor.execute("CREATE TRIGGER broken BEFORE INSERT ON credits_hold EXECUTE FUNCTION broken()")
    try:
        return serving.generate(shop)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION broken CASCADE")


#: By code: the request, and what is charged meanwhile for what succeeded before it.
CASES: Final[dict[str, tuple[Case, int]]] = {
    "missing_api_key": (with_key(""), 0),
    "malformed_api_key": (with_key("pms_live_0"), 0),
    "invalid_api_key": (with_key("pms_live_" + "0" * 32), 0),
    "revoked_api_key": (revoked, 0),
    "invalid_json": (no_json, 0),
    "invalid_input": (lambda serving, shop: serving.generate(shop, body={"idea": "short"}), 0),
    "insufficient_credits": (poor, 100_00),
    "plan_gate": (lambda serving, shop: serving.generate(shop, tool="features"), 0),
    "regen_limit": (regenerated, 75_00),
    "rate_limited": (often, 0),
    "generation_failed": (failed, 0),
    "generation_timeout": (late, 0),
    "workspace_not_found": (deleted, 0),
    "preflight_failed": (broken, 0),
}


def test_the_cases_are_the_contracts_14_codes() -> None:
    assert len(CASES) == 14
    assert set(CASES) <= {entry.code for entry in catalogue_for(WORKSPACE)}


@pytest.mark.parametrize("code", CASES)
def test_a_code_is_answered_with_its_envelope_and_charges_nothing(serving: Serving, code: str) -> None:
    request, charged = CASES[code]
    shop = make_shop()
    answer = request(serving, shop)
    entry = catalogue_for(WORKSPACE)[code]
    error: dict[str, Any] = answer.json["error"]
    assert (error["code"], answer.status) == (code, entry.status)
    assert set(error) == {"code", "message", "docs", "requestId"} | ({"details"} if entry.details else set())
    assert error["docs"] == f"http://localhost:8000/docs/workspace/errors/{code}?request={error['requestId']}"
    assert error["requestId"] == answer.header("x-request-id")
    assert serving.server.call(f"/docs/workspace/errors/{code}").status == 200
    assert shop.money == (100_00 - charged, 0)


def test_a_failure_at_the_end_is_told_in_the_callers_language(serving: Serving) -> None:
    serving.up.fault = (200, b"{}")
    answer = serving.generate(make_shop(), Accept_Language="de")
    entry = catalogue_for(WORKSPACE)["generation_failed"]
    assert (answer.status, answer.header("Content-Language")) == (502, "de")
    assert answer.json["error"]["message"] == entry.message_for(entry.example, LANGUAGES["de"])
