"""Bounds of rows: how many a caller reads at a time, and how many it may add."""

from typing import Final

from api.input import MOST_PARAMETERS, read_input
from api.paging import LARGEST_LIMIT, MOST_COUNTED, Portion, capped_count
from config.bounds.bound import AGENTS, EVERYBODY, KEYS, SIGNED_IN, Bound, Kind
from config.server.delivery import Delivery
from credits.chain import seal_all
from errors_docs.exceptions import ValidationFailed
from errors_docs.exceptions.request import MOST_PROBLEMS
from imaging.dicomweb.query import MOST_RESULTS, parse
from imaging.multipart_body import MOST_IMAGES, ImageBody
from imaging.timeline import MOST_ENTRIES, entries_of
from partners.logged_requests import SCANNED, scan
from partners.merged_requests import REFUSED_ROWS_PER_DAY, merged
from partners.request_log import KEPT_FOR, forget_old_requests
from portal.invitations import MOST_OPEN, invite
from portal.printed_statement import LONGEST_PDF, pdf_pieces
from webhooks.deliveries import LARGEST_REPLAY, replay_range
from webhooks.endpoints import MOST_ENDPOINTS, create_endpoint

ROWS: Final = (
    Bound(
        kind=Kind.ROWS,
        what="a part of a list",
        most=f"{LARGEST_LIMIT} rows",
        covers=("partner GET *", "workspace GET *", "stream MCP"),
        takers=KEYS,
        by=Portion,
        test="tests/api/test_input.py::test_a_query_out_of_bounds_or_misspelt_is_refused_by_name",
    ),
    Bound(
        kind=Kind.ROWS,
        what="counting a long list",
        most=f"{MOST_COUNTED:,} rows",
        covers=("partner GET /account/credits/history", "partner GET /requests", "workspace GET *"),
        takers=KEYS,
        by=capped_count,
        test="tests/plans/test_history_filters.py::test_of_more_rows_than_are_counted_the_number_is_a_least_one",
    ),
    Bound(
        kind=Kind.ROWS,
        what="requests that a filter of the log looks at",
        most=f"{SCANNED:,} rows at a time",
        covers=("partner GET /requests", "workspace GET /requests", "page /portal/requests*"),
        takers=KEYS | SIGNED_IN,
        by=scan,
        test="tests/request_log/test_request_list.py::test_a_filter_looks_at_so_many_requests_and_says_where_to_look_on",
    ),
    Bound(
        kind=Kind.ROWS,
        what="rows of refusals in the request log",
        most=f"about {REFUSED_ROWS_PER_DAY:,} of an account in a day, then one for each key, code and hour",
        covers=("partner *", "workspace *", "stream MCP", "stream report upload"),
        takers=KEYS,
        by=merged,
        test="tests/request_log/test_bounded_rows.py::test_ten_thousand_refusals_add_few_rows_and_totals_are_exact",
    ),
    Bound(
        kind=Kind.ROWS,
        what="how long a row of the request log stays",
        most=f"{KEPT_FOR.days} days",
        covers=("partner *", "workspace *", "stream MCP", "task partners.forget_old_requests"),
        takers=KEYS,
        by=forget_old_requests,
        test="tests/request_log/test_request_log.py::test_a_request_is_kept_for_thirty_days",
    ),
    Bound(
        kind=Kind.ROWS,
        what="problems of one body or query",
        most=f"{MOST_PROBLEMS}, and whether there are more",
        covers=("partner *", "workspace *", "stream MCP"),
        takers=KEYS,
        by=ValidationFailed,
        test="tests/input/test_bounds.py::test_more_problems_than_are_told_are_said_to_be_there",
    ),
    Bound(
        kind=Kind.ROWS,
        what="parameters of a query",
        most=f"{MOST_PARAMETERS:,}",
        covers=("partner *", "workspace *"),
        takers=KEYS,
        by=read_input,
        test="tests/input/test_bounds.py::test_a_query_with_too_much_is_refused_in_few_words",
    ),
    Bound(
        kind=Kind.ROWS,
        what="results of a DICOM search",
        most=f"{MOST_RESULTS:,}",
        covers=("stream QIDO-RS",),
        takers=AGENTS,
        by=parse,
        test="tests/imaging/test_bounds.py::test_a_search_has_no_more_results_than_the_bound_and_says_that_there_are",
    ),
    Bound(
        kind=Kind.ROWS,
        what="images of one body",
        most=f"{MOST_IMAGES:,}",
        covers=("stream STOW-RS",),
        takers=AGENTS,
        by=ImageBody,
        test="tests/imaging/test_bounds.py::test_a_body_of_more_images_than_are_taken_is_refused",
    ),
    Bound(
        kind=Kind.ROWS,
        what="what a patient's timeline shows",
        most=f"{MOST_ENTRIES} of each kind",
        covers=("page /timeline/*",),
        takers=EVERYBODY,
        by=entries_of,
        test="tests/imaging/test_bounds.py::test_a_timeline_shows_the_newest_of_each_kind",
    ),
    Bound(
        kind=Kind.ROWS,
        what="webhook endpoints",
        most=f"{MOST_ENDPOINTS} of an account in each mode",
        covers=("partner POST /webhooks", "page /portal/webhooks/new"),
        takers=KEYS | SIGNED_IN,
        by=create_endpoint,
        test="tests/webhooks/test_api.py::test_twenty_endpoints_in_each_mode_are_the_most",
    ),
    Bound(
        kind=Kind.ROWS,
        what="deliveries that one call replays",
        most=f"{LARGEST_REPLAY:,}",
        covers=("partner POST /webhooks/*",),
        takers=KEYS,
        by=replay_range,
        test="tests/webhooks/test_api.py::test_too_large_a_range_is_refused_whole",
    ),
    Bound(
        kind=Kind.ROWS,
        what="open invitations",
        most=f"{MOST_OPEN} of an account",
        covers=("page /portal/settings/invitations",),
        takers=SIGNED_IN,
        by=invite,
        test="tests/portal/test_members.py::test_nobody_invites_without_a_verified_address_or_in_bulk",
    ),
    Bound(
        kind=Kind.ROWS,
        what="movements of a printed statement",
        most=f"{LONGEST_PDF:,}",
        covers=("page /portal/credits/statement.pdf", "stream statement and chain files"),
        takers=SIGNED_IN,
        by=pdf_pieces,
        test="tests/portal/test_credits.py::test_a_statement_of_more_movements_than_a_pdf_has_is_offered_as_csv",
    ),
    Bound(
        kind=Kind.ROWS,
        what="what a page or a file reads",
        why="pages list at most 500 rows and read on by their place; files are read in batches while they are sent",
        covers=("page *", "stream WADO-RS", "stream report download"),
        takers=EVERYBODY,
        by=Delivery,
    ),
    Bound(
        kind=Kind.ROWS,
        what="what a task reads and writes",
        why="each claims or removes its rows in batches of a fixed size, and goes on with the next",
        covers=("task *",),
        takers=EVERYBODY,
        by=seal_all,
    ),
)
