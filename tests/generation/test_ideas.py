"""What is charged was an idea that somebody can read, over HTTP as over MCP."""

import pytest

from generation.models import Project
from tests.generation.serving import Serving
from tests.generation.test_mcp import call
from tests.generation.workspace import make_shop

UNSEEN = ["\u200b" * 12, "\u2800" * 12, "\u3164" * 12, "a\u200b" * 6]


@pytest.mark.django_db
@pytest.mark.parametrize("idea", UNSEEN)
def test_an_idea_of_which_too_little_can_be_seen_costs_nothing(idea: str) -> None:
    shop = make_shop()
    refused = shop.generate(body={"idea": idea})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_input")
    assert [problem["field"] for problem in refused.json()["error"]["details"]] == ["idea"]
    assert (shop.money, shop.kinds, shop.generations) == ((100_00, 0), [], [])


def test_over_mcp_it_costs_nothing_either(serving: Serving) -> None:
    shop = make_shop()
    for idea in UNSEEN:
        result = call(serving, shop, "research", {"idea": idea})
        assert (result.is_error, result.structured_content["error"]["code"]) == (True, "invalid_input")
    assert (shop.money, shop.kinds, shop.generations) == ((100_00, 0), [], [])


@pytest.mark.django_db
def test_two_spellings_of_an_idea_are_one_project() -> None:
    shop = make_shop(credits=100_00)
    for idea in ("Ein Büro für alle", "Ein Bu\u0308ro\u200b für alle"):
        assert shop.generate(body={"idea": idea}).status_code == 200
    assert Project.objects.get().idea == "Ein Büro für alle"
