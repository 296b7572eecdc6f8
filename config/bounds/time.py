"""Bounds of time: how long something of a caller may take from us, or make others wait."""

from typing import Final

from django.conf import settings

from api.reader import Reader
from config.bounds.bound import AGENTS, EVERYBODY, KEYS, PEOPLE, SIGNED_IN, Bound, Kind, setting
from config.server.body import Bodies
from config.server.limits import Limits
from config.server.pool import Pool
from config.server.shell import Shell
from foundation.pace import Pace
from generation.run import make
from generation.tools import TOOLS
from imaging.indexing import index_instances
from imaging.inspection import CHILD_SECONDS, judged_within_bounds
from imaging.scanner import scan
from imaging.shares import Shares
from imaging.workers import TURN_SECONDS, in_turns
from partners.rate_limits import DEFAULT_QUOTA, KEY_QUOTA, hit_both
from partners.refused_keys import QUOTA, count
from portal.long_pages import long_file
from portal.throttle import ADDRESS_QUOTAS, seconds_to_wait
from webhooks.post import DEADLINE_SECONDS, attempt

_LIMITS: Final = Limits.of(settings)
_PAUSE: Final = setting("CLIENT_PAUSE_SECONDS", f"{settings.CLIENT_PAUSE_SECONDS} s")
_PACE: Final = setting("SLOWEST_BYTES_PER_SECOND", f"{settings.SLOWEST_BYTES_PER_SECOND:,} bytes a second")

TIME: Final = (
    Bound(
        kind=Kind.TIME,
        what="a body on its way",
        most=setting("BODY_TIMEOUT_SECONDS", f"{settings.BODY_TIMEOUT_SECONDS} s in all"),
        covers=("partner *", "workspace *", "page *", "stream MCP"),
        takers=EVERYBODY,
        by=Bodies.read,
        test="tests/server/test_robustness.py::test_a_trickled_body_has_the_same_time_in_total",
    ),
    Bound(
        kind=Kind.TIME,
        what="a call that waits for a thread",
        most=f"{_LIMITS.wait_seconds:.0f} s, then refused unstarted",
        covers=("partner *", "workspace *", "page *", "stream *"),
        takers=EVERYBODY,
        by=Pool.run,
        test="tests/server/test_shell.py::test_a_request_that_waited_too_long_is_refused_unstarted",
    ),
    Bound(
        kind=Kind.TIME,
        what="an upload that comes slowly",
        most=f"{_PAUSE} behind {_PACE}",
        covers=("stream STOW-RS", "stream report upload"),
        takers=KEYS | AGENTS,
        by=Pace.count,
        test="tests/imaging/test_slow_uploads.py::test_an_upload_that_stands_still_or_trickles_ends_and_leaves_nothing",
    ),
    Bound(
        kind=Kind.TIME,
        what="a stream or a file that is read slowly",
        most=f"{_PAUSE} behind {_PACE}",
        covers=("stream QIDO-RS", "stream WADO-RS", "stream report download", "stream statement and chain files"),
        takers=EVERYBODY,
        by=Reader.take,
        test="tests/server/test_delivery.py::test_a_client_that_takes_nothing_of_a_stream_is_given_up",
    ),
    Bound(
        kind=Kind.TIME,
        what="an upload or a large answer that waits for others of its owner",
        most=setting("SHARE_WAIT_SECONDS", f"{settings.SHARE_WAIT_SECONDS} s"),
        covers=("stream STOW-RS", "stream QIDO-RS", "stream WADO-RS", "stream report upload"),
        takers=KEYS | AGENTS,
        by=Shares.place,
        test="tests/imaging/test_slow_uploads.py::test_an_upload_that_finds_no_place_in_time_is_refused_unread",
    ),
    Bound(
        kind=Kind.TIME,
        what="looking at the images of a body, before the next body has its turn",
        most=f"{TURN_SECONDS * 1000:.0f} ms",
        covers=("stream STOW-RS",),
        takers=AGENTS,
        by=in_turns,
        test="tests/imaging/test_bounds.py::test_work_in_steps_gives_its_thread_to_the_next_in_line_after_its_turn",
    ),
    Bound(
        kind=Kind.TIME,
        what="judging a report's document",
        most=f"{CHILD_SECONDS} s in a child process",
        covers=("stream report upload",),
        takers=KEYS,
        by=judged_within_bounds,
        test="tests/imaging/test_inspection.py::test_a_child_that_takes_too_long_is_ended",
    ),
    Bound(
        kind=Kind.TIME,
        what="scanning a report, where there is a scanner",
        most=setting("SCANNER_TIMEOUT_SECONDS", f"{settings.SCANNER_TIMEOUT_SECONDS} s in all"),
        covers=("stream report upload",),
        takers=KEYS,
        by=scan,
        test="tests/imaging/test_scanner.py::test_a_scanner_that_gives_no_verdict_in_time_stores_nothing",
    ),
    Bound(
        kind=Kind.TIME,
        what="calls of an account",
        most=f"{DEFAULT_QUOTA['partner']} a minute (partners), {DEFAULT_QUOTA['workspace']} (workspaces)",
        covers=("partner *", "workspace *", "stream MCP"),
        takers=KEYS,
        by=hit_both,
        test="tests/partners/test_rate_processes.py::test_exactly_120_of_1000_requests_from_8_processes_are_admitted",
    ),
    Bound(
        kind=Kind.TIME,
        what="calls with one key of a workspace",
        most=f"{KEY_QUOTA['workspace']} a minute",
        covers=("workspace *", "stream MCP"),
        takers=KEYS,
        by=hit_both,
        test="tests/generation/test_limits.py::test_a_key_may_ask_60_times_and_a_workspace_300_times_a_minute",
    ),
    Bound(
        kind=Kind.TIME,
        what="refused keys of one address",
        most=f"{QUOTA} a minute",
        covers=("partner *", "workspace *", "stream MCP", "stream report upload"),
        takers=frozenset({*PEOPLE}),
        by=count,
        test="tests/partners/test_refused_keys.py::test_the_31st_refused_key_from_one_address_is_told_to_wait",
    ),
    Bound(
        kind=Kind.TIME,
        what="tries at signing in from one address",
        most=f"{ADDRESS_QUOTAS['account_login']} a minute, {ADDRESS_QUOTAS['account_reset_password']} at a reset",
        covers=("page /accounts/*",),
        takers=PEOPLE,
        by=seconds_to_wait,
        test="tests/portal/test_sign_in.py::test_an_address_may_try_ten_times_a_minute_then_waits",
    ),
    Bound(
        kind=Kind.TIME,
        what="long files of an account",
        most="1 made at a time in a process, in turns with those of others",
        covers=("stream statement and chain files", "page /portal/credits/*"),
        takers=SIGNED_IN,
        by=long_file,
        test="tests/portal/test_credits.py::test_one_long_file_of_an_account_is_made_at_a_time",
    ),
    Bound(
        kind=Kind.TIME,
        what="a generation, all its attempts and steps together",
        most=f"{max(tool.deadline_seconds for tool in TOOLS.values())} s, less for most tools",
        covers=("workspace POST /mcp/generate/*", "stream MCP"),
        takers=KEYS,
        by=make,
        test="tests/generation/test_run.py::test_the_deadline_of_a_blueprint_is_one_for_all_its_steps",
    ),
    Bound(
        kind=Kind.TIME,
        what="one attempt to deliver an event",
        most=f"{DEADLINE_SECONDS} s; it holds its endpoint alone",
        covers=("partner POST /webhooks*",),
        takers=KEYS,
        by=attempt,
        test="tests/webhooks/test_sending.py::test_an_answer_that_is_not_complete_in_time_is_cut",
    ),
    Bound(
        kind=Kind.TIME,
        what="periodic tasks and jobs",
        why="they run in workers, where no caller waits for them; each takes a bounded batch of rows at a time",
        covers=("task *",),
        takers=EVERYBODY,
        by=index_instances,
    ),
    Bound(
        kind=Kind.TIME,
        what="what one address asks without a key",
        why="such pages are made once in a process, or are a few queries; the queue for threads is bounded for all",
        covers=("page *",),
        takers=PEOPLE,
        by=Shell,
    ),
)
