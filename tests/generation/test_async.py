"""Prefer: respond-async: 202 at once, the result at its Location."""

import pytest

from tests.calls import replayed_body
from tests.generation.serving import Serving
from tests.generation.workspace import make_shop
from tests.waiting import eventually


@pytest.mark.django_db
@pytest.mark.parametrize("prefer", ["respond-async", "wait=10, Respond-Async", "respond-async;x=1"])
def test_the_preference_is_followed_and_said_so(prefer: str) -> None:
    shop = make_shop()
    answer = shop.generate(Prefer=prefer)
    assert answer.status_code == 202
    assert answer.headers["Preference-Applied"] == "respond-async"
    (generation,) = shop.generations
    assert answer.headers["Location"] == f"/api/v1/mcp/generations/{generation.public_id}"
    assert answer.json()["data"]["status"] == "running"
    assert answer.json()["meta"]["creditsCharged"] == 0
    assert answer.json()["meta"]["creditsRemaining"] == 75


@pytest.mark.django_db
@pytest.mark.parametrize("prefer", ["wait=10", "x-respond-async", "respond-asynchronously"])
def test_another_preference_changes_nothing(prefer: str) -> None:
    assert make_shop().generate(Prefer=prefer).status_code == 200


def test_a_poll_sees_it_run_and_end(serving: Serving) -> None:
    shop = make_shop()
    serving.up.gate.clear()
    begun = serving.generate(shop, Prefer="respond-async")
    assert begun.status == 202
    location = str(begun.header("location")).removeprefix("/api/v1")
    running = serving.get(shop, location).json["data"]
    assert (running["status"], running["result"], running["creditsCharged"]) == ("running", None, 0)
    serving.up.gate.set()
    eventually(lambda: bool(serving.get(shop, location).json["data"]["status"] == "succeeded"))
    ended = serving.get(shop, location).json["data"]
    assert (ended["result"], ended["creditsCharged"], ended["error"]) == (shop.generations[0].result, 25, None)
    assert shop.money == (75_00, 0)


def test_a_repeat_gets_the_same_location_and_runs_nothing(serving: Serving) -> None:
    shop = make_shop()
    serving.up.gate.clear()
    first = serving.generate(shop, Prefer="respond-async", Idempotency_Key="one")
    again = serving.generate(shop, Prefer="respond-async", Idempotency_Key="one")
    assert (again.status, again.header("location")) == (202, first.header("location"))
    assert again.header("idempotent-replayed") == "true"
    first_id, own_id = str(first.header("x-request-id")), str(again.header("x-request-id"))
    assert again.header("original-request-id") == first_id
    assert again.json == replayed_body(first.json, own_id)
    # The generation was started by the first request; the second only got this answer.
    assert (again.json["data"]["requestId"], again.json["meta"]["requestId"]) == (first_id, own_id)
    serving.up.gate.set()
    eventually(lambda: shop.wallet.held == 0)
    assert (serving.up.asked, shop.money) == (1, (75_00, 0))


def test_a_failure_is_found_by_polling_and_frees_the_key(serving: Serving) -> None:
    shop = make_shop()
    serving.up.fault = (400, b"{}")
    begun = serving.generate(shop, Prefer="respond-async", Idempotency_Key="one")
    location = str(begun.header("location")).removeprefix("/api/v1")
    eventually(lambda: bool(serving.get(shop, location).json["data"]["status"] == "failed"))
    ended = serving.get(shop, location).json["data"]
    assert ended["error"]["code"] == "generation_failed"
    assert ended["error"]["docs"] == "http://localhost:8000/docs/workspace/errors/generation_failed"
    assert shop.money == (100_00, 0)
    serving.up.fault = None
    assert serving.generate(shop, Prefer="respond-async", Idempotency_Key="one").header("location") != location
