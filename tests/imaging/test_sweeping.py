"""What nobody owns goes after six hours, and not before; what a row owns stays however old it is."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from customers.models import Usage
from imaging import sweeping
from imaging.files import IMAGES, REPORTS, keep, open_stored, temporary_directory
from imaging.models import Instance, Study
from tests.imaging.clinic import Clinic, index_all, make_study, related, spooled, stow
from tests.imaging.documents import pdf
from tests.imaging.studies import file_of, make_instance
from tests.imaging.test_report_uploads import grow_old
from tests.imaging.test_reports import attach
from tests.imaging.test_store import stored_files
from tests.lifecycle.stop import stop_before
from tests.processes import url_of_test_database
from tests.server.running import running


def test_only_old_files_of_nobody_are_removed(clinic: Clinic, files: Path) -> None:
    study = make_study(clinic)
    attach(clinic, study.uid)
    orphans = [keep(spooled(pdf()), kind, "pdf") for kind in (IMAGES, REPORTS)]
    spooled(b"half an upload")
    assert stored_files(files) == 5
    assert sweeping.sweep() == 0
    grow_old(files, temporary_directory())
    fresh = keep(spooled(pdf()), REPORTS, "pdf")
    assert sweeping.sweep() == 3
    assert stored_files(files) == 3
    assert [path.name for name in orphans for path in files.rglob(Path(name).name)] == []
    with open_stored(fresh) as file, open_stored(Instance.objects.get().file) as image:
        assert (file.read(), len(image.read())) == (pdf(), Instance.objects.get().size)


def test_a_server_killed_while_it_stores_leaves_neither_rows_nor_room_and_the_retry_is_whole(
    clinic: Clinic, files: Path, place: Path
) -> None:
    image = file_of(make_instance())
    before = Usage.objects.values().get()
    with ThreadPoolExecutor(1) as thread, stop_before("INSERT ON imaging_instance") as stop:
        with running(place, url_of_test_database(), DJANGO_SETTINGS_MODULE="config.settings") as server:
            lost = thread.submit(stow, server, clinic.token, related([image]))
            session = stop.wait_until_reached()
            assert server.child.process
            os.killpg(server.child.process.pid, signal.SIGKILL)
            server.wait()
            assert lost.exception() is not None
        stop.let_go()
        stop.wait_until_gone(session)
    assert (Usage.objects.values().get(), Study.objects.count(), Instance.objects.count()) == (before, 0, 0)
    assert stored_files(files) == 1
    grow_old(files, temporary_directory())
    with running(place, url_of_test_database(), DJANGO_SETTINGS_MODULE="config.settings") as server:
        assert stow(server, clinic.token, related([image])).status == 200
    assert sweeping.sweep() == 1
    assert (stored_files(files), index_all()) == (1, 1)
