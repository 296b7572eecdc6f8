"""One request and its answer, as the shell sees them."""

import logging
import time
from dataclasses import dataclass, field

from api.ids import new_id
from config.metrics import count_refusal
from config.server.clients import Client
from errors_docs.envelope import Refusal, entry_of, refusal
from errors_docs.exceptions import DomainError
from errors_docs.languages import Language, preferred
from errors_docs.surfaces import PARTNER, surface_of
from foundation.asgi import Headers, Message, Send

access_logger = logging.getLogger("tollgate.access")


@dataclass(slots=True)
class Exchange:
    """A native route finds it in its scope as ``scope["tollgate"]``. ``began`` is on the clock of perf_counter."""

    method: str
    path: str
    client: Client
    transport: Send
    #: Of the request, as ASGI gives them.
    headers: Headers
    #: True once the process is told to stop: each answer then asks the client to connect anew.
    stopping: bool = False
    request_id: str = field(default_factory=lambda: new_id("req"))
    began: float = field(default_factory=time.perf_counter)
    #: The status that was sent; 0 while there is none.
    status: int = 0
    #: What a native route found out, for the log: the error code if it refused, and whose request it was.
    code: str = ""
    account: str | None = None
    logged: bool = False

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self.began

    @property
    def _language(self) -> Language:
        """The one that the client asks for, among ours."""
        wished = [value.decode("latin-1") for name, value in self.headers if name == b"accept-language"]
        return preferred(",".join(wished))

    async def send(self, message: Message) -> None:
        """ASGI's ``send``: adds the request id, and the end of the connection while stopping."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: Headers = list(message.get("headers", ()))
            if not any(name == b"x-request-id" for name, _ in headers):
                headers.append((b"x-request-id", self.request_id.encode()))
            if self.stopping:
                headers.append((b"connection", b"close"))
            message = {**message, "headers": headers}
        await self.transport(message)

    async def refuse(self, error: DomainError, *, close: bool = False) -> None:
        """Answers in the surface's envelope, or in plain words on a page of the site; logs and counts it.

        ``close`` ends the connection after the answer: what follows on it is the rest of a body.
        """
        surface = surface_of(self.path)
        # Only a surface publishes statuses, so a page borrows the partner surface's.
        code = entry_of(surface or PARTNER, error).code
        answer = refusal(surface, error, self.request_id, self._language) if surface else _page(error, self.request_id)
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
        headers.append((b"content-length", str(len(answer.body)).encode()))
        if close and not self.stopping:
            headers.append((b"connection", b"close"))
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"" if self.method == "HEAD" else answer.body})
        count_refusal(code)
        self.code = code
        self.log()

    def log(self, route: str = "") -> None:
        """One line in the access log, as api.middleware writes it for what reaches Django."""
        self.logged = True
        access_logger.info(
            "request",
            extra={
                "request_id": self.request_id,
                "method": self.method,
                "route": route,
                "status": self.status,
                "code": self.code or None,
                "account": self.account,
                "duration_ms": round(self.seconds * 1000, 2),
                "address": self.client.address,
            },
        )


def _page(error: DomainError, request_id: str) -> Refusal:
    entry = entry_of(PARTNER, error)
    text = f"{entry.title}\n{entry.message_for(error)}\nRequest id: {request_id}\n"
    headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", **error.headers}
    return Refusal(entry.status, headers, text.encode())
