"""The operator's pages for workspaces."""

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from generation.defaults import load_workspace_plans
from generation.models import Generation, Project, Workspace, WorkspacePlan
from partners.models import User
from tests.admin.staff import history_of, list_of, make_operator, page_of
from tests.factories import wallet_of
from tests.generation.workspace import make_shop
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db

MODELS = (Workspace, WorkspacePlan, Project, Generation)


@pytest.fixture
def operator() -> User:
    return make_operator()


@pytest.fixture
def browser(operator: User) -> Client:
    client = Client()
    client.force_login(operator)
    return client


@pytest.mark.parametrize("model", MODELS)
def test_a_page_opens_and_a_longer_list_costs_no_more_queries(browser: Client, model: type[Model]) -> None:
    make_shop().generate()
    browser.get(list_of(model))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(list_of(model)).status_code == 200
        counts.append(len(queries))
        for _ in range(3):
            make_shop().generate()
    assert counts[0] == counts[1] <= 8
    obj = model._default_manager.order_by("pk").first()
    assert obj is not None
    for address in (page_of(obj), page_of(obj, "history"), f"{list_of(model)}?q=x"):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("model", [Project, Generation])
def test_what_happened_can_only_be_looked_at(browser: Client, model: type[Model]) -> None:
    make_shop().generate()
    obj = model._default_manager.get()
    with nothing_moves():
        assert browser.post(page_of(obj), {"tool": "x"}).status_code == 403
        assert browser.get(list_of(model) + "add/").status_code == 403
        assert browser.post(page_of(obj, "delete"), {"post": "yes"}).status_code == 403
    assert model._default_manager.count() == 1


def test_a_workspace_is_made_with_its_credits(browser: Client, operator: User) -> None:
    load_workspace_plans()
    plan = WorkspacePlan.objects.get(slug="starter")
    made = browser.post(list_of(Workspace) + "add/", {"name": "Northwind", "plan": str(plan.pk)})
    assert made.status_code == 302
    workspace = Workspace.objects.get()
    assert (workspace.account.kind, workspace.account.name, workspace.plan) == ("workspace", "Northwind", plan)
    assert wallet_of(workspace.account).balance == 600_00
    assert history_of(workspace) == [(operator.username, "Created on the plan Starter.")]


def test_a_plan_is_changed_on_a_page_of_its_own(browser: Client, operator: User) -> None:
    shop = make_shop()
    workspace = Workspace.objects.get()
    pro = WorkspacePlan.objects.get(slug="pro")
    assert browser.post(page_of(workspace, "change_plan"), {"plan": str(pro.pk)}).status_code == 302
    workspace.refresh_from_db()
    assert (workspace.plan, shop.money) == (pro, (2100_00, 0))
    assert history_of(workspace) == [(operator.username, "Changed from Free to Pro.")]


def test_a_workspaces_account_page_opens_and_deactivating_it_deletes_the_workspace(browser: Client) -> None:
    shop = make_shop()
    assert browser.get(page_of(shop.account)).status_code == 200
    assert browser.post(page_of(shop.account, "deactivate"), {"reason": "Left"}).status_code == 302
    assert shop.get("/mcp/credits").json()["error"]["code"] == "workspace_not_found"
