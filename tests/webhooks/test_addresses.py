"""Where webhooks may not go: each refusal stands in the delivery's attempt, and nothing was connected to."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from pytest_django import Settings

from partners.sealing import WEBHOOK_SECRETS, seal
from tests.factories import make_partner
from tests.webhooks.receiver import Receiver, answer
from tests.webhooks.sending import fresh, happen, listen, sending, settled
from webhooks.addresses import AddressRefused, judge, refuse_address
from webhooks.connections import checked_socket
from webhooks.models import Attempt, Endpoint
from webhooks.signing import new_secret

REFUSED = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104  # nothing is bound to it
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001:0:5ef5:79fd:0:0:80ff:fffe",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fd00::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:0:7f00:1",
    "::8.8.8.8",
    "4000::1",
    "2130706433",
    "0177.0.0.1",
    "0x7f000001",
    "127.1",
    "localhost",
]
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
#: Spellings of private addresses in a URL.
URLS = [
    "https://127.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0x7f.0.0.1/",
    "https://0x7f000001/",
    "https://127.1/",
    "https://127.0.0.1./",
    "https://[64:ff9b::7f00:1]/",
    "http://93.184.216.34/",
]


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_public_are_refused_by_rule_and_by_socket(address: str) -> None:
    with pytest.raises(AddressRefused):
        refuse_address(address)
    with pytest.raises(AddressRefused):
        checked_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 443)))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_not(address: str) -> None:
    refuse_address(address)


@pytest.mark.parametrize("url", URLS)
def test_a_url_that_shows_a_private_address_or_no_https_is_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(AddressRefused):
        judge(url)


def test_developers_may_lift_it(settings: Settings) -> None:
    settings.WEBHOOKS_ALLOW_PRIVATE = True
    refuse_address("127.0.0.1")
    assert str(judge("http://127.0.0.1")) == "http://127.0.0.1/"


@pytest.mark.parametrize(
    "host", ["2130706433", "0177.0.0.1", "0x7f.1", "127.1", "127.0.0.1.", "1.2.3.256", "\uff11\uff12\uff17.1"]
)
def test_nobody_may_spell_an_address_as_systems_read_it_differently(settings: Settings, host: str) -> None:
    settings.WEBHOOKS_ALLOW_PRIVATE = True
    with pytest.raises(AddressRefused, match="is not an address in the usual form"):
        judge(f"http://{host}/")


def endpoint_at(url: str) -> Endpoint:
    """Written past the API, which would refuse most of them."""
    sealed = seal(new_secret().encode(), WEBHOOK_SECRETS)
    return Endpoint.objects.create(account=make_partner(), mode="live", url=url, secret=sealed)


def attempted(url: str, name_server: int | None = None) -> Attempt:
    """The one attempt to deliver an event to a URL."""
    endpoint = endpoint_at(url)
    happen(endpoint.account)
    with sending(name_server):
        (delivery,) = settled(endpoint)
    attempt: Attempt = delivery.attempts.get()
    return attempt


@pytest.mark.usefixtures("live_database")
@pytest.mark.parametrize("url", URLS)
def test_the_delivery_names_the_refusal(url: str) -> None:
    attempt = attempted(url)
    assert (attempt.outcome, attempt.status_code, attempt.response) == ("address_refused", None, "")
    assert "not a public address" in attempt.detail or "usual form" in attempt.detail or "only https" in attempt.detail


@dataclass
class NameServer:
    """Answers A queries with the addresses in turn, the last one for ever; AAAA with none."""

    port: int
    addresses: list[str]
    asked: list[str] = field(default_factory=list)

    def answer(self, query: bytes) -> bytes:
        question_end = query.index(b"\0", 12) + 5
        kind = struct.unpack("!H", query[question_end - 4 : question_end - 2])[0]
        found = self._next() if kind == 1 else []
        head = query[:2] + b"\x81\x80" + struct.pack("!4H", 1, len(found), 0, 0)
        records = b"".join(b"\xc0\x0c" + struct.pack("!2HLH", 1, 1, 0, 4) + socket.inet_aton(each) for each in found)
        return head + query[12:question_end] + records

    def _next(self) -> list[str]:
        answers = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        self.asked.append(answers)
        return answers.split()


@contextmanager
def name_server(*addresses: str) -> Iterator[NameServer]:
    """A real DNS server on loopback, time to live 0. Addresses of one answer are divided by blanks."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(0.1)
        server = NameServer(listener.getsockname()[1], list(addresses))
        stopping = threading.Event()

        def serve() -> None:
            while not stopping.is_set():
                try:
                    query, client = listener.recvfrom(512)
                except TimeoutError:
                    continue
                listener.sendto(server.answer(query), client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server
        stopping.set()
        thread.join()


@pytest.mark.usefixtures("live_database")
@pytest.mark.parametrize("addresses", ["127.0.0.1", "169.254.169.254", "93.184.216.34 10.0.0.1"])
def test_a_name_that_resolves_to_anything_private_is_refused(addresses: str) -> None:
    with name_server(addresses) as server:
        attempt = attempted("https://hooks.example.org/", server.port)
    assert attempt.outcome == "address_refused"
    assert attempt.detail == "hooks.example.org resolves to an address that is not public"


@pytest.mark.usefixtures("live_database", "private_allowed")
def test_the_sender_connects_to_the_address_that_it_was_told_and_asks_once(receiver: Receiver) -> None:
    """A second question would be answered with an address that nobody listens on."""
    with name_server("127.0.0.1", "127.0.0.77") as server:
        attempt = attempted(f"http://hooks.example.org:{receiver.port}/", server.port)
    assert (attempt.outcome, attempt.status_code) == ("succeeded", 200)
    assert server.asked == ["127.0.0.1"]


@pytest.mark.usefixtures("live_database")
def test_a_name_that_changes_between_check_and_connect_leads_nowhere_private(receiver: Receiver) -> None:
    """The first answer is another one than all later ones, which are loopback."""
    with name_server("192.0.2.1", "127.0.0.1") as server:
        first = attempted(f"https://hooks.example.org:{receiver.port}/", server.port)
        again = attempted(f"https://hooks.example.org:{receiver.port}/", server.port)
    assert first.outcome == "address_refused"
    assert again.detail == "hooks.example.org resolves to an address that is not public"
    assert receiver.received == []


@pytest.mark.usefixtures("live_database", "private_allowed")
def test_a_redirect_is_not_followed_wherever_it_leads(receiver: Receiver) -> None:
    receiver.behaviour = answer(302, b"", Location=receiver.url("/private"))
    account = make_partner()
    endpoint = listen(account, receiver.url("/hook")).endpoint
    happen(account)
    with sending():
        (delivery,) = settled(endpoint)
    attempt = delivery.attempts.get()
    assert (attempt.outcome, attempt.status_code) == ("rejected", 302)
    assert attempt.detail == "answered 302: redirects are not followed"
    assert [request.path for request in receiver.received] == ["/hook"]
    assert fresh(endpoint).status == "enabled"
