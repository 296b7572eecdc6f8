"""Regenerations, projects, places, rates and keys: what bounds a workspace."""

import datetime

import pytest
from pytest_django import Settings

from generation.models import Generation, Project
from generation.slots import slots
from partners.keys import KeyRefused, create_key, revoke_key, rotate_key
from partners.models import ApiKey, RateWindow
from tests.calls import code, details
from tests.factories import make_key
from tests.generation.serving import Serving
from tests.generation.workspace import IDEA, Shop, make_shop

WEEK = datetime.timedelta(days=7)


@pytest.mark.django_db
@pytest.mark.parametrize(("plan", "cap"), [("free", 2), ("starter", 5)])
def test_a_project_has_the_plans_regenerations_of_each_tool(plan: str, cap: int) -> None:
    shop = make_shop(plan=plan, credits=1000_00)
    for _ in range(cap + 1):
        assert shop.generate().status_code == 200
    refused = shop.generate()
    assert (refused.status_code, code(refused)) == (403, "regen_limit")
    assert details(refused) == {"cap": cap, "used": cap, "projectId": Project.objects.get().public_id}
    assert shop.generate("architecture").status_code == 200
    assert Generation.objects.count() == cap + 2


@pytest.mark.django_db
def test_pro_regenerates_as_often_as_it_likes() -> None:
    shop = make_shop(plan="pro")
    assert [shop.generate().status_code for _ in range(8)] == [200] * 8


@pytest.mark.django_db
def test_an_idea_in_other_letters_and_blanks_is_the_same_project() -> None:
    shop = make_shop(credits=1000_00)
    for idea in (IDEA, f"  {IDEA.upper()} ", IDEA.title()):
        assert shop.generate(body={"idea": idea}).status_code == 200
    assert code(shop.generate(body={"idea": IDEA.lower()})) == "regen_limit"
    project = Project.objects.get()
    named = shop.generate(body={"idea": "Quite another idea in the same project", "projectId": project.public_id})
    assert code(named) == "regen_limit"


@pytest.mark.django_db
def test_another_workspaces_project_looks_like_none() -> None:
    owner, stranger = make_shop(), make_shop()
    owner.generate()
    theirs, missing = Project.objects.get().public_id, "prj_00000000000000000000000000"
    refusals = [stranger.generate(body={"idea": IDEA, "projectId": project}) for project in (theirs, missing)]
    first, second = (refused.content.replace(refused["X-Request-Id"].encode(), b"") for refused in refusals)
    assert first == second
    assert details(refusals[0]) == [
        {"field": "projectId", "message": "There is no such project.", "code": "does_not_exist"}
    ]
    assert stranger.kinds == []


@pytest.mark.django_db
def test_live_and_test_share_neither_projects_nor_generations() -> None:
    live = make_shop()
    test = Shop(live.account, make_key(live.account, "test"))
    live.generate()
    test.generate()
    assert Project.objects.count() == 2
    (generation,) = Generation.objects.filter(mode="live")
    refused = test.get(f"/mcp/generations/{generation.public_id}")
    assert (refused.status_code, code(refused)) == (404, "generation_not_found")
    assert test.get("/mcp/generations").json()["data"]["pagination"]["total"] == 1


def test_a_failure_is_no_regeneration(serving: Serving) -> None:
    shop = make_shop()
    serving.up.fault = (400, b"{}")
    assert [serving.generate(shop).status for _ in range(4)] == [502] * 4
    serving.up.fault = None
    assert [serving.generate(shop).status for _ in range(3)] == [200] * 3
    assert serving.generate(shop).json["error"]["code"] == "regen_limit"


@pytest.mark.django_db
def test_a_full_process_refuses_at_once(settings: Settings) -> None:
    shop = make_shop()
    settings.GENERATIONS_PER_PROCESS = 1
    slots.take()
    try:
        refused = shop.generate()
    finally:
        slots.give_back()
    assert (refused.status_code, code(refused), refused["Retry-After"]) == (503, "service_unavailable", "5")
    assert shop.kinds == []
    assert shop.generate().status_code == 200
    assert slots.taken == 0


def test_a_full_workspace_refuses_at_once_and_goes_on_when_one_ends(serving: Serving) -> None:
    shop = make_shop(plan="pro", credits=5000_00)
    serving.up.gate.clear()
    calls = [serving.begin(shop, body={"idea": f"One idea of many, number {number}"}) for number in range(20)]
    serving.up.wait_for(20)
    refused = serving.generate(shop)
    assert (refused.status, refused.json["error"]["code"]) == (429, "too_many_generations")
    assert refused.json["error"]["details"] == {"limit": 20, "retryAfter": 5}
    assert refused.header("retry-after") == "5"
    assert serving.up.asked == 20
    serving.up.gate.set()
    assert {call.answer.status for call in calls} == {200}
    assert serving.generate(shop).status == 200


@pytest.mark.django_db
def test_a_key_may_ask_60_times_and_a_workspace_300_times_a_minute() -> None:
    shop = make_shop()
    keys = [shop, *(Shop(shop.account, make_key(shop.account)) for _ in range(5))]
    admitted = [[one.get("/mcp/credits").status_code for _ in range(61)] for one in keys]
    assert [row.count(200) for row in admitted] == [60, 60, 60, 60, 60, 0]
    own = keys[0].get("/mcp/credits")
    assert (own.status_code, code(own), details(own)["limit"]) == (429, "rate_limited", 60)
    shared = keys[5].get("/mcp/credits")
    assert (shared.status_code, details(shared)["limit"]) == (429, 300)
    assert 1 <= details(shared)["retryAfter"] <= 60
    window = RateWindow.objects.get(key=f"workspace:{shop.account.pk}")
    assert (len(window.hits), len(window.callers)) == (300, 300)


@pytest.mark.django_db
def test_the_nearer_of_the_two_limits_is_shown() -> None:
    shop = make_shop()
    assert shop.get("/mcp/credits")["RateLimit-Policy"] == '"requests";q=60;w=60'
    assert shop.get("/mcp/credits")["RateLimit"].startswith('"requests";r=58;')


@pytest.mark.django_db
def test_a_workspace_has_ten_keys_however_they_are_rotated() -> None:
    account = make_shop().account
    for _ in range(9):
        make_key(account)
    with pytest.raises(KeyRefused, match="at most 10 active keys"):
        create_key(account=account, name="11", mode="live")
    first = ApiKey.objects.filter(account=account).earliest("pk")
    successor = rotate_key(key=first, overlap=WEEK).key
    for again in (first, successor):
        with pytest.raises(KeyRefused, match="being rotated already"):
            rotate_key(key=again, overlap=WEEK)
    with pytest.raises(KeyRefused, match="at most 10 active keys"):
        create_key(account=account, name="11", mode="live")
    assert ApiKey.objects.filter(account=account).count() == 11
    revoke_key(key=first, reason="moved")
    assert rotate_key(key=successor, overlap=WEEK).key.replaces == successor
    with pytest.raises(KeyRefused, match="no cap"):
        create_key(account=make_shop().account, name="x", mode="live", monthly_cap=1)
