"""What customers of an inactive account have stored: read for the grace of a suspension, by links and agents."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from customers import access
from customers.models import Customer
from imaging.links import report_url, timeline_url
from imaging.models import Report
from partners.accounts import set_account_status
from partners.models import Account, AccountStatus
from tests.calls import Api
from tests.factories import make_customer
from tests.imaging.clinic import Clinic, make_report_and_link, related, stow
from tests.imaging.test_suspended import agent_may
from tests.server.running import Running
from tests.state import nothing_moves
from webhooks.models import Event

pytestmark = pytest.mark.django_db

DAYS = 30


@pytest.fixture
def links(clinic: Clinic) -> list[str]:
    """Paths that open without a key: of a report and of a timeline."""
    report, link = make_report_and_link(clinic)
    found = Report.objects.select_related("customer").get(pk=report.pk)
    return [timeline_url(link).partition("8000")[2], report_url(found)[0].partition("8000")[2]]


def deactivated_since(clinic: Clinic, **ago: float) -> None:
    set_account_status(clinic.seller.account, AccountStatus.INACTIVE)
    Account.objects.update(deactivated_at=timezone.now() - datetime.timedelta(**ago))


def opens(links: list[str]) -> int:
    """What the timeline's page answers."""
    return Client().get(links[0]).status_code


def test_links_and_reading_agents_end_with_the_grace_and_storing_ends_at_once(clinic: Clinic, links: list[str]) -> None:
    assert (opens(links), agent_may(clinic)) == (200, (True, True))
    deactivated_since(clinic, days=0)
    assert (opens(links), agent_may(clinic)) == (200, (False, True))
    deactivated_since(clinic, days=DAYS, seconds=-30)
    assert (opens(links), agent_may(clinic)) == (200, (False, True))
    deactivated_since(clinic, days=DAYS)
    with nothing_moves():
        assert (opens(links), agent_may(clinic)) == (404, (False, False))
        assert Client().get(links[1]).status_code == 404
    set_account_status(clinic.seller.account, AccountStatus.ACTIVE)
    assert (opens(links), agent_may(clinic)) == (200, (True, True))


def test_of_two_graces_the_one_that_ends_first_counts(clinic: Clinic, links: list[str]) -> None:
    Api(clinic.seller.key).post(f"{clinic.path}/suspend")
    Customer.objects.update(suspended_at=timezone.now() - datetime.timedelta(days=20))
    deactivated_since(clinic, days=5)
    customer = Customer.objects.select_related("account").get()
    assert customer.suspended_at is not None
    assert access.access_ends_at(customer) == customer.suspended_at + datetime.timedelta(days=DAYS)
    assert opens(links) == 200
    Customer.objects.update(suspended_at=timezone.now() - datetime.timedelta(days=DAYS))
    assert opens(links) == 404


def test_keys_of_an_inactive_account_read_nothing_of_it(clinic: Clinic) -> None:
    deactivated_since(clinic, days=0)
    assert Api(clinic.seller.key).get(clinic.studies()).status_code == 401


def test_over_http_an_agent_is_told_why_it_may_not_store(server: Running, clinic: Clinic) -> None:
    deactivated_since(clinic, days=0)
    refused = stow(server, clinic.token, related([b"x"]))
    assert refused.status == 403
    assert b"or its account is inactive" in refused.body
    found = server.call("/dicomweb/studies", Authorization=f"Bearer {clinic.token}", Accept="application/dicom+json")
    assert found.status in (200, 204)
    deactivated_since(clinic, days=DAYS)
    assert server.call("/dicomweb/studies", Authorization=f"Bearer {clinic.token}").status == 403


def test_each_customer_is_told_once_a_week_before_the_end_and_again_after_another_deactivation(clinic: Clinic) -> None:
    make_customer(clinic.seller, "other@example.com")
    deactivated_since(clinic, days=DAYS - 7, seconds=-60)
    assert access.announce_ends() == 0
    deactivated_since(clinic, days=DAYS - 7)
    assert (access.announce_ends(), access.announce_ends()) == (2, 0)
    account = Account.objects.get()
    assert account.deactivated_at is not None
    ends_at = account.deactivated_at + datetime.timedelta(days=DAYS)
    told = [event.data["accessEndsAt"] for event in Event.objects.filter(type="customer.access.ending")]
    assert {datetime.datetime.fromisoformat(moment).replace(microsecond=0) for moment in told} == {
        ends_at.replace(microsecond=0)
    }
    Customer.objects.update(access_notice_at=timezone.now() - datetime.timedelta(days=60))
    set_account_status(clinic.seller.account, AccountStatus.ACTIVE)
    assert access.announce_ends() == 0
    deactivated_since(clinic, days=DAYS - 7)
    assert access.announce_ends() == 2


def test_an_account_deactivated_by_a_version_before_has_its_grace_from_now_on(clinic: Clinic) -> None:
    Account.objects.update(status="inactive")
    assert agent_may(clinic) == (False, True)
    assert access.announce_ends() == 0
    assert Account.objects.get().deactivated_at is not None
