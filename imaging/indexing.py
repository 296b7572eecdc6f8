"""Makes stored instances findable: reads their headers, and writes study, series and instance.

What can't be read fails alone and says why on its row. All rows of a study are written under one lock, so that its
counts are right whoever else indexes.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from api.statements import run, sql_beside
from imaging.dicom_file import Unreadable, header_of
from imaging.dicom_json import Json, metadata_of
from imaging.facts import answer_of_series, answer_of_study, fill_instance, fill_study, new_series
from imaging.files import open_stored
from imaging.models import IndexState, Instance, Series, Study
from imaging.quota import count_studies, locked_room

INDEXED: Final = sql_beside(__file__, "indexed.sql")
#: Headers of so many instances lie in memory together, each of at most some megabytes.
AT_ONCE: Final = 25


@dataclass(frozen=True)
class Read:
    """An instance and what its file said: attributes, or why there are none."""

    instance: Instance
    attributes: Json | None
    failure: str = ""


def index_instances(ids: Sequence[int]) -> int:
    """Indexes those of the instances that wait for it; returns how many were indexed."""
    return sum(_index(ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))


def _index(ids: Sequence[int]) -> int:
    by_study: dict[int, list[Read]] = defaultdict(list)
    for instance in Instance.objects.filter(pk__in=ids, state=IndexState.PENDING).order_by("pk"):
        by_study[instance.study_id].append(_read(instance))
    return sum(_write(study_id, read) for study_id, read in by_study.items())


def _read(instance: Instance) -> Read:
    try:
        with open_stored(instance.file) as file:
            return Read(instance, metadata_of(header_of(file, instance.size)))
    except Unreadable as wrong:
        return Read(instance, None, str(wrong)[:200])
    except FileNotFoundError:
        return Read(instance, None, "the stored file is gone")


@transaction.atomic
def _write(study_id: int, read: list[Read]) -> int:
    """Locks usage first, as storing does, then the study."""
    customer_id = read[0].instance.customer_id
    locked_room(customer_id)
    study = Study.objects.select_for_update().get(pk=study_id)
    waiting = set(Instance.objects.filter(study=study, state=IndexState.PENDING).values_list("pk", flat=True))
    mine = [one for one in read if one.instance.pk in waiting]
    series = _series_of(study, mine)
    indexed = [one for one in mine if _settle(one, series)]
    run(INDEXED, _columns([one.instance for one in mine]))
    if indexed:
        _count(study, list(series.values()))
        _finish(study, indexed, series)
    return len(indexed)


def _series_of(study: Study, read: list[Read]) -> dict[str, Series]:
    """The series of what was read, by UID, made where there was none. A series of another study is not among them."""
    described: dict[str, Json] = {}
    for one in read:
        if one.attributes is not None:
            described.setdefault(one.instance.series_uid, one.attributes)
    missing = [new_series(study, uid, attributes) for uid, attributes in described.items()]
    Series.objects.bulk_create(missing, ignore_conflicts=True)
    found = Series.objects.filter(customer_id=study.customer_id, uid__in=described, study=study)
    return {series.uid: series for series in found}


def _settle(read: Read, series: dict[str, Series]) -> bool:
    instance, failure = read.instance, read.failure
    belongs = series.get(instance.series_uid)
    if not failure and belongs is None:
        failure = "the series belongs to another study"
    instance.state = IndexState.FAILED if failure else IndexState.INDEXED
    instance.failure = failure
    if failure or read.attributes is None:
        return False
    instance.series = belongs
    fill_instance(instance, read.attributes)
    return True


def _columns(instances: Sequence[Instance]) -> dict[str, Any]:
    """The arrays of indexed.sql."""
    return {
        "ids": [instance.pk for instance in instances],
        "series": [instance.series_id for instance in instances],
        "numbers": [instance.number for instance in instances],
        "states": [str(instance.state) for instance in instances],
        "failures": [instance.failure for instance in instances],
        "answers": [instance.answer for instance in instances],
        "attributes": [orjson.dumps(instance.attributes).decode() for instance in instances],
    }


def _count(study: Study, touched: list[Series]) -> None:
    counted = Count("instances", filter=Q(instances__state=IndexState.INDEXED))
    numbers = dict(Series.objects.filter(study=study).annotate(n=counted).values_list("pk", "n"))
    for series in touched:
        series.instance_count = numbers[series.pk]
        series.answer = answer_of_series(series)
        series.save(update_fields=["instance_count", "answer"])
    study.series_count = sum(1 for number in numbers.values() if number)
    study.instance_count = sum(numbers.values())


def _finish(study: Study, indexed: list[Read], series: dict[str, Series]) -> None:
    attributes = indexed[0].attributes
    assert attributes is not None
    if study.indexed_at is None:
        fill_study(study, attributes)
        study.indexed_at = timezone.now()
        count_studies(study.customer_id, 1)
    seen = [*study.modalities, *(series[one.instance.series_uid].modality for one in indexed)]
    study.modalities = list(dict.fromkeys(modality for modality in seen if modality))
    study.answer = answer_of_study(study)
    study.save()
