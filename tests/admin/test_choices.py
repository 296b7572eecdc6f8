"""Fields that choose another object are shown again as they were sent, whatever that was."""

import pytest
from django.test import Client

from credits.models import PlanOpening
from tests.admin.staff import list_of, page_of
from tests.factories import make_seller
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("account", ["\0", "x", "1e400", "9" * 30, "9" * 5000])
def test_what_cannot_be_an_id_is_refused_in_the_form(browser: Client, account: str) -> None:
    plan = make_seller().plan
    with nothing_moves():
        page = browser.post(f"{list_of(PlanOpening)}add/", {"account": account, "plan": plan.pk})
    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == ["account"]
    assert f'<option value="{plan.pk}" selected' in page.content.decode()


def test_several_are_refused_together(browser: Client) -> None:
    user = browser.get("/admin/").context["user"]
    page = browser.post(page_of(user), {"groups": ["\0", "x"]})
    assert page.status_code == 200
    assert "groups" in page.context["adminform"].form.errors
