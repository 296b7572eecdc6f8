"""A customer's agents over the Partner API: made, listed, revoked; the token is shown once and kept nowhere."""

from hashlib import sha256

import pytest
from django.db import connection
from django.utils import timezone

from api.ids import new_id
from imaging.agents import flush_last_used, principal_of
from imaging.models import Agent
from partners.modes import TEST
from tests.calls import Api, code, problems
from tests.factories import make_key
from tests.imaging.clinic import Clinic, make_clinic
from tests.state import nothing_moves

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_token_is_shown_once_and_kept_as_its_hash(clinic: Clinic) -> None:
    answer = Api(clinic.seller.key).post(f"{clinic.path}/agents", {"name": "CT, ground floor"})
    made = answer.json()["data"]
    agent = Agent.objects.get(public_id=made["id"])
    assert (answer.status_code, made["name"], made["hint"]) == (201, "CT, ground floor", made["token"][-4:])
    assert made["dicomwebUrl"] == "http://localhost:8000/dicomweb"
    assert made["token"].startswith("agt_live_")
    assert bytes(agent.hash) == sha256(made["token"].encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM imaging_agent t")
        assert [row for (row,) in cursor.fetchall() if made["token"] in row] == []
    assert clinic.usage.devices == 2


def test_a_retry_gets_the_same_answer_of_which_the_database_shows_nothing(clinic: Clinic) -> None:
    api, key = Api(clinic.seller.key), {"Idempotency-Key": "agent-1"}
    first = api.post(f"{clinic.path}/agents", {"name": "CT"}, headers=key).json()["data"]
    again = api.post(f"{clinic.path}/agents", {"name": "CT"}, headers=key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["data"] == first
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(body, 'escape') FROM partners_idempotentanswer")
        assert first["token"] not in str(cursor.fetchall())
    assert Agent.objects.filter(name="CT").count() == 1


def test_a_revoked_agent_is_nobody_and_gone_from_the_list(clinic: Clinic) -> None:
    api = Api(clinic.seller.key)
    made = api.post(f"{clinic.path}/agents", {"name": "CT"}).json()["data"]
    assert principal_of(made["token"]) is not None
    listed = api.get(f"{clinic.path}/agents").json()["data"]["agents"]
    assert [agent["name"] for agent in listed] == ["CT", "PACS"]
    assert api.delete(f"{clinic.path}/agents/{made['id']}").json()["data"] == {"id": made["id"], "name": "CT"}
    assert principal_of(made["token"]) is None
    assert [agent["name"] for agent in api.get(f"{clinic.path}/agents").json()["data"]["agents"]] == ["PACS"]
    assert clinic.usage.devices == 1
    with nothing_moves():
        assert code(api.delete(f"{clinic.path}/agents/{made['id']}")) == "AGENT_NOT_FOUND"


def test_agents_of_others_are_not_found(clinic: Clinic) -> None:
    stranger, neighbour = make_clinic(), make_clinic(clinic.seller)
    api = Api(clinic.seller.key)
    theirs = Agent.objects.get(customer=neighbour.customer).public_id
    with nothing_moves():
        assert code(api.get(f"{stranger.path}/agents")) == "CUSTOMER_NOT_FOUND"
        assert code(api.post(f"{stranger.path}/agents", {"name": "CT"})) == "CUSTOMER_NOT_FOUND"
        assert code(api.delete(f"{clinic.path}/agents/{theirs}")) == "AGENT_NOT_FOUND"
        assert code(api.delete(f"{clinic.path}/agents/{new_id('agt')}")) == "AGENT_NOT_FOUND"
        assert problems(api.post(f"{clinic.path}/agents", {"name": " "})) == [("name", "blank")]
        test = Api(make_key(clinic.seller.account, TEST))
        assert code(test.get(f"{clinic.path}/agents")) == "CUSTOMER_NOT_FOUND"


def test_a_deleted_customer_gets_no_agent(clinic: Clinic) -> None:
    clinic.customer.status, clinic.customer.deleted_at = "deleted", timezone.now()
    clinic.customer.save(update_fields=["status", "deleted_at"])
    answer = Api(clinic.seller.key).post(f"{clinic.path}/agents", {"name": "CT"})
    assert (answer.status_code, code(answer)) == (400, "FORBIDDEN")


def test_a_typo_never_reaches_the_database(clinic: Clinic) -> None:
    with connection.execute_wrapper(_refuse_queries):
        assert principal_of(clinic.token[:-1] + ("0" if clinic.token[-1] != "0" else "1")) is None
        assert principal_of("") is None
        assert principal_of(clinic.seller.key) is None


def test_last_use_is_written_a_moment_later(clinic: Clinic) -> None:
    assert principal_of(clinic.token) is not None
    flush_last_used()
    agent = Agent.objects.get()
    assert agent.last_used_at is not None
    (listed,) = Api(clinic.seller.key).get(f"{clinic.path}/agents").json()["data"]["agents"]
    assert listed["lastUsedAt"] is not None


def _refuse_queries(execute: object, sql: str, *rest: object) -> None:
    raise AssertionError(sql)
