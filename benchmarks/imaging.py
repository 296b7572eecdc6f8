"""DICOMweb beside Orthanc: the same 2,000 instances stored in both, then the same searches, in one run.

Orthanc is Debian's (``apt-get install orthanc orthanc-dicomweb``), with its SQLite index and default settings. It
indexes while it stores; ours answers first and indexes in a task, so the time of indexing is told beside it.
Without Orthanc ours is measured alone, and no ratio is told.
"""

import http.client
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen, run
from tempfile import TemporaryDirectory
from typing import Final

from django.test.utils import override_settings

from benchmarks import load
from benchmarks.callers import Round
from benchmarks.rounds import conclude
from benchmarks.served import OURS, free_port, served
from config.environment import storage_settings
from imaging.indexing import index_instances
from imaging.models import Instance
from tests.imaging.clinic import Clinic, headers_of, make_clinic, related
from tests.imaging.studies import MadeStudy, make_studies

ORTHANC: Final = shutil.which("Orthanc")
PLUGIN: Final = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
START_SECONDS: Final = 60
#: By name: the query, for a study of the many.
SEARCHES: Final[dict[str, Callable[[MadeStudy], str]]] = {
    "limit=50": lambda study: "limit=50",
    "PatientID": lambda study: f"PatientID={study.patient_id}",
    "date range": lambda study: "StudyDate=20220101-20221231",
}


@dataclass(frozen=True)
class Target:
    """A server under measurement: where its DICOMweb is, and what is sent along."""

    name: str
    port: int
    root: str
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return headers_of(self.token)


def main(quick: bool) -> None:
    """Prints the ratios last: STOW as a rate, searches as p50."""
    studies = list(make_studies(60 if quick else 200))
    rounds, seconds = (3, 1.0) if quick else (5, 3.0)
    with ExitStack() as servers:
        place = Path(servers.enter_context(TemporaryDirectory()))
        servers.enter_context(storage_of_this_process(place))
        clinic = make_clinic()
        ours = _ours(servers, place, clinic)
        theirs = _orthanc(servers)
        targets = [ours] if theirs is None else [theirs, ours]
        ratios = _store(targets, studies)
        _index()
        ratios |= {f"QIDO {name}": _search(name, targets, studies, rounds, seconds) for name in SEARCHES}
    if theirs is None:
        print(
            "Orthanc is not installed (apt-get install orthanc orthanc-dicomweb): nothing to compare with", flush=True
        )
    else:
        conclude(ratios)


@contextmanager
def storage_of_this_process(place: Path) -> Iterator[None]:
    """The files of the server that is measured, for this process, which does the worker's part."""
    with override_settings(VAR_DIR=place, STORAGES={"default": storage_settings(None, place / "files")}):
        yield


def _ours(servers: ExitStack, place: Path, clinic: Clinic) -> Target:
    port = free_port()
    settings = {"VAR_DIR": str(place), "LOG_LEVEL": "ERROR"}
    servers.enter_context(served(OURS, port, "/healthz", settings))
    return Target("Tollgate", port, "/dicomweb", clinic.token)


def _orthanc(servers: ExitStack) -> Target | None:
    if ORTHANC is None or not PLUGIN.exists():
        return None
    port, place = free_port(), Path(servers.enter_context(TemporaryDirectory()))
    settings = {
        "Name": "benchmark",
        "StorageDirectory": str(place / "files"),
        "IndexDirectory": str(place / "index"),
        "HttpPort": port,
        "DicomServerEnabled": False,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "Plugins": [str(PLUGIN)],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }
    (place / "orthanc.json").write_text(json.dumps(settings))
    process = servers.enter_context(Popen([ORTHANC, str(place / "orthanc.json")], stdout=DEVNULL, stderr=DEVNULL))
    servers.callback(process.terminate)
    target = Target(_version(), port, "/dicom-web")
    _wait(target)
    return target


def _version() -> str:
    said = run([str(ORTHANC), "--version"], capture_output=True, text=True, check=True).stdout
    return Path(said.splitlines()[0].strip()).name


def _wait(target: Target) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=5)
            connection.request("GET", f"{target.root}/studies?limit=1", headers=target.headers)
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{target.name} does not answer")


def _store(targets: Sequence[Target], studies: Sequence[MadeStudy]) -> dict[str, float]:
    """The first half of the studies image by image, the second half a study at a time; the servers in turn."""
    half = len(studies) // 2
    single = [[related([file]) for file in study.files] for study in studies[:half]]
    whole = [[related(study.files)] for study in studies[half:]]
    return {
        "STOW, one per request": _stored("one per request", targets, single, instances=10),
        "STOW, study of 10": _stored("study of 10 per request", targets, whole, instances=10),
    }


def _stored(name: str, targets: Sequence[Target], bodies: Sequence[list[bytes]], *, instances: int) -> float:
    """Instances a second on one connection, as the median of interleaved rounds."""
    step = max(1, len(bodies) // 5)
    rates: dict[str, list[float]] = {target.name: [] for target in targets}
    for start in range(0, len(bodies), step):
        some = bodies[start : start + step]
        for target in targets:
            rates[target.name].append(len(some) * instances / _seconds(target, [body for one in some for body in one]))
    medians = {name: median(found) for name, found in rates.items()}
    shown = "   ".join(f"{name} {rate:7,.0f}/s" for name, rate in medians.items())
    print(f"  STOW {name:26} {shown}", flush=True)
    return medians[targets[-1].name] / medians[targets[0].name]


def _seconds(target: Target, bodies: Sequence[bytes]) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
    began = time.perf_counter()
    for body in bodies:
        connection.request("POST", f"{target.root}/studies", body, target.headers)
        with connection.getresponse() as response:
            response.read()
            if response.status != http.client.OK:
                raise RuntimeError(f"{target.name} answered {response.status}")
    taken = time.perf_counter() - began
    connection.close()
    return taken


def _index() -> None:
    """What a worker does after the answers, here in one process."""
    ids = list(Instance.objects.order_by("pk").values_list("pk", flat=True))
    began = time.perf_counter()
    for start in range(0, len(ids), 10):
        index_instances(ids[start : start + 10])
    rate = len(ids) / (time.perf_counter() - began)
    print(
        f"  indexing in a task, ten at a time: {rate:,.0f} instances/s (Orthanc has done it while storing)", flush=True
    )


def _search(name: str, targets: Sequence[Target], studies: Sequence[MadeStudy], rounds: int, seconds: float) -> float:
    """How many times faster ours is, by the medians of p50."""
    found: dict[str, list[Round]] = {target.name: [] for target in targets}
    for number in range(rounds):
        for target in targets if number % 2 else targets[::-1]:
            found[target.name].append(_measure(name, target, studies, seconds))
    shown = "   ".join(
        f"{name} p50 {median(one.median for one in rounds):6.2f} p99 {median(one.p99 for one in rounds):6.2f} ms"
        for name, rounds in found.items()
    )
    print(f"  QIDO {name:26} {shown}", flush=True)
    first, last = (median(one.median for one in found[target.name]) for target in (targets[0], targets[-1]))
    return first / last


def _measure(name: str, target: Target, studies: Sequence[MadeStudy], seconds: float) -> Round:
    headers = [f"{key}: {value}" for key, value in target.headers.items() if key != "Content-Type"]
    sent = [load.request(f"{target.root}/studies?{SEARCHES[name](study)}", *headers) for study in studies[:50]]
    return load.measure(target.port, sent, connections=1, seconds=seconds)
