"""Requests of a partner and of a workspace, byte by byte: what no client library would send."""

from dataclasses import dataclass
from typing import Final

from customers.models import Customer
from tests.calls import Api
from tests.factories import Seller, make_seller
from tests.generation.workspace import make_shop
from tests.server.running import Running
from tests.server.wire import Answer, request_head

PARTNER: Final = "/api/partner/v1"
WORKSPACE: Final = "/api/v1"
JSON: Final = "Content-Type: application/json"


@dataclass(frozen=True)
class Sender:
    """A partner with a customer, a workspace, and the server that both call."""

    server: Running
    seller: Seller
    customer: Customer
    workspace_key: str

    @property
    def path(self) -> str:
        """Of the customer."""
        return f"{PARTNER}/customers/{self.customer.public_id}"

    @property
    def key(self) -> str:
        """The header with the partner's key."""
        return f"Authorization: Bearer {self.seller.key}"

    def send(self, method: str, path: str, body: bytes = b"", *headers: str) -> Answer:
        """Return the answer to the body in one piece, with exactly these headers and its length."""
        return self.server.send(request_head(method, path, *headers, f"Content-Length: {len(body)}") + body)

    def send_chunked(self, method: str, path: str, body: bytes, *headers: str) -> Answer:
        """Return the answer to the body in chunks of at most 7 bytes, without a Content-Length."""
        pieces = [body[start : start + 7] for start in range(0, len(body), 7)]
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        head = request_head(method, path, *headers, "Transfer-Encoding: chunked")
        return self.server.send(head + chunks + b"0\r\n\r\n")


def make_sender(server: Running) -> Sender:
    """Make both, with credits."""
    seller = make_seller(requests_per_minute=100_000)
    order = {"email": "grace@example.com", "planId": seller.plan.slug, "sendWelcomeEmail": False}
    made = Api(seller.key).post("/customers", order).json()["data"]
    customer = seller.account.customers.get(public_id=made["id"])
    return Sender(server, seller, customer, make_shop().key)
