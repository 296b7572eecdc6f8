"""What these tests start from: a partner's customer with an agent, and what an agent sends."""

import datetime
import http.client
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.utils import timezone

from customers.models import Customer, Usage
from imaging.agents import create_agent
from imaging.files import SpooledFile
from imaging.indexing import index_instances
from imaging.models import IndexState, Instance, Report, Study, TimelineLink
from imaging.storing import Arrival, examine, forget, record
from tests.factories import Seller, make_customer, make_plan, make_seller
from tests.imaging.studies import file_of, make_instance
from tests.server.running import Running
from tests.server.wire import Answer

BOUNDARY: Final = "a-boundary-of-the-tests"
#: Far more requests a minute than any test makes.
PLENTY: Final = 100_000


@dataclass(frozen=True)
class Clinic:
    """A customer, the partner that has it, and the token of its agent."""

    seller: Seller
    customer: Customer
    token: str

    @property
    def usage(self) -> Usage:
        """As the database has it now."""
        return Usage.objects.get(customer=self.customer)

    @property
    def path(self) -> str:
        """Of the customer, below the Partner API's base path."""
        return f"/customers/{self.customer.public_id}"

    def studies(self) -> str:
        """Of its studies."""
        return f"{self.path}/dicom-studies"

    def set_quota(self, gigabytes: int) -> None:
        """What its plan includes from now on."""
        self.customer.subscription.plan.included_storage_gb = gigabytes
        self.customer.subscription.plan.save(update_fields=["included_storage_gb"])


def make_clinic(seller: Seller | None = None, *, quota_gb: int = 100, mode: str = "live") -> Clinic:
    """A customer with room for ``quota_gb`` gigabytes."""
    owner = seller or make_seller(requests_per_minute=PLENTY)
    customer = make_customer(owner, mode=mode)
    customer.subscription.plan = make_plan(included_storage_gb=quota_gb)
    customer.subscription.save(update_fields=["plan"])
    return Clinic(owner, customer, create_agent(customer=customer, name="PACS").token)


def make_study(clinic: Clinic, *, files: Iterable[bytes] = (), indexed: bool = True, **attributes: Any) -> Study:
    """A study that was received as an agent's request is; without files it has one image with these attributes."""
    sent = list(files) or [file_of(make_instance(**attributes))]
    ids = receive(clinic, sent)
    if indexed:
        index_instances(ids)
    return Study.objects.get(pk=Instance.objects.get(pk=ids[0]).study_id)


def index_all() -> int:
    """Does what the worker does with the jobs of the tests."""
    waiting = Instance.objects.filter(state=IndexState.PENDING).order_by("pk")
    return index_instances(list(waiting.values_list("pk", flat=True)))


def receive(clinic: Clinic, files: Iterable[bytes]) -> list[int]:
    """Stores files past HTTP; the ids of their rows."""
    arrivals = receive_any(clinic, files)
    assert [arrival.failure for arrival in arrivals] == [0] * len(arrivals)
    uids = [arrival.identity.uid for arrival in arrivals if arrival.identity]
    rows = Instance.objects.filter(customer=clinic.customer, uid__in=uids)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def receive_any(clinic: Clinic, files: Iterable[bytes]) -> list[Arrival]:
    """What became of each file."""
    arrivals = examine(list(map(spooled, files)), None)
    record(clinic.customer.pk, arrivals)
    forget(arrivals)
    return arrivals


def spooled(content: bytes) -> SpooledFile:
    """A temporary file with this content."""
    file = SpooledFile()
    file.write(content)
    file.close()
    return file


def related(parts: Iterable[bytes], content_type: str = "application/dicom") -> bytes:
    """A multipart/related body."""
    head = f"--{BOUNDARY}\r\nContent-Type: {content_type}\r\n\r\n".encode()
    return b"".join([*(head + part + b"\r\n" for part in parts), f"--{BOUNDARY}--\r\n".encode()])


def headers_of(token: str) -> dict[str, str]:
    """What an agent sends beside its images."""
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": f'multipart/related; type="application/dicom"; boundary={BOUNDARY}',
        "Accept": "application/dicom+json",
    }


def stow(server: Running, token: str, body: bytes, path: str = "/dicomweb/studies", **headers: str) -> Answer:
    """Sends a body with its length."""
    return server.call(path, "POST", body, **{**headers_of(token), **headers})


def stow_chunked(server: Running, token: str, chunks: Iterable[bytes], path: str = "/dicomweb/studies") -> Answer:
    """Sends a body in chunks, without a length, as agents do."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with closing(connection):
        connection.request("POST", path, iter(chunks), headers_of(token), encode_chunked=True)
        with connection.getresponse() as response:
            return Answer(response.status, response.getheaders(), response.read())


def outcomes(answer: Answer) -> tuple[list[str], dict[str, int], list[int]]:
    """UIDs that are stored, failure reasons by UID, and reasons of parts without a UID."""
    said = orjson.loads(answer.body)
    stored = [item["00081155"]["Value"][0] for item in said.get("00081199", {}).get("Value", [])]
    failed = {
        item["00081155"]["Value"][0]: item["00081197"]["Value"][0] for item in said.get("00081198", {}).get("Value", [])
    }
    others = [item["00081197"]["Value"][0] for item in said.get("0008119A", {}).get("Value", [])]
    return stored, failed, others


def make_report_and_link(clinic: Clinic) -> tuple[Report, TimelineLink]:
    """A report of a new study, without its file, and a link to its timeline that lasts longer than any grace."""
    study = make_study(clinic)
    fields: dict[str, Any] = {
        "title": "T",
        "report_type": "lab",
        "file_type": "pdf",
        "file": "x",
        "size": 1,
        "sha256": b"",
    }
    report = Report.objects.create(customer=clinic.customer, study=study, **fields)
    later = timezone.now() + datetime.timedelta(days=99)
    return report, TimelineLink.objects.create(customer=clinic.customer, study=study, expires_at=later)
