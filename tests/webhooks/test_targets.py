"""A delivery goes to the very address that is stored: request target, Host and the name in TLS, byte for byte."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from partners.models import Account
from tests.calls import Api
from tests.factories import make_key, make_partner
from tests.waiting import eventually
from tests.webhooks.receiver import Received, Receiver
from tests.webhooks.sending import happen, sending, settled
from tests.webhooks.test_addresses import attempted, endpoint_at, name_server
from webhooks.models import Endpoint

pytestmark = pytest.mark.usefixtures("live_database", "private_allowed")

#: Request targets as they are registered, and as they are stored and arrive.
TARGETS = [
    ("/", "/"),
    ("", "/"),
    ("?a=b", "/?a=b"),
    ("/h?", "/h?"),
    ("/h?sig=a%2Fb%2Bc%3D&sp=%2Ftriggers%2Fmanual", "/h?sig=a%2Fb%2Bc%3D&sp=%2Ftriggers%2Fmanual"),
    ("/h?to=https%3A%2F%2Fx.example%2F%3Fa%3Db", "/h?to=https%3A%2F%2Fx.example%2F%3Fa%3Db"),
    ("/a%2Fb/%41/%7Eme", "/a%2Fb/%41/%7Eme"),
    ("/a%2fb/%e4", "/a%2fb/%e4"),
    ("/a/./b/../c", "/a/./b/../c"),
    ("/a//b/", "/a//b/"),
    ("/a;b=c,d/e@f:g?h=i+j&k='l'", "/a;b=c,d/e@f:g?h=i+j&k='l'"),
    ("/a?b?c=/d", "/a?b?c=/d"),
    ("/é/日?ü=ß", "/%C3%A9/%E6%97%A5?%C3%BC=%C3%9F"),
    ("/%C3%A9", "/%C3%A9"),
    ("/[a]|{b}^?c[]=1|2", "/%5Ba%5D%7C%7Bb%7D%5E?c%5B%5D=1%7C2"),
    ("/100%?p=5%", "/100%25?p=5%25"),
    ("/%25/%0A/%00", "/%25/%0A/%00"),
]


@pytest.fixture
def account() -> Account:
    return make_partner()


@pytest.fixture
def api(account: Account) -> Api:
    return Api(make_key(account))


def arrived(endpoint: Endpoint, receiver: Receiver) -> Received:
    """The request of the next event."""
    happen(endpoint.account)
    with sending():
        settled(endpoint)
    return receiver.received[-1]


def test_what_is_stored_is_shown_and_arrives_byte_for_byte(account: Account, api: Api, receiver: Receiver) -> None:
    for registered, stored in TARGETS:
        made = api.post("/webhooks", {"url": receiver.url(registered)}).json()["data"]
        assert made["url"] == receiver.url(stored)
        assert Endpoint.objects.get(public_id=made["id"]).url == receiver.url(stored)
    happen(account)
    with sending():
        eventually(lambda: len(receiver.received) == len(TARGETS))
    assert sorted(request.target for request in receiver.received) == sorted(stored for _, stored in TARGETS)
    assert {request.headers["host"] for request in receiver.received} == {f"127.0.0.1:{receiver.port}"}


def test_a_change_stores_the_same_form(api: Api, receiver: Receiver) -> None:
    made = api.post("/webhooks", {"url": receiver.url("/old")}).json()["data"]
    changed = api.patch(f"/webhooks/{made['id']}", {"url": receiver.url("/é%2F?")}).json()["data"]
    assert changed["url"] == receiver.url("/%C3%A9%2F?")
    assert arrived(Endpoint.objects.get(), receiver).target == "/%C3%A9%2F?"


def test_an_address_that_was_stored_as_it_was_typed_is_judged_when_it_is_sent_to(receiver: Receiver) -> None:
    assert arrived(endpoint_at(receiver.url("/é[]%2F")), receiver).target == "/%C3%A9%5B%5D%2F"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://xn--a.example.com/", "The host has a part that is not a valid international name (IDNA 2008)."),
        ("https://a..b/", "The host has an empty part."),
        ("https://example.com:0/", "The port must be 1 to 65535."),
    ],
)
def test_an_impossible_address_that_was_stored_before_is_refused_when_it_is_sent_to(url: str, why: str) -> None:
    attempt = attempted(url)
    assert (attempt.outcome, attempt.status_code) == ("address_refused", None)
    assert attempt.detail == f"no usable address: {why}"


def test_a_name_is_asked_for_and_sent_in_its_a_labels(api: Api, receiver: Receiver) -> None:
    with name_server("127.0.0.1") as server:
        made = api.post("/webhooks", {"url": receiver.url("/", host="BÜCHER.example")}).json()["data"]
        assert made["url"] == receiver.url("/", host="xn--bcher-kva.example")
        endpoint = Endpoint.objects.get()
        happen(endpoint.account)
        with sending(server.port):
            settled(endpoint)
    assert receiver.received[0].headers["host"] == f"xn--bcher-kva.example:{receiver.port}"


def certificate(folder: Path) -> Path:
    """A certificate that nobody has signed, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "receiver.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def greeted(pem: Path) -> Iterator[tuple[int, list[str | None]]]:
    """A TLS server on loopback: its port, and the name that each client greets it with."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            try:
                with context.wrap_socket(listener.accept()[0], server_side=True):
                    pass
            except OSError:
                """The client doesn't trust the certificate."""

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], names
        thread.join(20)


@pytest.mark.parametrize("host", ["bücher.example", "XN--BCHER-KVA.example", "bücher.example."])
def test_the_name_in_tls_is_the_stored_one(tmp_path: Path, host: str) -> None:
    with name_server("127.0.0.1") as server, greeted(certificate(tmp_path)) as (port, names):
        attempt = attempted(f"https://{host}:{port}/", server.port)
    assert attempt.outcome == "unreachable"
    assert names == ["xn--bcher-kva.example"]
