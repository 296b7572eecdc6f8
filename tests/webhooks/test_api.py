"""Managing endpoints by API: what is made, changed, refused, and never shown."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from partners.models import Account, IdempotentAnswer
from partners.sealing import KEPT_ANSWERS, WEBHOOK_SECRETS, CannotUnseal, unseal
from tests.calls import Api, code, details, problems, without_request_id
from tests.factories import make_key, make_partner
from tests.state import nothing_moves
from tests.webhooks.sending import fresh, happen, listen, now
from webhooks.dispatch import claim, fan_out
from webhooks.models import Delivery, Endpoint, Event

pytestmark = pytest.mark.django_db
URL = "https://hooks.example.com/tollgate"
UNKNOWN = "whe_01k9m3v8qd6x2h5n7r4t0w9y1z"


@pytest.fixture
def account() -> Account:
    return make_partner()


@pytest.fixture
def api(account: Account) -> Api:
    return Api(make_key(account))


def created(api: Api, **fields: Any) -> dict[str, Any]:
    answer = api.post("/webhooks", {"url": URL, **fields})
    assert answer.status_code == 201
    data: dict[str, Any] = answer.json()["data"]
    return data


def delivery_of(endpoint_id: str) -> Delivery:
    return Delivery.objects.get(endpoint__public_id=endpoint_id)


def fail(delivery: Delivery) -> None:
    """As after the last attempt of the schedule."""
    Delivery.objects.filter(pk=delivery.pk).update(
        status="failed", next_attempt_at=None, completed_at=timezone.now(), tries=10
    )


def test_a_new_endpoint_shows_its_secret_once_and_keeps_it_encrypted(api: Api) -> None:
    data = created(api, description="Billing", events=["customer.created", "credits.low", "credits.low"])
    endpoint = Endpoint.objects.get()
    assert data == {
        "id": endpoint.public_id,
        "url": URL,
        "description": "Billing",
        "events": ["customer.created", "credits.low"],
        "status": "enabled",
        "disabledReason": None,
        "disabledAt": None,
        "failingSince": None,
        "previousSecretUntil": None,
        "createdAt": data["createdAt"],
        "secret": data["secret"],
    }
    assert data["secret"].startswith("whsec_")
    assert len(data["secret"]) == 6 + 44
    assert data["secret"].encode() not in bytes(endpoint.secret)
    assert unseal(bytes(endpoint.secret), WEBHOOK_SECRETS).decode() == data["secret"]
    del data["secret"]
    assert api.get(f"/webhooks/{data['id']}").json()["data"] == data
    assert api.get("/webhooks").json()["data"] == {
        "webhooks": [data],
        "pagination": {"page": 1, "limit": 50, "total": 1, "totalPages": 1, "nextCursor": None},
    }


def test_a_sealed_secret_opens_for_its_own_purpose_only(api: Api, settings: Any) -> None:
    secret = created(api)["secret"]
    sealed = bytes(Endpoint.objects.get().secret)
    with pytest.raises(CannotUnseal):
        unseal(sealed, KEPT_ANSWERS)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key"
    with pytest.raises(CannotUnseal):
        unseal(sealed, WEBHOOK_SECRETS)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal(sealed, WEBHOOK_SECRETS).decode() == secret


def test_a_retry_gets_the_same_secret_from_an_encrypted_answer(api: Api) -> None:
    headers = {"Idempotency-Key": "endpoint-1"}
    first = api.post("/webhooks", {"url": URL}, headers=headers)
    again = api.post("/webhooks", {"url": URL}, headers=headers)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.content == first.content
    kept = IdempotentAnswer.objects.get()
    assert kept.sealed is True
    assert first.json()["data"]["secret"].encode() not in bytes(kept.body)
    assert b"success" not in bytes(kept.body)
    assert Endpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("url", "required")]),
        ({"url": "ftp://example.com/"}, [("url", "invalid_url")]),
        ({"url": "nonsense"}, [("url", "invalid_url")]),
        ({"url": "https://"}, [("url", "invalid_url")]),
        ({"url": "https://user:pw@example.com/"}, [("url", "invalid_url")]),
        ({"url": "https://example.com/#part"}, [("url", "invalid_url")]),
        ({"url": "https://exam ple.com/"}, [("url", "invalid_url")]),
        ({"url": "https://[::1/"}, [("url", "invalid_url")]),
        ({"url": "https://example.com:99999/"}, [("url", "invalid_url")]),
        ({"url": "https://example.com:0/"}, [("url", "invalid_url")]),
        ({"url": "https://a..b/"}, [("url", "invalid_url")]),
        ({"url": "https://" + "a" * 64 + ".com/"}, [("url", "invalid_url")]),
        ({"url": "https://-a.com/"}, [("url", "invalid_url")]),
        ({"url": "https://xn--a.example.com/hook"}, [("url", "invalid_url")]),
        ({"url": "https://XN--A.example/"}, [("url", "invalid_url")]),
        ({"url": "https://[fe80::1%25eth0]/"}, [("url", "invalid_url")]),
        ({"url": "https://example.com\\@a.example/"}, [("url", "invalid_url")]),
        ({"url": "https://example.com/a\tb"}, [("url", "invalid_url")]),
        ({"url": "https://example.com/\n"}, [("url", "invalid_url")]),
        ({"url": "https://example.com/\0"}, [("url", "null_characters_not_allowed")]),
        ({"url": " "}, [("url", "invalid_url")]),
        ({"url": "https://127.1/"}, [("url", "address_refused")]),
        ({"url": "https://0x7f.0.0.1/"}, [("url", "address_refused")]),
        ({"url": "http://example.com/"}, [("url", "address_refused")]),
        ({"url": "https://127.0.0.1/"}, [("url", "address_refused")]),
        ({"url": "https://[::ffff:10.0.0.1]/"}, [("url", "address_refused")]),
        ({"url": "https://2130706433/"}, [("url", "address_refused")]),
        ({"url": URL, "events": ["customer.exploded"]}, [("events.0", "invalid_choice")]),
        ({"url": URL, "events": ["ping"]}, [("events.0", "invalid_choice")]),
        ({"url": URL, "colour": "red"}, [("colour", "unknown_field")]),
        ({"url": "https://example.com/" + "x" * 2000}, [("url", "max_length")]),
        ({"url": "https://example.com/" + "é" * 400}, [("url", "max_length")]),
    ],
)
def test_bad_input_is_refused_by_field_and_nothing_is_made(
    api: Api, body: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with nothing_moves():
        assert problems(api.post("/webhooks", body)) == expected


def test_twenty_endpoints_in_each_mode_are_the_most(api: Api, account: Account) -> None:
    for _ in range(20):
        created(api)
    with nothing_moves():
        refused = api.post("/webhooks", {"url": URL})
        assert (refused.status_code, code(refused), details(refused)) == (409, "WEBHOOK_LIMIT_REACHED", {"limit": 20})
    assert Api(make_key(account, "test")).post("/webhooks", {"url": URL}).status_code == 201
    newest = Endpoint.objects.filter(mode="live").latest("pk")
    assert api.delete(f"/webhooks/{newest.public_id}").status_code == 200
    created(api)


def test_what_is_sent_is_changed_and_the_rest_stays(api: Api) -> None:
    made = created(api, description="Billing", events=["credits.low"])
    path = f"/webhooks/{made['id']}"
    changed = api.patch(path, {"url": "https://other.example.com/", "events": []}).json()["data"]
    assert (changed["url"], changed["events"], changed["description"]) == ("https://other.example.com/", [], "Billing")
    assert "secret" not in changed
    assert api.patch(path, {"status": "paused"}).json()["data"]["status"] == "paused"
    assert api.patch(path, {"status": "enabled"}).json()["data"]["status"] == "enabled"
    with nothing_moves():
        assert problems(api.patch(path, {})) == [("", "empty")]
        assert problems(api.patch(path, {"status": "disabled"})) == [("status", "invalid_choice")]
        assert problems(api.patch(path, {"url": "http://10.0.0.1/"})) == [("url", "address_refused")]
        assert problems(api.patch(path, {"url": "https://xn--a.example.com/"})) == [("url", "invalid_url")]


def test_a_deleted_endpoint_is_gone_with_its_secret_and_what_waited(api: Api, account: Account) -> None:
    made = created(api)
    happen(account)
    fan_out()
    deleted = api.delete(f"/webhooks/{made['id']}").json()["data"]
    assert deleted["id"] == made["id"]
    assert code(api.get(f"/webhooks/{made['id']}")) == "WEBHOOK_NOT_FOUND"
    assert code(api.delete(f"/webhooks/{made['id']}")) == "WEBHOOK_NOT_FOUND"
    assert api.get("/webhooks").json()["data"]["webhooks"] == []
    endpoint = Endpoint.objects.get()
    assert (bytes(endpoint.secret), endpoint.previous_secret, endpoint.due_at) == (b"", None, None)
    assert claim(most=10, suspect=False) == []


PATHS = [
    ("get", "", None),
    ("patch", "", {"status": "paused"}),
    ("delete", "", None),
    ("post", "/test", b""),
    ("post", "/rotate-secret", {}),
    ("post", "/replay", {"since": "2026-01-01T00:00:00Z"}),
    ("get", "/deliveries", None),
    ("get", "/deliveries/whd_01k9m3v8qd6x2h5n7r4t0w9y1z", None),
    ("post", "/deliveries/whd_01k9m3v8qd6x2h5n7r4t0w9y1z/replay", b""),
]


@pytest.mark.parametrize(("method", "suffix", "body"), PATHS, ids=[f"{row[0]} {row[1]}" for row in PATHS])
def test_a_strangers_endpoint_and_one_of_the_other_mode_look_like_none(
    api: Api, account: Account, method: str, suffix: str, body: Any
) -> None:
    strangers, tests = listen(make_partner(), URL).endpoint, listen(account, URL, mode="test").endpoint
    sent = () if body is None else (body,)

    def answered(endpoint_id: str) -> tuple[int, bytes, dict[str, str]]:
        answer = without_request_id(getattr(api, method)(f"/webhooks/{endpoint_id}{suffix}", *sent))
        headers = {name: value for name, value in answer[2].items() if not name.startswith("RateLimit")}
        return answer[0], answer[1], headers

    with nothing_moves():
        missing = answered(UNKNOWN)
        assert b'"WEBHOOK_NOT_FOUND"' in missing[1]
        assert answered(strangers.public_id) == answered(tests.public_id) == answered("nonsense") == missing


def test_a_rotation_answers_the_new_secret_and_when_the_old_one_ends(api: Api) -> None:
    made = created(api)
    path = f"/webhooks/{made['id']}/rotate-secret"
    rotated = api.post(path, {"overlapHours": 48}).json()["data"]
    assert rotated["secret"] not in ("", made["secret"])
    ends = datetime.datetime.fromisoformat(rotated["previousSecretUntil"])
    assert abs((ends - now()).total_seconds() - 48 * 3600) < 60
    endpoint = Endpoint.objects.get()
    assert unseal(bytes(endpoint.secret), WEBHOOK_SECRETS).decode() == rotated["secret"]
    assert endpoint.previous_secret is not None
    assert unseal(bytes(endpoint.previous_secret), WEBHOOK_SECRETS).decode() == made["secret"]
    assert api.post(path, {"overlapHours": 0}).json()["data"]["previousSecretUntil"] is None
    assert fresh(endpoint).previous_secret is None
    with nothing_moves():
        assert problems(api.post(path, {"overlapHours": 721})) == [("overlapHours", "max_value")]


def test_a_test_makes_one_ping_for_that_endpoint_alone(api: Api) -> None:
    made, _ = created(api, events=["credits.low"]), created(api)
    answer = api.post(f"/webhooks/{made['id']}/test")
    assert answer.status_code == 202
    event = Event.objects.get()
    assert answer.json()["data"] == {
        "id": delivery_of(made["id"]).public_id,
        "eventId": event.public_id,
        "event": "ping",
        "status": "pending",
        "attemptCount": 0,
        "nextAttemptAt": answer.json()["data"]["nextAttemptAt"],
        "lastAttempt": None,
        "createdAt": answer.json()["data"]["createdAt"],
        "completedAt": None,
    }
    assert event.data == {"webhookId": made["id"]}
    assert fan_out() == 0
    assert Delivery.objects.count() == 1
    (turn,) = claim(most=10, suspect=False)
    assert [parcel.type for parcel in turn.parcels] == ["ping"]


def test_nothing_is_tested_or_replayed_while_paused(api: Api, account: Account) -> None:
    made = created(api)
    happen(account)
    fan_out()
    fail(delivery_of(made["id"]))
    api.patch(f"/webhooks/{made['id']}", {"status": "paused"})
    delivery = delivery_of(made["id"]).public_id
    since = {"since": "2026-01-01T00:00:00Z"}
    with nothing_moves():
        for suffix, body in (("test", b""), (f"deliveries/{delivery}/replay", b""), ("replay", since)):
            refused = api.post(f"/webhooks/{made['id']}/{suffix}", body)
            assert (refused.status_code, code(refused)) == (409, "WEBHOOK_NOT_ENABLED")
            assert details(refused) == {"status": "paused"}


def test_a_failed_delivery_is_replayed_with_its_own_id(api: Api, account: Account) -> None:
    made = created(api)
    event = happen(account)
    fan_out()
    delivery = delivery_of(made["id"])
    fail(delivery)
    path = f"/webhooks/{made['id']}/deliveries/{delivery.public_id}"
    assert api.get(path).json()["data"]["status"] == "failed"
    answer = api.post(f"{path}/replay")
    assert (answer.status_code, answer.json()["data"]["status"]) == (202, "pending")
    assert answer.json()["data"]["eventId"] == event
    (turn,) = claim(most=10, suspect=False)
    assert [(parcel.event_id, parcel.tries) for parcel in turn.parcels] == [(event, 0)]
    other = created(api)
    assert code(api.get(f"/webhooks/{other['id']}/deliveries/{delivery.public_id}")) == "DELIVERY_NOT_FOUND"


def test_a_delivery_shows_its_body(api: Api, account: Account) -> None:
    made = created(api)
    event = happen(account)
    fan_out()
    shown = api.get(f"/webhooks/{made['id']}/deliveries/{delivery_of(made['id']).public_id}").json()["data"]
    assert shown["attempts"] == []
    assert shown["body"]["id"] == event
    assert shown["body"]["data"] == {"customer": {"id": "pc_1", "email": "ada@example.com"}}


def test_a_range_replays_what_failed_or_everything(api: Api, account: Account) -> None:
    made = created(api, events=["customer.created"])
    moment = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    for day in range(6):
        happen(account)
        Event.objects.filter(pk=Event.objects.latest("pk").pk).update(created_at=moment + datetime.timedelta(days=day))
    fan_out()
    for delivery in Delivery.objects.order_by("pk")[:3]:
        fail(delivery)
    Delivery.objects.order_by("pk").last().delete()  # type: ignore[union-attr]  # there are six
    path = f"/webhooks/{made['id']}/replay"
    body = {"since": "2026-03-02T00:00:00Z", "until": "2026-03-07T00:00:00Z"}
    assert api.post(path, body).json()["data"] == {"id": made["id"], "replayed": 2}
    assert [each.status for each in Delivery.objects.order_by("pk")] == ["failed", *["pending"] * 4]
    assert api.post(path, {**body, "failedOnly": False}).json()["data"]["replayed"] == 5
    assert Delivery.objects.count() == 6
    assert problems(api.post(path, {"since": body["until"], "until": body["since"]})) == [("until", "range")]


def test_too_large_a_range_is_refused_whole(api: Api, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webhooks.deliveries.LARGEST_REPLAY", 2)
    made = created(api)
    for _ in range(3):
        happen(account)
    fan_out()
    with nothing_moves():
        refused = api.post(f"/webhooks/{made['id']}/replay", {"since": "2020-01-01T00:00:00Z", "failedOnly": False})
        assert (code(refused), details(refused)) == ("REPLAY_TOO_LARGE", {"limit": 2, "found": 3})


def test_deliveries_are_listed_by_status_event_and_time(api: Api, account: Account) -> None:
    made = created(api)
    for kind in ("customer.created", "customer.updated", "customer.updated"):
        happen(account, kind)
    fan_out()
    newest = Delivery.objects.latest("pk")
    fail(newest)
    path = f"/webhooks/{made['id']}/deliveries"

    def listed(**query: Any) -> list[str]:
        return [row["id"] for row in api.get(path, **query).json()["data"]["deliveries"]]

    every = [each.public_id for each in Delivery.objects.order_by("-pk")]
    assert listed() == every
    assert listed(limit=2) == every[:2]
    assert listed(status="failed") == [newest.public_id]
    assert listed(event="customer.created") == every[2:]
    assert listed(since="2999-01-01T00:00:00Z") == []
    assert listed(until="2999-01-01T00:00:00Z") == every
    assert api.get(path, limit=2).json()["data"]["pagination"]["total"] == 3
    assert problems(api.get(path, status="lost")) == [("status", "invalid_choice")]
