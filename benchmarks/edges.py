"""What free and slow callers can take: each attack next to GET /account of another tenant, in one run.

Uploads that trickle, metadata of megabytes, statements in a row, a key that is used up, bodies with 60,000 faults. The
calls next to each attack must have a p99 under 100 ms and none may fail, and no worker may take more than 60 MB more
than before.
"""

import http.client
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

from django.db import connections

from benchmarks import load
from benchmarks.imaging import storage_of_this_process
from benchmarks.portal import session_of
from benchmarks.rounds import conclude
from benchmarks.served import OURS, free_port, served
from benchmarks.usage import seed
from errors_docs.surfaces import PARTNER
from partners.models import Account
from tests.factories import make_key, make_seller
from tests.imaging.clinic import BOUNDARY, headers_of, make_clinic
from tests.imaging.large_rows import make_large_study
from tests.server.wire import request_head

TARGET_MS: Final = 100
TARGET_BYTES: Final = 60 * 1024 * 1024
#: Callers of the other tenant: few enough that the wait is not for each other.
CALLERS: Final = 2
ENVIRONMENT: Final = {"LOG_LEVEL": "ERROR"}
ACCOUNT: Final = f"{PARTNER.base_path}/account"
ENTRIES: Final = 5_000
FAULTS: Final = 60_000
#: Somebody who is told to come back later presses the button again.
ELSEWHERE_SECONDS: Final = 0.5
#: An attack: one of its connections, for as long as the measurement.
Attack = Callable[[], None]


def main(quick: bool) -> None:
    """A line for each attack. Raises SystemExit if one is felt."""
    seconds = 5.0 if quick else 15.0
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory()))
        stack.enter_context(storage_of_this_process(place))
        port = free_port()
        attacks = _attacks(port, images=20 if quick else 100)
        calm = load.request(ACCOUNT, f"X-API-Key: {make_seller(requests_per_minute=10_000_000).key}")
        connections.close_all()
        group = stack.enter_context(served(OURS, port, "/healthz", {**ENVIRONMENT, "VAR_DIR": str(place)}))
        alone = load.measure(port, calm, connections=CALLERS, seconds=seconds)
        print(f"  alone: p99 {alone.p99:.1f} ms", flush=True)
        felt = {name: _measure(port, group, calm, name, attack, seconds) for name, attack in attacks.items()}
    slowest, largest = (max(found) for found in zip(*felt.values(), strict=True))
    conclude({"p99 of GET /account to 100 ms": TARGET_MS / slowest, "memory to 60 MB": TARGET_BYTES / max(largest, 1)})
    if slowest > TARGET_MS or largest > TARGET_BYTES:
        raise SystemExit(1)


def _measure(port: int, group: int, calm: bytes, name: str, attack: list[Attack], seconds: float) -> tuple[float, int]:
    """The p99 in milliseconds next to an attack, and what it added to the largest worker. A call that fails raises."""
    before = _forget_highest(group)
    with _attacked(attack):
        beside = load.measure(port, calm, connections=CALLERS, seconds=seconds)
    added = max(_status(worker, "VmHWM") - before[worker] for worker in before)
    print(f"  {name:34} p99 {beside.p99:6.1f} ms   worker {added / 1024 / 1024:+6.1f} MB", flush=True)
    return beside.p99, added


@contextmanager
def _attacked(attack: list[Attack]) -> Iterator[None]:
    """From another process: its threads would keep the ones that measure waiting."""
    process = multiprocessing.get_context("fork").Process(target=_run_all, args=(attack,), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _run_all(attack: list[Attack]) -> None:
    threads = [Thread(target=one, daemon=True) for one in attack]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _attacks(port: int, images: int) -> dict[str, list[Attack]]:
    """By name."""
    # It takes the only partner that there is.
    wallet, _ = seed(1, ENTRIES)
    clinic = make_clinic()
    study = make_large_study(clinic, copies=images, size=4 * 1024 * 1024 - 4096)
    cookie = {"Cookie": f"sessionid={session_of(Account.objects.get(pk=wallet.account_id))}"}
    spent = {"X-API-Key": make_key(make_seller(requests_per_minute=1).account)}
    key = {
        "X-API-Key": make_key(make_seller(requests_per_minute=10_000_000).account),
        "Content-Type": "application/json",
    }
    faulty = json.dumps({f"field{number}": None for number in range(FAULTS)}).encode()
    bearer = {"Authorization": f"Bearer {clinic.token}"}
    metadata = f"/dicomweb/studies/{study.uid}/metadata"
    return {
        "110 uploads at 6 bytes a second": [partial(_trickle, port, clinic.token)] * 110,
        f"metadata of {images} times 4 MB": [partial(_repeat, port, "GET", metadata, bearer)] * 6,
        "QIDO with all attributes": [partial(_repeat, port, "GET", "/dicomweb/instances?includefield=all", bearer)] * 6,
        f"PDF statements of {ENTRIES:,} movements": [
            partial(_repeat, port, "GET", "/portal/credits/statement.pdf?from=2025-01-01&to=2025-12-31", cookie)
        ]
        * 6,
        "a used-up key": [partial(_repeat, port, "GET", ACCOUNT, spent)] * 16,
        f"a body with {FAULTS:,} faults": [
            partial(_repeat, port, "POST", f"{PARTNER.base_path}/customers", key, faulty)
        ],
    }


def _trickle(port: int, token: str) -> None:
    """An upload of 6 bytes a second, again when it is ended."""
    head = [f"{name}: {value}" for name, value in headers_of(token).items()]
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with suppress(OSError):
            connection.connect()
            connection.sock.sendall(request_head("POST", "/dicomweb/studies", *head, "Transfer-Encoding: chunked"))
            part = f"--{BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n"
            connection.sock.sendall(f"{len(part):x}\r\n{part}\r\n".encode())
            while True:
                time.sleep(1)
                connection.sock.sendall(b"1\r\nx\r\n")
        connection.close()


def _repeat(port: int, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> None:
    """The same request again and again, read to its end; after an answer that sends elsewhere, a moment later."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with suppress(OSError, http.client.HTTPException):
            while True:
                connection.request(method, path, body, {"Host": "localhost", **headers})
                with connection.getresponse() as response:
                    while response.read(1024 * 1024):
                        pass
                    time.sleep(ELSEWHERE_SECONDS if response.status == http.client.FOUND else 0)
        connection.close()


def _forget_highest(group: int) -> dict[int, int]:
    """What each worker has now, from which its highest is counted."""
    children = Path(f"/proc/{group}/task/{group}/children").read_text().split()
    for worker in children:
        Path(f"/proc/{worker}/clear_refs").write_text("5")
    return {int(worker): _status(int(worker), "VmRSS") for worker in children}


def _status(process: int, name: str) -> int:
    """Bytes, of a line of /proc/PID/status."""
    text = Path(f"/proc/{process}/status").read_text()
    return int(text.partition(f"{name}:")[2].split()[0]) * 1024
