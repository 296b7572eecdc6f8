"""POST /mcp/generate/{tool}: what is charged, stored and answered."""

import pytest

from credits.models import Hold
from generation.models import Generation, Project
from generation.tools import TOOLS
from tests.calls import code, details
from tests.generation.workspace import IDEA, make_shop

pytestmark = pytest.mark.django_db


def test_a_result_is_charged_once_and_kept() -> None:
    shop = make_shop()
    answer = shop.generate()
    assert answer.status_code == 200
    body = answer.json()
    (generation,) = shop.generations
    assert set(body["data"]) == {
        *("summary", "marketSize", "audience", "competitors", "trends", "risks", "unitEconomics", "recommendation"),
    }
    assert body["data"] == generation.result
    assert body["meta"] == {
        "tool": "research",
        "creditsCharged": 25,
        "creditsRemaining": 75,
        "durationMs": generation.duration_ms,
        "requestId": answer.headers["X-Request-Id"],
        "generationId": generation.public_id,
        "projectId": Project.objects.get().public_id,
        "provider": "offline",
        "model": generation.model,
        "offline": True,
        "sample": False,
    }
    assert shop.money == (75_00, 0)
    assert shop.kinds == ["hold", "capture"]
    assert (generation.state, generation.input, generation.cost) == ("succeeded", {"idea": IDEA}, 25_00)


def test_the_four_tools_feed_each_other() -> None:
    shop = make_shop(plan="starter")
    research = shop.generate("research").json()["data"]
    architecture = shop.generate("architecture", {"idea": IDEA, "research": research}).json()["data"]
    features = shop.generate("features", {"idea": IDEA, "research": research, "architecture": architecture}).json()[
        "data"
    ]
    phases = shop.generate("phases", {"idea": IDEA, "features": features}).json()
    assert phases["meta"]["creditsRemaining"] == 600 - 25 - 20 - 25 - 30
    assert Project.objects.count() == 1


def test_blueprint_runs_all_four_for_one_charge() -> None:
    shop = make_shop(plan="starter")
    answer = shop.generate("blueprint").json()
    assert list(answer["data"]) == ["research", "architecture", "features", "phases"]
    assert shop.money == (450_00, 0)
    assert shop.kinds == ["hold", "capture"]


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_costs_what_its_declaration_says(tool: str) -> None:
    shop = make_shop(plan="pro")
    research = shop.generate("features").json()["data"]
    before = shop.wallet.balance
    body = {"idea": IDEA, "features": research} if tool == "phases" else {"idea": IDEA}
    assert shop.generate(tool, body).status_code == 200
    assert before - shop.wallet.balance == TOOLS[tool].cost


def test_too_few_credits_reserve_nothing() -> None:
    shop = make_shop()
    for _ in range(3):
        shop.generate("architecture", {"idea": f"{IDEA} number {_}"})
    shop.generate("architecture", {"idea": IDEA + " again"})
    refused = shop.generate()
    assert (refused.status_code, code(refused)) == (402, "insufficient_credits")
    assert details(refused) == {"required": 25, "current": 20}
    assert shop.money == (20_00, 0)
    assert (Generation.objects.count(), Hold.objects.count(), Project.objects.count()) == (4, 4, 4)


def test_a_tool_of_a_higher_plan_is_gated_whatever_the_credits() -> None:
    shop = make_shop(credits=1000_00)
    refused = shop.generate("features")
    assert (refused.status_code, code(refused)) == (403, "plan_gate")
    assert details(refused) == {"requiredPlan": "Starter", "currentPlan": "Free"}
    assert shop.kinds == []
