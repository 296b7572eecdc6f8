"""The operator's pages about images: they open, name no patient, and make and revoke agents and links."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from customers.models import Usage
from imaging.agents import principal_of
from imaging.models import Agent, Download, Instance, Report, Study, TimelineLink
from tests.admin.staff import client_of, list_of, make_operator, make_staff, nonce_in, page_of
from tests.imaging.clinic import Clinic, make_study
from tests.imaging.test_reports import attach, form
from tests.imaging.test_timeline import link_to

pytestmark = pytest.mark.django_db(transaction=True)

MODELS = (Agent, Download, Instance, Report, Study, TimelineLink, Usage)


@pytest.fixture
def browser(clinic: Clinic) -> Client:
    """An operator's, with one of each model."""
    study = make_study(clinic, PatientID="SECRET", PatientName="Secret^Name", StudyDescription="Secret")
    attach(clinic, study.uid, form(title="Secret findings"))
    Client().get(link_to(clinic, study))
    return client_of(make_operator())


def secret_in(page: Any) -> str:
    """What a page shows once."""
    found = re.search(r'<code id="secret"[^>]*>([^<]+)</code>', page.content.decode())
    assert found is not None
    return found[1]


def pages() -> Iterator[str]:
    for model in MODELS:
        obj = model._default_manager.order_by("pk").first()
        assert obj is not None, model
        yield from (list_of(model), f"{list_of(model)}?q=x", page_of(obj))


def test_every_page_opens_and_names_no_patient(browser: Client) -> None:
    for address in pages():
        page = browser.get(address)
        assert (address, page.status_code) == (address, 200)
        assert "secret" not in page.content.decode().lower().replace("secret_", "")


def test_an_agent_is_made_with_its_token_shown_once_and_revoked(browser: Client, clinic: Clinic) -> None:
    adding = list_of(Agent) + "add/"
    sent = {"customer": clinic.customer.pk, "name": "CT", "nonce": nonce_in(browser.get(adding))}
    made = browser.post(adding, sent)
    token = secret_in(made)
    principal = principal_of(token)
    assert principal is not None
    assert "no-store" in made.headers["Cache-Control"]
    again = browser.post(adding, sent)
    assert (again.status_code, Agent.objects.filter(name="CT").count()) == (400, 1)
    agent = Agent.objects.get(name="CT")
    assert token not in browser.get(page_of(agent)).content.decode()
    revoking = re.search(r'href="([^"]*revoke[^"]*)"', browser.get(page_of(agent)).content.decode())
    assert revoking is not None
    assert browser.post(revoking[1]).status_code == 302
    assert principal_of(token) is None
    assert LogEntry.objects.order_by("-pk")[:1].get().get_change_message() == "Revoked."


def test_a_timeline_link_is_made_and_revoked_on_its_study(browser: Client) -> None:
    study = Study.objects.get()
    making = re.search(r'href="([^"]*timeline[_-]link[^"]*)"', browser.get(page_of(study)).content.decode())
    assert making is not None
    url = secret_in(browser.post(making[1], {"hours": 2})).removeprefix("http://localhost:8000")
    assert Client().get(url).status_code == 200
    link = TimelineLink.objects.order_by("-pk")[0]
    revoking = re.search(r'href="([^"]*/revoke[^"]*)"', browser.get(page_of(link)).content.decode())
    assert revoking is not None
    assert browser.post(revoking[1]).status_code == 302
    assert Client().get(url).status_code == 404


def test_staff_who_may_only_look_make_neither(browser: Client, clinic: Clinic) -> None:
    looking = client_of(make_staff("imaging.view_agent", "imaging.view_study"))
    assert looking.get(list_of(Agent)).status_code == 200
    assert looking.post(list_of(Agent) + "add/", {"customer": clinic.customer.pk, "name": "CT"}).status_code == 403
    study = Study.objects.get()
    assert "timeline" not in re.sub(r"timelinelink", "", looking.get(page_of(study)).content.decode()).lower()
    assert (Agent.objects.count(), TimelineLink.objects.count()) == (1, 1)
