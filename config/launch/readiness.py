"""Waiting for the web server to say that it's ready."""

import http.client
import time
from urllib.parse import urlsplit

from config.launch.children import Child, Pause
from config.launch.plan import Plan
from config.launch.refusal import Refusal

START_SECONDS = 120
READY = "ready"
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask when the server listens everywhere


def wait_until_ready(plan: Plan, children: list[Child], pause: Pause) -> None:
    """Waits until GET /readyz answers 200. Raises Refusal if a child ends first, or after two minutes."""
    deadline = time.monotonic() + START_SECONDS
    while (answer := readiness(plan)) != READY:
        for child in children:
            if child.ended is not None:
                raise Refusal(f"{child.name} ended at once (exit code {child.ended})", log=child.log)
        if time.monotonic() > deadline:
            raise Refusal(f"the web server is not ready after {START_SECONDS} seconds: {answer}", log=plan.log("web"))
        pause(0.1)


def readiness(plan: Plan) -> str:
    """What GET /readyz answers: READY, or why not. It asks by the public name, which ALLOWED_HOSTS knows."""
    connection = http.client.HTTPConnection(WILDCARDS.get(plan.host, plan.host), plan.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(plan.base_url).netloc})
        response = connection.getresponse()
        said = response.read(1000).decode(errors="replace")
        return READY if response.status == http.client.OK else f"{response.status} {said}"
    except (OSError, http.client.HTTPException) as failure:
        return str(failure)
    finally:
        connection.close()
