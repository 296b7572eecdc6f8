"""Bounds of memory and of bytes: what may be held at once, sent in, sent out and stored."""

from typing import Final

from django.conf import settings

from config.bounds.bound import AGENTS, EVERYBODY, KEYS, Bound, Kind, Taker, setting, size
from config.server.body import Bodies
from config.server.delivery import Delivery
from config.server.limits import Limits
from config.server.shell import Shell
from credits.chain import seal_all
from errors_docs.exceptions import ValidationFailed
from errors_docs.exceptions.request import LARGEST_PROBLEMS
from generation.providers.bounded import BoundedTransport
from imaging.bodies import PIECE_BYTES, pieces
from imaging.dicom_file import LARGEST_HEADER, header_of
from imaging.dicomweb.rows import MOST_BYTES, read_rows
from imaging.inspection import judged_within_bounds
from imaging.multipart_body import ImageBody
from imaging.on_the_way import Upload
from imaging.quota import take_room
from imaging.report_files.__main__ import LARGEST_MEMORY
from imaging.shares import CUSTOMERS, share_of_customer
from imaging.upload import LARGEST_REPORT, ReportForm
from webhooks.post import KEPT_BYTES, attempt

_LIMITS: Final = Limits.of(settings)

MEMORY: Final = (
    Bound(
        kind=Kind.MEMORY,
        what="all bodies that are on their way or being worked on",
        most=size(_LIMITS.buffered_bytes),
        covers=("partner *", "workspace *", "page *", "stream MCP"),
        takers=EVERYBODY,
        by=Bodies.read,
        test="tests/server/test_shell.py::test_a_body_that_finds_the_memory_full_ends_the_oldest_that_is_not_whole",
    ),
    Bound(
        kind=Kind.MEMORY,
        what="calls that wait for a thread",
        most=setting("WEB_QUEUE", f"{settings.WEB_QUEUE}"),
        covers=("partner *", "workspace *", "page *", "stream *"),
        takers=EVERYBODY,
        by=Shell,
        test="tests/server/test_robustness.py::test_a_full_queue_refuses_at_once_and_says_when_to_come_back",
    ),
    Bound(
        kind=Kind.MEMORY,
        what="an upload on its way",
        most=f"{size(PIECE_BYTES)} and an open file",
        covers=("stream STOW-RS", "stream report upload"),
        takers=KEYS | AGENTS,
        by=pieces,
        test="tests/imaging/test_store.py::test_300_megabytes_of_images_add_at_most_10_to_the_workers_memory",
    ),
    Bound(
        kind=Kind.MEMORY,
        what="uploads of a customer at once",
        most=setting(
            "UPLOADS_PER_CUSTOMER", f"{settings.UPLOADS_PER_CUSTOMER}, an account's {CUSTOMERS} times as many"
        ),
        covers=("stream STOW-RS", "stream report upload"),
        takers=KEYS | AGENTS,
        by=share_of_customer,
        test="tests/imaging/test_slow_uploads.py::test_customers_of_one_account_share_four_times_the_places_of_each",
    ),
    Bound(
        kind=Kind.MEMORY,
        what="rows of metadata or of a search",
        most=f"{size(MOST_BYTES)} at a time, or one row",
        covers=("stream QIDO-RS", "stream WADO-RS"),
        takers=AGENTS,
        by=read_rows,
        test="tests/imaging/test_large_rows.py::test_metadata_of_80_megabytes_costs_the_worker_less_than_50",
    ),
    Bound(
        kind=Kind.MEMORY,
        what="judging a document",
        most=f"{size(LARGEST_MEMORY)} in a child process, 4 of these at once",
        covers=("stream report upload",),
        takers=KEYS,
        by=judged_within_bounds,
        test="tests/imaging/test_inspection.py::test_a_pdf_of_endless_objects_ends_its_child_by_time_or_memory",
    ),
    Bound(
        kind=Kind.MEMORY,
        what="files that are made while they are sent",
        most=f"{_LIMITS.streams} at once, a piece of each",
        covers=("stream statement and chain files", "stream report download"),
        takers=EVERYBODY,
        by=Delivery,
        test="tests/server/test_delivery.py::test_one_stream_too_many_is_refused_and_closed",
    ),
    Bound(
        kind=Kind.MEMORY,
        what="the header of an image",
        most=size(LARGEST_HEADER),
        covers=("task imaging.index_instances", "stream STOW-RS"),
        takers=AGENTS,
        by=header_of,
        test="tests/imaging/test_hostile.py::test_a_hostile_file_fails_alone",
    ),
    Bound(
        kind=Kind.MEMORY,
        what="what a task holds",
        why="a batch of rows of a fixed size, as many entries as a seal covers; workers serve no caller",
        covers=("task *",),
        takers=EVERYBODY,
        by=seal_all,
    ),
)

SIZES: Final = (
    Bound(
        kind=Kind.BYTES,
        what="a body",
        most=setting("MAX_BODY_BYTES", size(settings.MAX_BODY_BYTES)),
        covers=("partner *", "workspace *", "page *", "stream MCP"),
        takers=EVERYBODY,
        by=Bodies.read,
        test="tests/server/test_refusals.py::test_a_chunked_body_of_30_mb_is_refused_and_its_client_reads_the_refusal",
    ),
    Bound(
        kind=Kind.BYTES,
        what="a report",
        most=size(LARGEST_REPORT),
        covers=("stream report upload", "partner POST */reports", "stream report download"),
        takers=KEYS,
        by=ReportForm.feed,
        test="tests/imaging/test_report_uploads.py::test_one_byte_too_many_ends_a_chunked_upload_whose_end_never_comes",
    ),
    Bound(
        kind=Kind.BYTES,
        what="images of one body",
        most=setting("MAX_STOW_BYTES", size(settings.MAX_STOW_BYTES)),
        covers=("stream STOW-RS",),
        takers=AGENTS,
        by=ImageBody.feed,
        test="tests/imaging/test_bounds.py::test_a_body_of_images_of_one_byte_too_many_is_refused",
    ),
    Bound(
        kind=Kind.BYTES,
        what="what a customer stores",
        most="the quota of its order, 0 bytes more",
        covers=("stream STOW-RS", "stream report upload", "partner POST */reports"),
        takers=frozenset({Taker.LIVE_KEY, Taker.AGENT}),
        by=take_room,
        test="tests/imaging/test_report_uploads.py::test_of_20_parallel_uploads_with_room_for_5_exactly_5_are_stored",
    ),
    Bound(
        kind=Kind.BYTES,
        what="what the customers of an account store in test mode, uploads on their way included",
        most=setting("TEST_STORAGE_GB", f"{settings.TEST_STORAGE_GB} GB"),
        covers=("stream STOW-RS", "stream report upload", "partner POST */reports"),
        takers=frozenset({Taker.TEST_KEY, Taker.AGENT}),
        by=Upload.count,
        test="tests/imaging/test_test_mode.py::test_uploads_that_have_not_ended_count",
    ),
    Bound(
        kind=Kind.BYTES,
        what="problems of a refusal",
        most=size(LARGEST_PROBLEMS),
        covers=("partner *", "workspace *", "stream MCP"),
        takers=KEYS,
        by=ValidationFailed,
        test="tests/input/test_bounds.py::test_a_refusal_of_too_much_is_short_and_so_is_what_is_kept_of_it",
    ),
    Bound(
        kind=Kind.BYTES,
        what="an answer of the upstream",
        most=setting("GENERATION_MAX_ANSWER_BYTES", size(settings.GENERATION_MAX_ANSWER_BYTES)),
        covers=("workspace POST /mcp/generate/*", "stream MCP"),
        takers=KEYS,
        by=BoundedTransport,
        test="tests/generation/upstream/test_bounded.py::test_nothing_is_taken_after_the_piece_that_passes_the_limit",
    ),
    Bound(
        kind=Kind.BYTES,
        what="what is kept of a receiver's response",
        most=size(KEPT_BYTES),
        covers=("partner POST /webhooks*",),
        takers=KEYS,
        by=attempt,
        test="tests/webhooks/test_sending.py::test_two_kibibytes_of_the_answer_are_kept_whatever_it_is",
    ),
    Bound(
        kind=Kind.BYTES,
        what="what is sent out of rows and files",
        why="it was stored within the bounds above, and is sent in pieces at the pace of its reader",
        covers=("stream *",),
        takers=EVERYBODY,
        by=Delivery,
    ),
    Bound(
        kind=Kind.BYTES,
        what="what a task writes",
        why="it changes or removes rows that calls made, within the bounds above; mail has one letter for each job",
        covers=("task *",),
        takers=EVERYBODY,
        by=take_room,
    ),
)
