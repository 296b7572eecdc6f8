"""One of each thing that an address can name, of one partner and of one workspace."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.test import Client

from credits.models import PlanOpening
from imaging.agents import create_agent
from portal.invitations import invite
from portal.roles import Role
from tests.admin.staff import client_of, make_operator
from tests.admin.test_lists import fill
from tests.calls import Api
from tests.factories import Seller, make_seller
from tests.generation.workspace import make_shop
from tests.imaging.clinic import PLENTY, Clinic, make_study
from tests.portal.members import browser_of, make_member, member_browser
from tests.webhooks.sending import happen, listen
from webhooks.dispatch import fan_out
from webhooks.models import Delivery


@dataclass
class Everything:
    """Browsers that are signed in, keys, and real values of the parameters of addresses by their names."""

    partner: Client
    workspace: Client
    operator: Client
    partner_key: str
    workspace_key: str
    ids: Mapping[str, str]


def make_everything() -> Everything:
    """Make all of it."""
    operator = make_operator()
    fill(operator)
    clinic = _clinic(make_seller(requests_per_minute=PLENTY))
    account = clinic.seller.account
    owner = make_member(account)
    endpoint = listen(account, "https://hooks.example.com/").endpoint
    happen(account)
    fan_out()
    PlanOpening.objects.create(account=account, plan=clinic.seller.plan)
    Group.objects.create(name="Support")
    shop = make_shop()
    ids = {
        "customer_id": clinic.customer.public_id,
        "study_instance_uid": make_study(clinic).uid,
        "agent_id": create_agent(customer=clinic.customer, name="CT").agent.public_id,
        "webhook_id": endpoint.public_id,
        "endpoint_id": endpoint.public_id,
        "delivery_id": Delivery.objects.filter(endpoint=endpoint).latest("pk").public_id,
        "key_id": account.api_keys.latest("pk").public_id,
        "plan_id": clinic.seller.plan.slug,
        "slug": clinic.seller.plan.slug,
        "member_id": str(account.memberships.get().pk),
        "invitation_id": invite(account=account, email="a@example.com", role=Role.VIEWER, invited_by=owner).public_id,
    }
    return Everything(
        partner=browser_of(owner),
        workspace=member_browser(shop.account),
        operator=client_of(operator),
        partner_key=clinic.seller.key,
        workspace_key=shop.key,
        ids=ids,
    )


def _clinic(seller: Seller) -> Clinic:
    """A customer that was paid for, with an agent."""
    order = {"email": "ada@example.com", "planId": seller.plan.slug, "sendWelcomeEmail": False}
    made = Api(seller.key).post("/customers", order).json()["data"]
    customer = seller.account.customers.get(public_id=made["id"])
    clinic = Clinic(seller, customer, create_agent(customer=customer, name="PACS").token)
    clinic.set_quota(100)
    return clinic
