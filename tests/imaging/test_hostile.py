"""Hostile files: each fails alone, in the answer or on its row, and the good one beside it is stored and indexed."""

from pathlib import Path

import pytest

from imaging.models import IndexState, Instance
from tests.imaging.clinic import Clinic, index_all, receive_any
from tests.imaging.hostile import HOSTILE, Hostile
from tests.imaging.studies import file_of, make_instance
from tests.imaging.test_store import stored_files


@pytest.mark.parametrize("hostile", HOSTILE, ids=[hostile.name for hostile in HOSTILE])
def test_a_hostile_file_fails_alone(clinic: Clinic, hostile: Hostile, files: Path) -> None:
    good = make_instance()
    arrivals = receive_any(clinic, [file_of(good), hostile.content])
    assert [arrival.failure for arrival in arrivals] == [0, hostile.reason]
    index_all()
    states = dict(Instance.objects.values_list("uid", "state"))
    assert states.pop(good.SOPInstanceUID) == IndexState.INDEXED
    if hostile.reason:
        assert states == {}
        assert stored_files(files) == 1
    else:
        instance = Instance.objects.exclude(uid=good.SOPInstanceUID).get()
        assert (instance.state, instance.failure[: len(hostile.failure)]) == (
            IndexState.FAILED if hostile.failure else IndexState.INDEXED,
            hostile.failure,
        )
