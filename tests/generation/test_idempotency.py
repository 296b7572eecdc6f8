"""Idempotency-Key on a generation: run and charged once, whatever a client repeats."""

import datetime

import pytest
from django.utils import timezone

from generation.models import Generation
from generation.slots import slots
from partners.models import IdempotentAnswer
from tests.calls import code, replayed_body
from tests.generation.serving import Serving
from tests.generation.workspace import IDEA, make_shop


@pytest.mark.django_db
def test_a_repeated_call_gets_the_same_result_and_is_not_charged_again() -> None:
    shop = make_shop()
    first, second = (shop.generate(Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    own_id, first_id = (answer.headers["X-Request-Id"] for answer in (second, first))
    assert own_id != first_id
    assert second.json() == replayed_body(first.json(), own_id)
    assert (first.json()["meta"]["requestId"], second.json()["meta"]["requestId"]) == (first_id, own_id)
    assert {"Idempotent-Replayed", "Original-Request-Id"}.isdisjoint(first.headers)
    assert (second.headers["Idempotent-Replayed"], second.headers["Original-Request-Id"]) == ("true", first_id)
    assert (shop.money, Generation.objects.count()) == ((75_00, 0), 1)


@pytest.mark.django_db
def test_another_body_or_tool_with_the_key_is_refused() -> None:
    shop = make_shop()
    shop.generate(Idempotency_Key="one")
    for tool, idea in (("research", IDEA + "!"), ("architecture", IDEA)):
        refused = shop.generate(tool, {"idea": idea}, Idempotency_Key="one")
        assert (refused.status_code, code(refused)) == (422, "idempotency_key_reused")
    assert shop.money == (75_00, 0)


@pytest.mark.django_db
def test_a_key_is_forgotten_after_a_day() -> None:
    shop = make_shop()
    shop.generate(Idempotency_Key="one")
    IdempotentAnswer.objects.update(created_at=timezone.now() - datetime.timedelta(hours=24, seconds=1))
    assert shop.generate(Idempotency_Key="one").status_code == 200
    assert shop.money == (50_00, 0)


@pytest.mark.django_db
def test_a_refusal_that_reserved_nothing_is_not_kept() -> None:
    shop = make_shop()
    assert shop.generate("features", Idempotency_Key="one").status_code == 403
    assert IdempotentAnswer.objects.count() == 0
    assert shop.generate("research", Idempotency_Key="one").status_code == 200


@pytest.mark.django_db
def test_keys_of_two_workspaces_never_meet() -> None:
    one, other = make_shop(), make_shop()
    assert one.generate(Idempotency_Key="same").content != other.generate(Idempotency_Key="same").content
    assert (one.money, other.money) == ((75_00, 0), (75_00, 0))


def test_a_twin_of_a_running_call_is_told_to_wait_and_then_gets_its_answer(serving: Serving) -> None:
    shop = make_shop()
    serving.up.gate.clear()
    first = serving.begin(shop, Idempotency_Key="one")
    serving.up.wait_for()
    twin = serving.generate(shop, Idempotency_Key="one")
    assert (twin.status, twin.json["error"]["code"]) == (409, "idempotency_in_progress")
    assert twin.header("retry-after") == "2"
    other = serving.generate(shop, body={"idea": IDEA + "!"}, Idempotency_Key="one")
    assert (other.status, other.json["error"]["code"]) == (422, "idempotency_key_reused")
    serving.up.gate.set()
    assert first.answer.status == 200
    replay = serving.generate(shop, Idempotency_Key="one")
    assert (replay.status, replay.header("idempotent-replayed")) == (200, "true")
    assert replay.header("original-request-id") == first.answer.header("x-request-id")
    assert replay.json == replayed_body(first.answer.json, str(replay.header("x-request-id")))
    assert (serving.up.asked, shop.money) == (1, (75_00, 0))


def test_a_failure_is_not_kept_and_the_key_runs_anew(serving: Serving) -> None:
    shop = make_shop()
    serving.up.fault = (400, b"{}")
    assert serving.generate(shop, Idempotency_Key="one").status == 502
    serving.up.fault = None
    again = serving.generate(shop, Idempotency_Key="one")
    assert (again.status, again.header("idempotent-replayed")) == (200, None)
    assert shop.kinds == ["hold", "release", "hold", "capture"]
    assert slots.taken == 0
