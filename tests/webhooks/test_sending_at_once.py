"""Many deliveries at once: slow endpoints, one endpoint's share, several senders, and one that was killed."""

import threading

import pytest

from tests.factories import make_partner
from tests.waiting import eventually
from tests.webhooks.receiver import Receiver, answer, hang, receiving
from tests.webhooks.sending import fresh, happen, let_time_pass, listen, sending
from webhooks import post
from webhooks.dispatch import claim, fan_out
from webhooks.models import Delivery

pytestmark = pytest.mark.usefixtures("live_database", "private_allowed")


def test_hanging_endpoints_do_not_keep_a_healthy_one_waiting(
    receiver: Receiver, released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing ends their waiting but this test.
    monkeypatch.setattr(post, "DEADLINE_SECONDS", 600)
    account, others = make_partner(), [make_partner() for _ in range(30)]
    endpoint = listen(account, receiver.url()).endpoint
    with receiving(hang(released)) as stuck:
        for other in others:
            listen(other, stuck.url())
            for _ in range(3):
                happen(other)
        with sending():
            eventually(lambda: len(stuck.received) == 30)
            for _ in range(20):
                happen(account)
            eventually(lambda: len(receiver.received) == 20)
            # Each of them holds one request: nobody sends a second one before the first was answered.
            assert len(stuck.received) == 30
            released.set()
    assert fresh(endpoint).suspect is False


def test_an_endpoint_gets_at_most_four_at_once(receiver: Receiver) -> None:
    turn, inside, most = threading.Lock(), [0], [0]
    full = threading.Event()

    def count(request: object) -> None:
        with turn:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            if inside[0] == 4:
                full.set()
        full.wait(0.3)
        with turn:
            inside[0] -= 1
        answer()(request)  # type: ignore[arg-type]  # it is the handler

    receiver.behaviour = count
    account = make_partner()
    listen(account, receiver.url())
    for _ in range(40):
        happen(account)
    with sending(), sending():
        eventually(lambda: Delivery.objects.filter(status="succeeded").count() == 40)
    assert most[0] == 4


def test_several_senders_send_each_delivery_once(receiver: Receiver) -> None:
    accounts = [make_partner() for _ in range(10)]
    for account in accounts:
        listen(account, receiver.url())
    with sending(), sending(), sending():
        events = [happen(accounts[number % 10]) for number in range(300)]
        eventually(lambda: Delivery.objects.filter(status="succeeded").count() == 300)
    assert sorted(receiver.ids()) == sorted(events)


def test_what_a_killed_sender_had_leased_is_sent_once_the_lease_has_run_out(receiver: Receiver) -> None:
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    event = happen(account)
    assert fan_out() == 1
    (turn,) = claim(most=10, suspect=False)
    assert [parcel.event_id for parcel in turn.parcels] == [event]
    assert claim(most=10, suspect=False) == []
    later = happen(account)
    with sending():
        eventually(lambda: Delivery.objects.count() == 2)
        assert receiver.received == []
        let_time_pass(endpoint, seconds=90)
        eventually(lambda: len(receiver.received) == 2)
    assert sorted(receiver.ids()) == sorted([event, later])
