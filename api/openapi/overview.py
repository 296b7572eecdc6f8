"""The words at the head of each surface's document."""

from typing import Final

PARTNER_OVERVIEW: Final = """\
Provision customers of your own and pay for them from prepaid credits.

**Key.** Send `Authorization: Bearer sk_live_…`, or the same key as `X-API-Key`. A key with `sk_test_` can \
access test data and the test balance only. Each operation says which scope its key needs.

**Answers.** A success is `{"success": true, "data": …}`. A refusal is `{"success": false, "error": {"code", \
"message", "details", "docs", "requestId"}}`: branch on `code`, and open `docs` for its meaning and the fix. \
Which codes an operation answers is listed with it (`x-error-codes`), each with an example.

**Values.** Names are camelCase. Money is a number of credits with at most two decimals. Times are ISO 8601 in UTC \
with milliseconds.

**Lists** take `page` and `limit`, or a `cursor`, and answer `pagination` with the `nextCursor` to read on. Of a range \
of time, `from` is included and `to` is not. Every object has an `id`.

**Limits.** Requests are counted for all keys of a partner together; `RateLimit` says how many are left. After a 429, \
wait the seconds in `Retry-After`.

**Retries.** Send an `Idempotency-Key` of your own with every POST, PATCH and DELETE: repeating the request \
within 24 hours returns the same response and does nothing twice. `Original-Request-Id` names the first request.

**Conditions.** What a GET answers has an `ETag`: with `If-None-Match` it is not sent again while it is the same, and \
with `If-Match` a PATCH or DELETE is done only while it is the same.

**Errors on demand.** With a test key, `X-Simulate-Error: INSUFFICIENT_CREDITS` returns the example of that \
or any other code, from every operation.
"""

WORKSPACE_OVERVIEW: Final = """\
Turn a product idea into a plan with paid generation tools.

**Key.** Send `X-API-Key: pms_live_…`, or the same key as `Authorization: Bearer`. Each operation says which scope its \
key needs.

**Answers.** A success is `{"data": …, "meta": …}`. A refusal is `{"error": {"code", "message", "docs", "requestId", \
"details"}}`: branch on `code`, and open `docs` for its meaning and the fix. No refusal charges anything.

**Credits.** A tool's cost is reserved before it starts and charged only for a result that is valid and stored. \
`meta.creditsRemaining` says what is left.

**Waiting.** A tool takes up to its deadline, which is listed with it. A client that hangs up loses nothing: the \
result is kept, and `GET /mcp/generations` lists it. With `Prefer: respond-async` the answer is 202 and a `Location` \
to poll.

**Lists** take `page` and `limit`, or a `cursor`, and answer `pagination` with the `nextCursor` to read on.

**Retries.** Send an `Idempotency-Key` of your own: the same request sent again within 24 hours gets the first answer \
again and is not charged again; `Original-Request-Id` names the first request. A failure isn't kept, so that the \
retry runs again.

**Conditions.** What a GET answers has an `ETag`: with `If-None-Match` it is not sent again while `data` is the same.

**Limits.** 60 requests in a rolling minute for each key and 300 for the workspace; `RateLimit` tells of the nearer \
one. After a 429, wait the seconds in `Retry-After`.

**MCP.** The same tools for AI IDEs are at `/mcp`; `/docs/workspace/mcp` shows how to add them.

**Stability.** A breaking change ships as a new version next to this one.
"""

#: By the name of the surface.
OVERVIEWS: Final = {"partner": PARTNER_OVERVIEW, "workspace": WORKSPACE_OVERVIEW}
