"""On a real server with a real upstream: crowds, clients that go away, processes that die, and a stop."""

import datetime
import os
import signal

from django.utils import timezone

from credits.upkeep import sweep_holds
from generation.models import Generation
from generation.upkeep import sweep_generations
from tests.generation.serving import Serving
from tests.generation.workspace import IDEA, Shop, make_shop
from tests.waiting import eventually


def only(shop: Shop) -> Generation:
    (generation,) = shop.generations
    return generation


def test_research_is_made_by_the_upstream_and_captured_once(serving: Serving) -> None:
    shop = make_shop()
    answer = serving.generate(shop)
    meta = answer.json["meta"]
    assert (answer.status, meta["provider"], meta["model"], meta["offline"]) == (200, "openai", "test-model", False)
    assert (serving.up.asked, shop.kinds, shop.money) == (1, ["hold", "capture"], (75_00, 0))


def test_of_two_parallel_calls_that_credits_suffice_for_once_one_runs(serving: Serving) -> None:
    shop = make_shop()
    assert serving.generate(shop, body={"idea": "An idea that uses up some credits"}).status == 200
    assert serving.generate(shop, body={"idea": "Another idea that uses up credits"}).status == 200
    assert serving.generate(shop, body={"idea": "A third idea that uses up credits"}).status == 200
    serving.up.gate.clear()
    before = serving.up.asked
    twins = [serving.begin(shop, body={"idea": f"One of the two twins, number {number}"}) for number in range(2)]
    serving.up.wait_for(4)
    eventually(lambda: sum(bool(twin.answers) for twin in twins) == 1)
    assert serving.up.asked == before + 1
    serving.up.gate.set()
    assert sorted(twin.answer.status for twin in twins) == [200, 402]
    refused = next(twin.answer for twin in twins if twin.answer.status == 402)
    assert refused.json["error"]["code"] == "insufficient_credits"
    assert refused.json["error"]["details"] == {"required": 25, "current": 0}
    assert shop.money == (0, 0)


def test_no_thread_waits_with_the_upstream(serving: Serving) -> None:
    shop = make_shop(plan="pro")
    serving.up.gate.clear()
    calls = [serving.begin(shop, body={"idea": f"An idea that waits, number {number}"}) for number in range(8)]
    serving.up.wait_for(8)
    answer = serving.get(shop, "/mcp/credits")
    assert (answer.status, answer.json["data"]["held"]) == (200, 200)
    serving.up.gate.set()
    assert [call.answer.status for call in calls] == [200] * 8
    assert shop.wallet.held == 0


def test_a_client_that_hangs_up_loses_nothing_and_pays_once(serving: Serving) -> None:
    shop = make_shop()
    serving.up.gate.clear()
    serving.hang_up(shop)
    assert shop.money == (100_00, 25_00)
    serving.up.gate.set()
    eventually(lambda: shop.wallet.held == 0)
    assert (shop.money, shop.kinds) == ((75_00, 0), ["hold", "capture"])
    kept = serving.get(shop, f"/mcp/generations/{only(shop).public_id}")
    assert kept.json["data"]["status"] == "succeeded"
    assert kept.json["data"]["result"] == only(shop).result


def test_a_killed_worker_costs_nothing_once_the_sweeper_came(serving: Serving) -> None:
    shop = make_shop()
    serving.up.gate.clear()
    serving.hang_up(shop)
    (worker,) = serving.server.workers
    os.kill(worker, signal.SIGKILL)
    assert shop.money == (100_00, 25_00)
    assert (sweep_generations(), sweep_holds()) == (0, 0)
    past = timezone.now() - datetime.timedelta(seconds=61)
    Generation.objects.update(deadline=past)
    assert sweep_generations() == 1
    assert (shop.money, shop.kinds) == ((100_00, 0), ["hold", "release"])
    assert (only(shop).state, only(shop).error_code, only(shop).result) == ("failed", "generation_failed", None)
    assert (sweep_generations(), sweep_holds()) == (0, 0)


def test_a_stop_gives_generations_their_grace_and_then_their_credits_back(serving: Serving) -> None:
    shop = make_shop()
    serving.up.gate.clear()
    call = serving.begin(shop)
    serving.up.wait_for()
    serving.server.tell(signal.SIGTERM)
    assert (call.answer.status, call.answer.json["error"]["code"]) == (502, "generation_failed")
    assert serving.server.wait() == 0
    assert (shop.money, shop.kinds, only(shop).state) == ((100_00, 0), ["hold", "release"], "failed")


def test_a_stop_lets_a_generation_end_within_the_grace(serving: Serving) -> None:
    shop = make_shop()
    serving.up.gate.clear()
    call = serving.begin(shop)
    serving.up.wait_for()
    serving.server.tell(signal.SIGTERM)
    serving.up.gate.set()
    assert call.answer.status == 200
    assert serving.server.wait() == 0
    assert shop.money == (75_00, 0)


def test_the_logs_tell_the_final_status_and_the_whole_time(serving: Serving) -> None:
    shop = make_shop()
    answer = serving.generate(shop)
    (line,) = serving.server.lines(logger="tollgate.access", route="api/v1/mcp/generate/research")
    assert (line["status"], line["request_id"]) == (200, answer.header("x-request-id"))
    assert line["duration_ms"] >= answer.json["meta"]["durationMs"]
    serving.up.fault = (400, b"{}")
    refused = serving.generate(shop, body={"idea": IDEA + " again"})
    assert refused.status == 502
    (line,) = serving.server.lines(logger="tollgate.access", status=502)
    assert line["code"] == "generation_failed"
