"""Whoever settles first wins: the sweeper and a late result, a database that breaks, and what may be in the table."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from errors_docs.surfaces import WORKSPACE
from generation.models import Generation, GenerationState
from generation.reservation import Reserved, reserve
from generation.run import Made
from generation.settlement import Ended, settle
from generation.slots import slots
from generation.tools import TOOLS
from generation.upkeep import sweep_generations
from generation.workspaces import GATE_COLUMNS
from partners.accounts import set_account_status
from partners.gate import Ask, admit
from partners.models import AccountStatus
from partners.scopes import FULL
from tests.calls import code
from tests.generation.workspace import BASE, IDEA, Shop, make_shop

MADE = Made({"any": "result"}, "test", "model", False)


def reserved_by(shop: Shop) -> Reserved:
    """A generation that was just begun."""
    request = RequestFactory().post("/", headers={"X-API-Key": shop.key})
    caller = admit(request, Ask(WORKSPACE, FULL.name, GATE_COLUMNS))
    try:
        return reserve(caller=caller, tool=TOOLS["research"], body={"idea": IDEA})
    finally:
        slots.give_back()


@pytest.mark.django_db
def test_a_result_that_comes_after_the_sweeper_is_neither_charged_nor_had() -> None:
    shop = make_shop()
    reserved = reserved_by(shop)
    Generation.objects.update(deadline=timezone.now() - datetime.timedelta(seconds=61))
    assert sweep_generations() == 1
    answer = settle(reserved, Ended(made=MADE))
    assert (answer.status_code, code_of(answer)) == (504, "generation_timeout")
    (generation,) = shop.generations
    assert (generation.state, generation.result, shop.money) == ("failed", None, (100_00, 0))
    assert shop.kinds == ["hold", "release"]


@pytest.mark.django_db
def test_the_sweeper_that_comes_after_a_result_changes_nothing() -> None:
    shop = make_shop()
    assert settle(reserved_by(shop), Ended(made=MADE)).status_code == 200
    Generation.objects.update(deadline=timezone.now() - datetime.timedelta(hours=1))
    assert sweep_generations() == 0
    assert (shop.generations[0].state, shop.money) == ("succeeded", (75_00, 0))


@pytest.mark.django_db
def test_a_generation_settled_twice_is_charged_once() -> None:
    shop = make_shop()
    reserved = reserved_by(shop)
    assert settle(reserved, Ended(made=MADE)).status_code == 200
    assert settle(reserved, Ended(made=MADE)).status_code == 504
    assert (shop.generations[0].state, shop.money, shop.kinds) == ("succeeded", (75_00, 0), ["hold", "capture"])


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["before", "in"])
def test_a_fault_while_reserving_is_preflight_failed_and_reserves_nothing(when: str) -> None:
    shop = make_shop()
    table = {"before": "generation_project", "in": "credits_hold"}[when]
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'broken'; END$$")
        cursor.execute(f"CREATE TRIGGER broken BEFORE INSERT ON {table} EXECUTE FUNCTION broken()")
    client = Client(raise_request_exception=False, headers={"X-API-Key": shop.key})
    with transaction.atomic():
        refused = client.post(BASE + "/mcp/generate/research", {"idea": IDEA}, content_type="application/json")
    assert (refused.status_code, code(refused)) == (500, "preflight_failed")
    assert (shop.money, shop.kinds, Generation.objects.count(), slots.taken) == ((100_00, 0), [], 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "succeeded"},
        {"state": "failed"},
        {"result": {}},
        {"error_code": "generation_failed"},
        {"state": "failed", "error_code": "x"},
        {"cost": 0},
        {"mode": "other"},
    ],
)
def test_a_contradiction_is_refused_by_the_table(wrong: dict[str, object]) -> None:
    reserved_by(make_shop())
    with pytest.raises(IntegrityError), transaction.atomic():
        Generation.objects.update(**wrong)
    assert Generation.objects.get().state == GenerationState.RUNNING


def code_of(answer: object) -> str:
    return str(getattr(answer, "error_code", ""))


@pytest.mark.django_db
def test_a_generation_that_runs_when_its_account_is_deactivated_ends_and_is_paid_and_no_other_begins() -> None:
    shop = make_shop()
    reserved = reserved_by(shop)
    assert set_account_status(shop.account, AccountStatus.INACTIVE)
    refused = shop.generate(body={"idea": f"{IDEA}, another one"})
    assert (refused.status_code, code(refused)) == (404, "workspace_not_found")
    assert settle(reserved, Ended(made=MADE)).status_code == 200
    assert ([each.state for each in shop.generations], shop.money) == (["succeeded"], (75_00, 0))
