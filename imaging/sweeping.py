"""Takes away files that no row owns: what a crash, a kill or a failed removal left behind."""

import datetime
import time
from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.utils import timezone

from imaging.files import KINDS, remove, storage, temporary_directory
from imaging.models import Instance, Report

#: Younger files may belong to a request that runs: no upload takes longer than this without a byte written.
AGE: Final = datetime.timedelta(hours=6)
BATCH: Final = 1000


def sweep() -> int:
    """Removes stored files and temporary files older than AGE that nobody owns; returns how many."""
    return _sweep_temporary() + sum(_sweep_batch(batch) for batch in _batches(_stored()))


def _sweep_temporary() -> int:
    oldest = time.time() - AGE.total_seconds()
    removed = 0
    for path in temporary_directory().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _sweep_batch(names: list[str]) -> int:
    owned = set(Instance.objects.filter(file__in=names).values_list("file", flat=True))
    owned |= set(Report.objects.filter(file__in=names).values_list("file", flat=True))
    orphans = [name for name in names if name not in owned and _is_old(name)]
    for name in orphans:
        remove(name)
    return len(orphans)


def _is_old(name: str) -> bool:
    try:
        return storage().get_modified_time(name) < timezone.now() - AGE
    except FileNotFoundError:
        return False


def _stored() -> Iterator[str]:
    """Every stored file's name: kind/day/two digits/name."""
    for kind in KINDS:
        yield from _below(kind, depth=2)


def _below(directory: str, depth: int) -> Iterator[str]:
    try:
        directories, files = storage().listdir(directory)
    except FileNotFoundError:
        return
    yield from (f"{directory}/{name}" for name in files)
    if depth:
        for name in directories:
            yield from _below(f"{directory}/{name}", depth - 1)


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, BATCH)):
        yield batch
