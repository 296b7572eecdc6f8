"""No request of DICOMweb fails, whatever is in the place of a UID or a query parameter."""

from collections.abc import Iterable

import pytest

from imaging.dicom_json import keyword_of
from imaging.dicomweb.query import KEYS
from tests.hostile.routes import IDS, VALUES, every, steps
from tests.imaging.clinic import Clinic, make_study
from tests.server.running import Running

NAMES = (
    "limit",
    "offset",
    "fuzzymatching",
    "includefield",
    *(keyword_of(tag) for keys in KEYS.values() for tag in keys),
)
NUMBERS = ("0" * 20 + "9" * 30, "0" * 5000, "+-5", "--5", "+", "1099511627777")


def statuses(server: Running, clinic: Clinic, paths: Iterable[str], method: str = "GET") -> set[int]:
    """What the requests of an agent were answered with."""
    token = f"Bearer {clinic.token}"
    return {server.call(f"/dicomweb/{path}", method=method, Authorization=token).status for path in paths}


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_no_resource_fails_whatever_its_uids_are(server: Running, clinic: Clinic, method: str) -> None:
    study = make_study(clinic).uid
    below = ("", "/metadata", "/series", "/instances", "/series/1", "/series/1/instances/1")
    paths = [f"studies/{value}{rest}" for value in IDS for rest in below]
    paths += [f"studies/{study}/series/{value}{rest}" for value in IDS for rest in ("", "/instances", "/instances/1")]
    paths += [f"studies/{study}/series/1/instances/{value}" for value in IDS]
    assert statuses(server, clinic, paths, method) <= {200, 400, 404, 405, 415}


@pytest.mark.parametrize("step", steps(29, 1))
def test_no_search_fails_whatever_it_asks_for(server: Running, clinic: Clinic, step: int) -> None:
    make_study(clinic)
    values = [value for value in (*VALUES, *NUMBERS) if len(value) < 4000]
    levels = ("studies", "series", "instances")
    walk = [f"{level}?{name}={value}" for level in levels for name in NAMES for value in values]
    assert statuses(server, clinic, every(step, walk)) <= {200, 204, 400}
