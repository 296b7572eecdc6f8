"""What a suspended customer has stored: nothing is added, it is read for a grace, and its partner hears of the end."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from customers import access, renewals
from customers.models import Customer, Subscription, Usage
from imaging.agents import principal_of
from imaging.dicomweb.admission import may_read, may_store
from imaging.dicomweb.answers import Refused
from imaging.links import link_of, report_url, timeline_url
from imaging.models import Report
from partners.modes import LIVE
from tests.calls import Api, code, details
from tests.factories import give_credits
from tests.imaging.clinic import Clinic, make_report_and_link
from tests.portal.members import member_browser, text_of
from tests.state import nothing_moves
from webhooks.models import Event

pytestmark = pytest.mark.django_db

DAYS = 30
READS = ("", "/{study}", "/{study}/reports", "/{study}/reports/{report}")


@pytest.fixture
def opened(clinic: Clinic) -> dict[str, str]:
    """Every way to what is stored: paths of the Partner API, and the addresses of a report and of a timeline."""
    report, link = make_report_and_link(clinic)
    return {
        **{path: clinic.studies() + path.format(study=report.study.uid, report=report.public_id) for path in READS},
        "timeline": timeline_url(link).partition("/timeline/")[2],
    }


def suspended_since(clinic: Clinic, **ago: float) -> None:
    Api(clinic.seller.key).post(f"{clinic.path}/suspend")
    Customer.objects.update(suspended_at=timezone.now() - datetime.timedelta(**ago))


def statuses(clinic: Clinic, opened: dict[str, str]) -> set[Any]:
    """What each way answers now: a status with the code of a refusal, or whether a link opens."""
    reads = [Api(clinic.seller.key).get(opened[path]) for path in READS]
    answers: set[Any] = {(read.status_code, code(read) if read.status_code >= 400 else "") for read in reads}
    page = Client().get(f"/timeline/{opened['timeline']}").status_code
    return answers | {page, link_of(opened["timeline"]) is not None}


def agent_may(clinic: Clinic) -> tuple[bool, bool]:
    """Whether its agent may store and read."""

    def passes(gate: Any) -> bool:
        try:
            gate(principal_of(clinic.token))
        except Refused:
            return False
        return True

    return passes(may_store), passes(may_read)


def test_a_suspended_customer_stores_nothing_and_is_read_until_the_grace_ends(
    clinic: Clinic, opened: dict[str, str]
) -> None:
    everything = {(200, ""), 200, True}
    assert (statuses(clinic, opened), agent_may(clinic)) == (everything, (True, True))
    suspended_since(clinic, days=0)
    assert (statuses(clinic, opened), agent_may(clinic)) == (everything, (False, True))
    Customer.objects.update(suspended_at=timezone.now() - datetime.timedelta(days=DAYS, seconds=-30))
    assert (statuses(clinic, opened), agent_may(clinic)) == (everything, (False, True))
    Customer.objects.update(suspended_at=timezone.now() - datetime.timedelta(days=DAYS))
    with nothing_moves():
        assert (statuses(clinic, opened), agent_may(clinic)) == ({(400, "FORBIDDEN"), 404, False}, (False, False))
    refused = Api(clinic.seller.key).get(opened[""])
    assert details(refused) == {"status": "suspended"}
    Api(clinic.seller.key).post(f"{clinic.path}/reactivate")
    assert (statuses(clinic, opened), agent_may(clinic)) == (everything, (True, True))


def test_the_signed_address_of_a_report_ends_with_the_grace(clinic: Clinic, opened: dict[str, str]) -> None:
    suspended_since(clinic, days=DAYS, seconds=-60)
    address, _ = report_url(Report.objects.select_related("customer").get())
    path = address[address.index("/reports/") :]
    Customer.objects.update(suspended_at=timezone.now() - datetime.timedelta(days=DAYS))
    assert Client().get(path).status_code == 404
    assert Api(clinic.seller.key).post(f"{opened['/{study}']}/timeline-links").status_code == 400


def test_what_a_deleted_customer_stored_is_read_no_more(clinic: Clinic, opened: dict[str, str]) -> None:
    Subscription.objects.update(is_paid=False)
    Api(clinic.seller.key).delete(clinic.path)
    assert (statuses(clinic, opened), agent_may(clinic)) == ({(400, "FORBIDDEN"), 404, False}, (False, False))


def test_a_report_of_a_deleted_customer_can_be_removed(clinic: Clinic, opened: dict[str, str]) -> None:
    Subscription.objects.update(is_paid=False)
    Usage.objects.update(reports=1)
    Api(clinic.seller.key).delete(clinic.path)
    assert Api(clinic.seller.key).delete(opened["/{study}/reports/{report}"]).status_code == 200
    assert not Report.objects.exists()


def test_the_operator_chooses_the_grace(clinic: Clinic, opened: dict[str, str], settings: Settings) -> None:
    settings.SUSPENDED_ACCESS_DAYS = 0
    suspended_since(clinic, days=0)
    assert agent_may(clinic) == (False, False)
    settings.SUSPENDED_ACCESS_DAYS = 60
    suspended_since(clinic, days=59)
    assert agent_may(clinic) == (False, True)


def test_a_renewal_that_could_not_be_paid_for_a_week_begins_the_grace_and_a_top_up_ends_it(clinic: Clinic) -> None:
    subscription = clinic.customer.subscription
    subscription.period_start -= datetime.timedelta(days=60)
    subscription.period_end = subscription.next_charge_at = subscription.period_start + datetime.timedelta(days=30)
    subscription.unpaid_since, subscription.status = timezone.now() - datetime.timedelta(days=8), "past_due"
    subscription.cost = subscription.plan.price = 9_999_999_99
    subscription.plan.save()
    subscription.save()
    now = timezone.now()
    assert renewals.renew_due(now) == 1
    customer = Customer.objects.get()
    assert (customer.status, customer.suspended_at) == ("suspended", now)
    give_credits(clinic.seller.account, 99_999_999_99, LIVE)
    assert renewals.resume_unpaid() == 1
    customer = Customer.objects.get()
    assert (customer.status, customer.suspended_at) == ("active", None)


def test_the_partner_is_told_once_a_week_before_the_end(clinic: Clinic) -> None:
    suspended_since(clinic, days=DAYS - 7, seconds=-60)
    assert access.announce_ends() == 0
    Customer.objects.update(suspended_at=timezone.now() - datetime.timedelta(days=DAYS - 7))
    assert (access.announce_ends(), access.announce_ends()) == (1, 0)
    (event,) = Event.objects.filter(type="customer.access.ending")
    customer = Customer.objects.get()
    assert customer.suspended_at is not None
    assert event.data["customer"]["id"] == clinic.customer.public_id
    ends_at = datetime.datetime.fromisoformat(event.data["accessEndsAt"])
    assert abs(ends_at - customer.suspended_at - datetime.timedelta(days=DAYS)) < datetime.timedelta(seconds=1)
    # Another suspension has an event again.
    for act in ("reactivate", "suspend"):
        Api(clinic.seller.key).post(f"{clinic.path}/{act}")
    assert access.announce_ends() == 0
    Customer.objects.update(suspended_at=timezone.now() - datetime.timedelta(days=DAYS - 1))
    assert access.announce_ends() == 1


def test_a_customer_suspended_by_a_version_before_has_its_grace_from_now_on(clinic: Clinic) -> None:
    Customer.objects.update(status="suspended")
    assert agent_may(clinic) == (False, True)
    assert access.announce_ends() == 0
    assert Customer.objects.get().suspended_at is not None


def test_the_portal_says_until_when_it_can_be_read(clinic: Clinic) -> None:
    suspended_since(clinic, days=0)
    ends_at = access.access_ends_at(Customer.objects.get())
    assert ends_at is not None
    page = text_of(
        member_browser(clinic.seller.account, mode=LIVE).get(f"/portal/customers/{clinic.customer.public_id}")
    )
    assert f"can be read until {ends_at:%Y-%m-%d %H:%M} UTC" in page
