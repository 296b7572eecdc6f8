"""Test keys get samples: the operator's model is asked for live keys, and for accounts that the settings name."""

from typing import Any

import pytest
from pytest_django import Settings

from api.openapi.document import built
from errors_docs.surfaces import WORKSPACE
from generation.tools import TOOLS
from partners.modes import LIVE, TEST
from tests.factories import make_key, wallet_of
from tests.generation.serving import Serving
from tests.generation.test_mcp import by_client
from tests.generation.upstreams import Upstream
from tests.generation.workspace import IDEA, Shop, make_shop
from tests.waiting import eventually

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(up: Upstream, settings: Settings) -> Upstream:
    """The upstream that is configured here."""
    for name, value in up.settings.items():
        setattr(settings, name, value)
    return up


def shop_in(mode: str, plan: str = "pro") -> Shop:
    return make_shop(plan=plan, credits=1000_00, mode=mode)


def with_mode(shop: Shop, mode: str) -> Shop:
    """The same workspace with a key of the other mode."""
    return Shop(shop.account, make_key(shop.account, mode))


def features() -> dict[str, Any]:
    """What phases need."""
    return dict(shop_in(TEST).generate("features").json()["data"])


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_gives_a_test_key_a_valid_sample_and_asks_no_upstream(asked: Upstream, tool: str) -> None:
    shop = shop_in(TEST)
    body = {"idea": IDEA, "features": features()} if tool == "phases" else {"idea": IDEA}
    before = wallet_of(shop.account, TEST).balance
    answer = shop.generate(tool, body)
    assert answer.status_code == 200, answer.content
    data, meta = answer.json()["data"], answer.json()["meta"]
    assert (meta["sample"], meta["offline"], meta["provider"]) == (True, True, "offline")
    assert TOOLS[tool].output.model_validate(data).model_dump(mode="json", by_alias=True) == data
    assert asked.asked == 0
    # Charged to the test wallet as a live call is to the other.
    assert before - wallet_of(shop.account, TEST).balance == TOOLS[tool].cost
    assert meta["creditsCharged"] == TOOLS[tool].cost / 100


def test_a_live_key_asks_the_model_and_its_result_is_no_sample(asked: Upstream) -> None:
    shop = shop_in(LIVE)
    meta = shop.generate().json()["meta"]
    assert (meta["sample"], meta["offline"], meta["provider"]) == (False, False, "openai")
    assert asked.asked == 1


def test_the_same_two_answers_are_read_again_with_their_mark(asked: Upstream) -> None:
    live = shop_in(LIVE)
    test = with_mode(live, TEST)
    marks = {}
    for shop in (live, test):
        name = shop.generate().json()["meta"]["generationId"]
        marks[name] = shop.get(f"/mcp/generations/{name}").json()["data"]["sample"]
    assert list(marks.values()) == [False, True]


def test_a_client_that_polls_gets_a_sample_too_and_before_it_ends_it_is_null(serving: Serving) -> None:
    shop = shop_in(TEST)
    accepted = serving.generate(shop, Prefer="respond-async")
    assert (accepted.status, accepted.json["data"]["sample"]) == (202, None)
    path = f"/mcp/generations/{accepted.json['data']['id']}"
    eventually(lambda: bool(serving.get(shop, path).json["data"]["status"] == "succeeded"))
    assert (serving.get(shop, path).json["data"]["sample"], serving.up.asked) == (True, 0)


@pytest.mark.parametrize(
    ("allowed", "calls"), [("all", 2), ("this", 1), ("", 0)], ids=["every account", "one account", "nobody"]
)
def test_the_operator_says_whose_test_keys_ask_the_model(
    asked: Upstream, settings: Settings, allowed: str, calls: int
) -> None:
    mine, other = shop_in(TEST), shop_in(TEST)
    named = {"all": ["all"], "this": [mine.account.public_id], "": []}
    settings.GENERATION_TEST_ACCOUNTS = named[allowed]
    samples = [shop.generate().json()["meta"]["sample"] for shop in (mine, other)]
    assert samples == {"all": [False, False], "this": [False, True], "": [True, True]}[allowed]
    assert asked.asked == calls


def test_samples_have_the_same_refusals(asked: Upstream) -> None:
    shop = make_shop(mode=TEST)
    assert shop.generate("features").json()["error"]["code"] == "plan_gate"
    assert shop.generate(body={"idea": "short"}).json()["error"]["code"] == "invalid_input"
    for number in range(4):
        assert shop.generate(body={"idea": f"{IDEA} {number}"}).status_code == 200
    assert shop.generate().json()["error"]["code"] == "insufficient_credits"


def test_the_document_says_what_a_sample_is() -> None:
    schemas = built(WORKSPACE)["components"]["schemas"]
    described = {name: schemas[name]["properties"]["sample"]["description"] for name in ("GenerationMeta",)}
    assert described == {
        "GenerationMeta": "true: made by rules for a test key, whose calls ask no model unless the operator lets them"
    }


def test_over_mcp_a_test_key_gets_the_sample_that_http_gives(serving: Serving) -> None:
    shop = with_mode(make_shop(), TEST)
    result = by_client(serving, shop.key, lambda client: client.call_tool("research", {"idea": IDEA}))
    meta = result.structured_content["meta"]
    assert (meta["sample"], meta["provider"], serving.up.asked) == (True, "offline", 0)
    over_http = serving.generate(shop).json
    assert result.structured_content["data"] == over_http["data"]
    assert (over_http["meta"]["sample"], serving.up.asked) == (True, 0)
