"""How deliveries end: success, retries, deadlines, and endpoints that are given up."""

import datetime
import threading

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import make_partner
from tests.waiting import eventually
from tests.webhooks.receiver import Receiver, answer, hang, receiving, trickle
from tests.webhooks.sending import fresh, happen, let_time_pass, listen, sending, settled
from webhooks import post
from webhooks.endpoints import Owner, change_endpoint
from webhooks.models import Delivery, Endpoint, Event
from webhooks.retries import SCHEDULE, delay_after
from webhooks.tasks import send_disabled_mail

pytestmark = pytest.mark.usefixtures("live_database", "private_allowed")


def attempts(delivery: Delivery) -> list[tuple[str, int | None]]:
    return [(attempt.outcome, attempt.status_code) for attempt in delivery.attempts.all()]


def test_an_event_goes_to_every_endpoint_that_listens_and_to_no_other(receiver: Receiver) -> None:
    account, stranger = make_partner(), make_partner()
    listen(account, receiver.url("/all"))
    listen(account, receiver.url("/some"), "customer.created", "credits.low")
    listen(account, receiver.url("/others"), "customer.deleted")
    listen(account, receiver.url("/test-mode"), mode="test")
    listen(stranger, receiver.url("/stranger"))
    event = happen(account)
    with sending():
        eventually(lambda: Delivery.objects.filter(status="succeeded").count() == 2)
    assert sorted(request.path for request in receiver.received) == ["/all", "/some"]
    assert receiver.ids() == [event, event]
    assert Event.objects.filter(dispatched_at=None).count() == 0


def test_an_event_of_a_transaction_that_is_rolled_back_is_never_sent(receiver: Receiver) -> None:
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    with transaction.atomic():
        happen(account)
        transaction.set_rollback(True)
    kept = happen(account)
    with sending():
        settled(endpoint)
    assert receiver.ids() == [kept]


def test_the_schedule_is_the_contracts_and_jitter_stays_within_a_tenth() -> None:
    assert SCHEDULE == (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
    for failures, seconds in enumerate(SCHEDULE, start=1):
        delays = [delay_after(failures) for _ in range(200)]
        assert all(delay is not None and 0.9 * seconds <= delay <= 1.1 * seconds for delay in delays)
        assert len(set(delays)) > 1
    assert delay_after(len(SCHEDULE) + 1) is None


def test_a_failure_is_tried_again_on_schedule_until_it_is_given_up(receiver: Receiver) -> None:
    receiver.behaviour = answer(500, b"broken")
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    event = happen(account)
    for number, seconds in enumerate(SCHEDULE, start=1):
        before = timezone.now()
        with sending():
            (delivery,) = settled(endpoint, number)
        assert (delivery.status, delivery.attempt_count) == ("pending", number)
        assert delivery.next_attempt_at is not None
        soonest, latest = (datetime.timedelta(seconds=share * seconds) for share in (0.9, 1.1))
        assert before + soonest < delivery.next_attempt_at < timezone.now() + latest
        let_time_pass(endpoint, seconds=1.1 * seconds)
        Endpoint.objects.update(failing_since=timezone.now())
    with sending():
        (delivery,) = settled(endpoint, len(SCHEDULE) + 1)
    assert (delivery.status, delivery.attempt_count, delivery.next_attempt_at) == ("failed", 10, None)
    assert attempts(delivery) == [("rejected", 500)] * 10
    assert receiver.ids() == [event] * 10
    assert {request.body for request in receiver.received} == {receiver.received[0].body}


def test_a_later_attempt_that_succeeds_ends_it(receiver: Receiver) -> None:
    receiver.behaviour = answer(503)
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    happen(account)
    with sending():
        settled(endpoint)
    assert fresh(endpoint).failing_since is not None
    receiver.behaviour = answer(204, b"")
    let_time_pass(endpoint, seconds=6)
    with sending():
        (delivery,) = settled(endpoint, 2)
    assert attempts(delivery) == [("rejected", 503), ("succeeded", 204)]
    assert (delivery.status, fresh(endpoint).failing_since) == ("succeeded", None)


def test_two_kibibytes_of_the_answer_are_kept_whatever_it_is(receiver: Receiver) -> None:
    receiver.behaviour = answer(200, b"\0\xff" + b"x" * 100_000)
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    happen(account)
    with sending():
        (delivery,) = settled(endpoint)
    kept = delivery.attempts.get().response
    assert kept == "��" + "x" * 2046


@pytest.mark.parametrize("behaviour", [hang, trickle])
def test_an_answer_that_is_not_complete_in_time_is_cut(
    receiver: Receiver, released: threading.Event, monkeypatch: pytest.MonkeyPatch, behaviour: object
) -> None:
    assert post.DEADLINE_SECONDS == 15
    monkeypatch.setattr(post, "DEADLINE_SECONDS", 0.4)
    receiver.behaviour = {hang: hang, trickle: trickle}[behaviour](released)  # type: ignore[index]  # one of the two
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    happen(account)
    with sending():
        (delivery,) = settled(endpoint)
    attempt = delivery.attempts.get()
    assert (attempt.outcome, attempt.status_code) == ("timed_out", None)
    # The answer itself never ends.
    assert 400 <= attempt.duration_ms < 15_000
    assert fresh(endpoint).suspect is True


def test_an_endpoint_that_nobody_listens_on_is_told_so(receiver: Receiver) -> None:
    with receiving() as gone:
        url = gone.url()
    account = make_partner()
    endpoint = listen(account, url).endpoint
    happen(account)
    with sending():
        (delivery,) = settled(endpoint)
    attempt = delivery.attempts.get()
    assert (attempt.outcome, attempt.detail) == ("unreachable", "no connection: Connection refused")


def test_410_disables_the_endpoint_and_one_mail_says_why(receiver: Receiver) -> None:
    receiver.behaviour = answer(410)
    account = make_partner()
    account.partner.contact_email = "ops@example.com"
    account.partner.save()
    endpoint = listen(account, receiver.url()).endpoint
    for _ in range(3):
        happen(account)
    with sending():
        eventually(lambda: fresh(endpoint).status == "disabled")
        happen(account)
        eventually(lambda: Event.objects.filter(dispatched_at=None).count() == 0)
    disabled = fresh(endpoint)
    assert (disabled.disabled_reason, disabled.due_at, disabled.lease) == ("gone", None, None)
    assert len(receiver.received) == 1
    # The first one waits to be sent again, two were never tried, and the fourth came when nobody listened.
    assert Delivery.objects.filter(status="pending").count() == 3
    job = ProcrastinateJob.objects.get(task_name="webhooks.send_disabled_mail")
    send_disabled_mail(**job.args)
    (message,) = mail.outbox
    assert message.to == ["ops@example.com"]
    assert "it answered 410" in message.body
    assert receiver.url() in message.body


def test_five_days_without_a_success_disable_the_endpoint_once(receiver: Receiver) -> None:
    receiver.behaviour = answer(500)
    account = make_partner()
    account.partner.contact_email = "ops@example.com"
    account.partner.save()
    endpoint = listen(account, receiver.url()).endpoint
    happen(account)
    with sending():
        settled(endpoint)
        let_time_pass(endpoint, days=4, hours=23)
        settled(endpoint, 2)
        assert fresh(endpoint).status == "enabled"
        let_time_pass(endpoint, hours=2)
        eventually(lambda: fresh(endpoint).status == "disabled")
    assert fresh(endpoint).disabled_reason == "failing"
    assert ProcrastinateJob.objects.filter(task_name="webhooks.send_disabled_mail").count() == 1


def test_an_endpoint_that_is_enabled_again_gets_what_was_waiting(receiver: Receiver) -> None:
    receiver.behaviour = answer(410)
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    waiting = happen(account)
    owner = Owner(account.pk, "live")
    with sending():
        eventually(lambda: fresh(endpoint).status == "disabled")
        receiver.behaviour = answer(200)
        let_time_pass(endpoint, seconds=6)
        change_endpoint(owner=owner, endpoint_id=endpoint.public_id, fields={"status": "enabled"})
        eventually(lambda: Delivery.objects.get().status == "succeeded")
    assert receiver.ids() == [waiting, waiting]
    enabled = fresh(endpoint)
    assert (enabled.disabled_reason, enabled.disabled_at) == ("", None)


def test_while_an_endpoint_is_paused_its_events_wait(receiver: Receiver) -> None:
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    owner = Owner(account.pk, "live")
    change_endpoint(owner=owner, endpoint_id=endpoint.public_id, fields={"status": "paused"})
    events = [happen(account) for _ in range(3)]
    with sending():
        eventually(lambda: Delivery.objects.count() == 3)
        assert receiver.received == []
        assert fresh(endpoint).due_at is None
        change_endpoint(owner=owner, endpoint_id=endpoint.public_id, fields={"status": "enabled"})
        eventually(lambda: len(receiver.received) == 3)
    assert sorted(receiver.ids()) == sorted(events)


def test_a_secret_that_cannot_be_decrypted_is_a_failure_that_says_so(receiver: Receiver) -> None:
    account = make_partner()
    endpoint = listen(account, receiver.url()).endpoint
    Endpoint.objects.update(secret=b"sealed under another key")
    happen(account)
    with sending():
        (delivery,) = settled(endpoint)
    attempt = delivery.attempts.get()
    assert attempt.outcome == "unsigned"
    assert "SECRET_KEY" in attempt.detail
    assert receiver.received == []
