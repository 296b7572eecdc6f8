"""What tests ask of a real server that generates."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any

from tests.generation.upstreams import Upstream
from tests.generation.workspace import BASE, IDEA, Shop
from tests.server.running import Running
from tests.server.wire import Answer


@dataclass
class Calling:
    """A call in a thread. ``answer`` is there once it ended."""

    thread: threading.Thread
    answers: list[Answer] = field(default_factory=list)

    @property
    def answer(self) -> Answer:
        self.thread.join(60)
        return self.answers[0]


@dataclass
class Serving:
    """The server and its upstream."""

    server: Running
    up: Upstream

    def generate(self, shop: Shop, tool: str = "research", body: Any = None, **headers: str) -> Answer:
        """The whole answer."""
        sent = json.dumps({"idea": IDEA} if body is None else body).encode()
        named = {"X_API_Key": shop.key, "Content_Type": "application/json", **headers}
        return self.server.call(f"{BASE}/mcp/generate/{tool}", "POST", sent, **named)

    def begin(self, shop: Shop, **options: Any) -> Calling:
        """As ``generate``, in a thread."""
        calling = Calling(threading.Thread(target=lambda: calling.answers.append(self.generate(shop, **options))))
        calling.thread.start()
        return calling

    def get(self, shop: Shop, path: str) -> Answer:
        return self.server.call(BASE + path, X_API_Key=shop.key)

    def hang_up(self, shop: Shop) -> None:
        """Begins a generation, waits until the upstream has it, and closes the connection."""
        body = json.dumps({"idea": IDEA}).encode()
        head = (
            f"POST {BASE}/mcp/generate/research HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {shop.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection = self.server.connect(head.encode() + body)
        self.up.wait_for()
        connection.close()
