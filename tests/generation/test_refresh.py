"""Sign-up credits once, a month's credits each month: replaced, never added, exactly once."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from credits import ledger
from credits.audit import audit
from credits.models import Entry
from credits.posting import Note
from generation.defaults import load_workspace_plans
from generation.models import Workspace, WorkspacePlan
from generation.refresh import change_plan, month_at, refresh, refresh_due
from generation.workspaces import create_workspace, delete_workspace
from tests.factories import give_credits, make_workspace, wallet_of
from tests.generation.workspace import make_shop

DAY = datetime.timedelta(days=1)


def make_due(account_id: int, ago: datetime.timedelta = datetime.timedelta(seconds=1)) -> datetime.datetime:
    """The workspace's month ended so long ago, and its monthly credits with it."""
    due = timezone.now() - ago
    Workspace.objects.filter(pk=account_id).update(next_refresh_at=due, anchored_at=due)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE credits_grant SET expires_at = %s WHERE kind = 'monthly'", [due])
        cursor.execute("UPDATE credits_wallet SET draw_until = %s WHERE draw_until IS NOT NULL", [due])
    return due


@pytest.mark.django_db
@pytest.mark.parametrize(("plan", "given"), [("free", 100_00), ("starter", 600_00), ("pro", 2100_00)])
def test_a_workspace_begins_with_its_sign_up_credits_and_a_paid_plans_month(plan: str, given: int) -> None:
    account = make_workspace(plan=plan)
    for mode in ("live", "test"):
        assert wallet_of(account, mode).balance == given
        assert Entry.objects.filter(wallet=wallet_of(account, mode), reference="sign-up").count() == 1


@pytest.mark.django_db
def test_a_refresh_replaces_the_month_and_keeps_what_was_bought() -> None:
    shop = make_shop(plan="starter", credits=70_00)
    assert shop.generate("research").status_code == 200
    assert shop.money == (100_00 + 70_00 + 475_00, 0)
    due = make_due(shop.account.pk)
    assert refresh_due() == 1
    assert shop.money == (100_00 + 70_00 + 500_00, 0)
    workspace = Workspace.objects.get(pk=shop.account.pk)
    assert workspace.next_refresh_at == month_at(due, timezone.now()).end
    assert audit(shop.wallet.pk).broken == []


@pytest.mark.django_db
def test_a_refresh_that_runs_again_gives_nothing_more() -> None:
    account = make_workspace(plan="starter")
    make_due(account.pk)
    assert (refresh_due(), refresh_due(), refresh(account.pk)) == (1, 0, False)
    assert wallet_of(account).balance == 600_00


@pytest.mark.django_db
def test_months_that_were_missed_are_not_made_up_for() -> None:
    account = make_workspace(plan="starter")
    make_due(account.pk, 100 * DAY)
    assert refresh_due() == 1
    assert wallet_of(account).balance == 600_00
    next_refresh = Workspace.objects.get(pk=account.pk).next_refresh_at
    assert timezone.now() < next_refresh <= timezone.now() + 31 * DAY


@pytest.mark.django_db(transaction=True)
def test_refreshes_at_once_give_one_month() -> None:
    account = make_workspace(plan="pro")
    make_due(account.pk)

    def once(_: int) -> bool:
        try:
            return refresh(account.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as callers:
        assert sorted(callers.map(once, range(8))) == [False] * 7 + [True]
    assert wallet_of(account).balance == 2100_00


@pytest.mark.django_db
def test_a_caller_who_comes_before_the_task_finds_the_new_month() -> None:
    shop = make_shop(plan="starter")
    make_due(shop.account.pk)
    answer = shop.get("/mcp/credits").json()
    assert (answer["data"]["balance"], answer["meta"]["creditsRemaining"]) == (600, 600)
    assert answer["data"]["nextRefreshAt"] > timezone.now().isoformat()
    assert refresh_due() == 0


@pytest.mark.django_db
def test_what_a_running_generation_holds_survives_the_refresh() -> None:
    account = make_workspace(plan="starter")
    wallet = wallet_of(account)
    note = Note(reference="h", description="x")
    hold = ledger.hold(wallet_id=wallet.pk, amount=550_00, deadline=timezone.now(), note=note)
    make_due(account.pk)
    refresh_due()
    captured = ledger.capture(hold_id=hold.pk, note=Note(reference="c", description="x"))
    assert captured is not None
    assert audit(wallet.pk).broken == []


@pytest.mark.django_db
def test_a_higher_plan_begins_its_month_at_once_and_a_lower_one_with_the_next() -> None:
    account = make_workspace(plan="starter")
    give_credits(account, 10_00)
    plans = {plan.slug: plan for plan in WorkspacePlan.objects.all()}
    change_plan(account_id=account.pk, plan=plans["pro"])
    assert wallet_of(account).balance == 2110_00
    change_plan(account_id=account.pk, plan=plans["free"])
    assert wallet_of(account).balance == 2110_00
    make_due(account.pk)
    refresh_due()
    assert wallet_of(account).balance == 210_00


@pytest.mark.django_db
def test_a_deleted_workspace_is_refreshed_no_more() -> None:
    account = make_workspace(plan="starter")
    make_due(account.pk)
    delete_workspace(account)
    assert refresh_due() == 0
    assert wallet_of(account).entries == 2


def test_a_month_ends_on_the_anchors_day_or_the_months_last() -> None:
    anchor = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
    ends = [month_at(anchor, anchor.replace(month=month, day=1, hour=0)).end for month in (2, 3, 4, 5)]
    assert [f"{end:%m-%d %H}" for end in ends] == ["02-28 12", "03-31 12", "04-30 12", "05-31 12"]


@pytest.mark.django_db
def test_what_an_operator_changed_in_a_plan_stays_changed() -> None:
    load_workspace_plans()
    WorkspacePlan.objects.filter(slug="starter").update(monthly_credits=700_00, regenerations=9)
    load_workspace_plans()
    account = create_workspace(name="A", plan=WorkspacePlan.objects.get(slug="starter"))
    assert wallet_of(account).balance == 800_00
