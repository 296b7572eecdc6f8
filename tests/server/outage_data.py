"""What tests/server/test_outage.py finds in its database, made by a process of its own."""

import json
import uuid

from django.test import Client

from config.demo import load_demo
from credits.models import Plan
from partners.models import Account
from tests.calls import Api
from tests.portal.members import make_member


def fill() -> None:
    """Prints the keys, a session of the portal, and the names of a customer and of its agent's token."""
    demo = load_demo({})
    api = Api(demo.live_key)
    plan = Plan.objects.earliest("pk").slug
    customer = api.post("/customers", {"email": f"{uuid.uuid4().hex}@example.com", "planId": plan}).json()["data"]
    agent = api.post(f"/customers/{customer['id']}/agents", {"name": "Scanner"}).json()["data"]
    browser = Client()
    browser.force_login(make_member(Account.objects.get(kind="partner")))
    session = browser.cookies["sessionid"].value
    made = {"partner": demo.live_key, "workspace": demo.workspace_key, "session": session}
    print(json.dumps({**made, "plan": plan, "agent": agent["token"], "customer": customer["id"]}))  # noqa: T201  # the test reads it
