"""Deliveries that a real server received, verified by the public libraries and by the plain HMAC of the contract."""

import datetime
import hashlib
import hmac
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import standardwebhooks
import svix.webhooks

from tests.factories import make_partner
from tests.waiting import eventually
from tests.webhooks.receiver import Received, Receiver
from tests.webhooks.sending import fresh, happen, listen, sending
from webhooks.endpoints import Owner, rotate_secret
from webhooks.models import Endpoint

pytestmark = pytest.mark.usefixtures("live_database", "private_allowed")

NPM_PACKAGES = ("standardwebhooks@1.1.1", "svix@2.5.0")
NODE = """
const {Webhook: Standard} = require('standardwebhooks');
const {Webhook: Svix} = require('svix');
const sent = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const verdicts = {};
for (const [name, Library] of [['standardwebhooks', Standard], ['svix', Svix]]) {
  for (const [which, secret] of Object.entries(sent.secrets)) {
    try {
      new Library(secret).verify(sent.body, sent.headers);
      verdicts[`${name} ${which}`] = true;
    } catch (refused) {
      verdicts[`${name} ${which}`] = false;
    }
  }
}
console.log(JSON.stringify(verdicts));
"""


def plain(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def delivered(receiver: Receiver, event: str) -> Received:
    """The delivery of an event, once it arrived."""
    with sending():
        eventually(lambda: event in receiver.ids())
    return next(request for request in receiver.received if request.headers["webhook-id"] == event)


def verified(request: Received, secret: str) -> list[bool]:
    """Whether each Python library takes a request with a secret."""
    verdicts = []
    for library in (standardwebhooks.Webhook(secret), svix.webhooks.Webhook(secret)):
        try:
            library.verify(request.body, request.headers)
            verdicts.append(True)
        except standardwebhooks.WebhookVerificationError:
            verdicts.append(False)
    return verdicts


def rotated(endpoint: Endpoint, hours: int) -> str:
    overlap = datetime.timedelta(hours=hours)
    owner = Owner(endpoint.account_id, endpoint.mode)
    return rotate_secret(owner=owner, endpoint_id=endpoint.public_id, overlap=overlap).secret


def test_python_libraries_and_the_plain_hmac_verify_a_delivery(receiver: Receiver) -> None:
    account = make_partner()
    issued = listen(account, receiver.url())
    event = happen(account)
    request = delivered(receiver, event)
    assert verified(request, issued.secret) == [True, True]
    assert request.headers["x-webhook-signature"] == plain(issued.secret, request.body)
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"] == "Tollgate-Webhooks/1"
    assert verified(request, "whsec_" + "A" * 43 + "=") == [False, False]


def test_the_body_is_what_the_contract_says(receiver: Receiver) -> None:
    account = make_partner()
    listen(account, receiver.url())
    event = happen(account)
    body = delivered(receiver, event).json
    assert list(body) == ["id", "event", "timestamp", "apiVersion", "mode", "data"]
    happened = account.events.get().created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert body == {
        "id": event,
        "event": "customer.created",
        "timestamp": happened,
        "apiVersion": "v1",
        "mode": "live",
        "data": {"customer": {"id": "pc_1", "email": "ada@example.com"}},
    }


def test_during_an_overlap_both_secrets_verify_and_the_plain_signature_is_the_old_ones(receiver: Receiver) -> None:
    account = make_partner()
    issued = listen(account, receiver.url())
    new = rotated(issued.endpoint, 1)
    request = delivered(receiver, happen(account))
    assert verified(request, issued.secret) == verified(request, new) == [True, True]
    assert request.headers["x-webhook-signature"] == plain(issued.secret, request.body)


def test_after_the_overlap_only_the_new_secret_verifies(receiver: Receiver) -> None:
    account = make_partner()
    issued = listen(account, receiver.url())
    new = rotated(issued.endpoint, 1)
    past = fresh(issued.endpoint).previous_until
    assert past is not None
    Endpoint.objects.update(previous_until=past - datetime.timedelta(hours=1))
    request = delivered(receiver, happen(account))
    assert verified(request, issued.secret) == [False, False]
    assert verified(request, new) == [True, True]
    assert request.headers["x-webhook-signature"] == plain(new, request.body)


def test_without_an_overlap_the_old_secret_ends_at_once(receiver: Receiver) -> None:
    account = make_partner()
    issued = listen(account, receiver.url())
    new = rotated(issued.endpoint, 0)
    request = delivered(receiver, happen(account))
    assert verified(request, issued.secret) == [False, False]
    assert verified(request, new) == [True, True]


@pytest.mark.thorough
@pytest.mark.timeout(900)
def test_the_npm_libraries_verify_a_delivery_with_either_secret(receiver: Receiver, tmp_path: Path) -> None:
    assert shutil.which("npm"), "this test needs node and npm"
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(tmp_path)]
    subprocess.run([*install, *NPM_PACKAGES], check=True, timeout=600, capture_output=True)
    account = make_partner()
    issued = listen(account, receiver.url())
    new = rotated(issued.endpoint, 1)
    request = delivered(receiver, happen(account))
    secrets = {"old": issued.secret, "new": new, "wrong": "whsec_" + "A" * 43 + "="}
    sent = json.dumps({"secrets": secrets, "headers": request.headers, "body": request.body.decode()})
    asked = subprocess.run(["node", "-e", NODE], input=sent, cwd=tmp_path, check=True, capture_output=True, text=True)
    expected = {"old": True, "new": True, "wrong": False}
    libraries = ("standardwebhooks", "svix")
    assert json.loads(asked.stdout) == {
        f"{name} {which}": verdict for name in libraries for which, verdict in expected.items()
    }
