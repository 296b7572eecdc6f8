"""Partners: made with profile and wallets, shown on one page, activated and deactivated."""

import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from credits.models import PlanOpening, RetailAddOnPrice, RetailPrice, Wallet
from partners.models import Account, Partner, User
from tests.admin.staff import history_of, list_of, page_of, text_of
from tests.calls import Api
from tests.factories import enable_plan, give_credits, make_key, make_partner, make_plan, make_tier, make_workspace

pytestmark = pytest.mark.django_db

ADD = "/admin/partners/account/add/"
INLINES = ("partner", "retail_prices", "retail_add_on_prices", "plan_openings")


def as_shown(account: Account, **changes: Any) -> dict[str, Any]:
    """The fields of an account's page as a browser would send them back."""
    counts = dict.fromkeys(INLINES, 0) | {
        "partner": 1,
        "retail_prices": account.retail_prices.count(),
    }
    management = {f"{name}-TOTAL_FORMS": count for name, count in counts.items()}
    management |= {f"{name}-INITIAL_FORMS": count for name, count in counts.items()}
    partner = Partner.objects.get(account=account)
    profile = {
        "partner-0-account": account.pk,
        "partner-0-tier": partner.tier_id,
        "partner-0-contact_email": partner.contact_email,
        "partner-0-trial_ends_at_0": "",
        "partner-0-trial_ends_at_1": "",
    }
    return {"name": account.name, **management, **profile, **changes}


def test_a_new_partner_has_its_profile_its_trial_and_both_wallets(browser: Client, operator: User) -> None:
    tier = make_tier("trial", trial_days=14)
    before = timezone.now()
    assert browser.get(ADD).status_code == 200
    response = browser.post(ADD, {"name": "Northwind", "tier": tier.pk, "contact_email": "ops@example.com"})
    account = Account.objects.get()
    assert (response.status_code, response["Location"]) == (302, page_of(account))
    assert (account.kind, account.name, account.status) == ("partner", "Northwind", "active")
    assert (account.partner.tier, account.partner.contact_email) == (tier, "ops@example.com")
    assert account.partner.trial_ends_at is not None
    fortnight = datetime.timedelta(days=14)
    assert before + fortnight <= account.partner.trial_ends_at <= timezone.now() + fortnight
    assert sorted(account.wallets.values_list("mode", "balance")) == [("live", 0), ("test", 0)]
    assert history_of(account) == [(operator.username, "Created as a partner of the tier Trial.")]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"tier": "0"}, {"contact_email": "nobody"}])
def test_a_wrong_form_makes_no_partner(browser: Client, wrong: dict[str, str]) -> None:
    fields = {"name": "Northwind", "tier": make_tier().pk, "contact_email": ""}
    response = browser.post(ADD, {**fields, **wrong})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == list(wrong)
    assert (Account.objects.count(), Wallet.objects.count(), LogEntry.objects.count()) == (0, 0, 0)


def test_the_page_shows_terms_balances_and_ways_on(browser: Client) -> None:
    account = make_partner("Northwind")
    give_credits(account, 1234_56)
    response = browser.get(page_of(account))
    assert response.status_code == 200
    assert "live 1234.56 0.00 1234.56 Ledger" in text_of(response)
    assert "test 0.00 0.00 0.00 Ledger" in text_of(response)
    page = response.content.decode()
    assert f'href="/admin/partners/apikey/?account__id__exact={account.pk}"' in page
    assert f'href="/admin/partners/apikey/add/?account={account.pk}"' in page
    assert f'href="/admin/customers/customer/?account__id__exact={account.pk}"' in page


def test_a_workspace_has_a_page_without_a_partners_terms(browser: Client) -> None:
    response = browser.get(page_of(make_workspace()))
    assert response.status_code == 200
    assert response.context["inline_admin_formsets"] == []


def test_terms_and_prices_are_saved_from_one_page_and_recorded(browser: Client, operator: User) -> None:
    account, gold, plan = make_partner(), make_tier("gold"), make_plan()
    changes = {
        "name": "Northwind",
        "partner-0-tier": gold.pk,
        "partner-0-trial_ends_at_0": "2999-12-31",
        "partner-0-trial_ends_at_1": "23:59",
        "retail_prices-TOTAL_FORMS": 1,
        "retail_prices-0-account": account.pk,
        "retail_prices-0-plan": plan.pk,
        "retail_prices-0-is_enabled": "on",
        "retail_prices-0-price": "149.9",
        "retail_add_on_prices-TOTAL_FORMS": 1,
        "retail_add_on_prices-0-account": account.pk,
        "retail_add_on_prices-0-add_on": "extraServers",
        "retail_add_on_prices-0-price": "12.34",
        "plan_openings-TOTAL_FORMS": 1,
        "plan_openings-0-account": account.pk,
        "plan_openings-0-plan": plan.pk,
    }
    response = browser.post(page_of(account), as_shown(account, **changes))
    assert response.status_code == 302
    account = Account.objects.get()
    assert (account.name, account.partner.tier) == ("Northwind", gold)
    assert f"{account.partner.trial_ends_at:%Y-%m-%d %H:%M}" == "2999-12-31 23:59"
    retail = RetailPrice.objects.get()
    assert (retail.account, retail.plan, retail.price, retail.ai_lens_medical_price) == (account, plan, 14990, None)
    assert RetailAddOnPrice.objects.get().price == 1234
    assert PlanOpening.objects.get().plan == plan
    said = (
        "Changed Name. Changed Tier and Trial ends at for partner “Northwind”."
        f" Added retail price “{plan} at Northwind”. Added retail add on price “extraServers at Northwind”."
        f" Added plan opening “{plan} for Northwind”."
    )
    assert history_of(account) == [(operator.username, said)]


def test_prices_are_shown_as_they_are_typed(browser: Client) -> None:
    account, plan = make_partner(), make_plan()
    enable_plan(account, plan, price=149_90)
    assert 'value="149.90"' in browser.get(page_of(account)).content.decode()


def test_a_price_finer_than_a_hundredth_is_refused(browser: Client) -> None:
    account, plan = make_partner(), make_plan()
    retail = enable_plan(account, plan)
    row = {
        "retail_prices-0-id": retail.pk,
        "retail_prices-0-account": account.pk,
        "retail_prices-0-plan": plan.pk,
        "retail_prices-0-price": "1.005",
    }
    response = browser.post(page_of(account), as_shown(account, **row))
    assert response.status_code == 200
    assert "An amount has at most two decimals." in response.content.decode()
    retail.refresh_from_db()
    assert retail.price == 200_00


def test_deactivating_refuses_its_keys_and_activating_takes_them_back(browser: Client, operator: User) -> None:
    account = make_partner("Northwind")
    secret = make_key(account)
    assert browser.post(page_of(account, "deactivate"), {"reason": "Unpaid invoice"}).status_code == 302
    assert Api(secret).get("/account").status_code == 401
    assert browser.post(page_of(account, "activate"), {"reason": "Paid"}).status_code == 302
    assert Api(secret).get("/account").status_code == 200
    assert history_of(account) == [
        (operator.username, "Made inactive: Unpaid invoice"),
        (operator.username, "Made active: Paid"),
    ]


def test_a_change_of_status_needs_a_reason_and_happens_once(browser: Client) -> None:
    account = make_partner()
    assert browser.get(page_of(account, "deactivate")).status_code == 200
    assert browser.post(page_of(account, "deactivate"), {"reason": ""}).status_code == 400
    assert Account.objects.get().status == "active"
    for _ in range(2):
        browser.post(page_of(account, "deactivate"), {"reason": "Gone"})
    assert Account.objects.get().status == "inactive"
    assert len(history_of(account)) == 1


def test_an_account_cannot_be_deleted(browser: Client) -> None:
    account = make_partner()
    assert browser.post(page_of(account, "delete"), {"post": "yes"}).status_code == 403
    assert Account.objects.count() == 1


def test_accounts_are_found_by_name_id_and_contact(browser: Client) -> None:
    account = make_partner("Northwind")
    Partner.objects.filter(account=account).update(contact_email="ops@northwind.example")
    make_partner("Kestrel")
    for term in ("northw", account.public_id, "ops@northwind.example"):
        found = browser.get(list_of(Account), {"q": term}).context["cl"].result_list
        assert list(found) == [account]


def test_an_upgrade_ends_the_trial_that_was_running(browser: Client) -> None:
    account, gold = make_partner(), make_tier("gold", discount_percent=35)
    ends_at = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    Partner.objects.filter(account=account).update(trial_ends_at=ends_at)
    shown = {"partner-0-trial_ends_at_0": "2030-01-02", "partner-0-trial_ends_at_1": "03:04:05"}
    assert browser.post(page_of(account), as_shown(account, **shown)).status_code == 302
    assert Partner.objects.get(account=account).trial_ends_at == ends_at
    upgraded = as_shown(account, **shown, **{"partner-0-tier": gold.pk})
    assert browser.post(page_of(account), upgraded).status_code == 302
    partner = Partner.objects.get(account=account)
    assert (partner.tier, partner.trial_ends_at) == (gold, None)


def test_another_tier_with_a_trial_begins_it_and_a_given_end_counts_more(browser: Client) -> None:
    account, trial = make_partner(), make_tier("trial", trial_days=14)
    assert browser.post(page_of(account), as_shown(account, **{"partner-0-tier": trial.pk})).status_code == 302
    ends_at = Partner.objects.get(account=account).trial_ends_at
    assert ends_at is not None
    assert datetime.timedelta(days=13) < ends_at - timezone.now() <= datetime.timedelta(days=14)
    given = {"partner-0-trial_ends_at_0": "2030-01-02", "partner-0-trial_ends_at_1": "03:04:05"}
    other = make_tier("pilot", trial_days=30)
    assert browser.post(page_of(account), as_shown(account, **{"partner-0-tier": other.pk}, **given)).status_code == 302
    ends_at = Partner.objects.get(account=account).trial_ends_at
    assert ends_at == datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
