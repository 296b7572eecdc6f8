"""Workspace API: the API key, missing or refused."""

from datetime import UTC, datetime
from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.catalogues.key_reasons import MALFORMED_REASONS, MISSING_REASONS, READ_THE_REASON
from errors_docs.exceptions import AccountInactive, ConflictingKeys, InvalidKey, MalformedKey, MissingKey, RevokedKey
from errors_docs.shapes import ReasonDetails, RevokedDetails

MISSING_API_KEY: Final = Entry(
    code="missing_api_key",
    status=401,
    error=MissingKey,
    area=Area.ACCESS,
    title="No API key",
    when="The request carries a key neither in `X-API-Key` nor in `Authorization`.",
    why=(
        "The server looks for the key in `X-API-Key` and in `Authorization: Bearer …`, and nowhere else: not in the "
        "query string, the body or a cookie."
    ),
    check=(
        READ_THE_REASON,
        "Look at the headers as they leave your process (`curl -v` prints them): is one of the two there?",
        (
            "In an AI IDE look at the configuration of the MCP server: the key belongs under its headers, and a "
            "variable that isn't set where the IDE was started becomes an empty value."
        ),
        "Look for a redirect or a gateway on the way: many clients drop `Authorization` when the host changes.",
    ),
    fix=(
        "Send `X-API-Key: pms_live_…` (or `pms_test_…`), the preferred header, with every call.",
        "If your client can only send `Authorization`, write `Authorization: Bearer pms_live_…`.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same request is refused until it carries a key.",
    charged="Nothing was charged: no tool was reached.",
    message="The request carries no API key: send it as X-API-Key or as Authorization: Bearer.",
    reasons=MISSING_REASONS,
    example=MissingKey(),
    details=ReasonDetails,
    related=("malformed_api_key", "conflicting_api_keys"),
)

MALFORMED_API_KEY: Final = Entry(
    code="malformed_api_key",
    status=401,
    error=MalformedKey,
    area=Area.ACCESS,
    title="This is not a key's shape",
    when="The value sent as key is not `pms_live_` (in test mode `pms_test_`) followed by 32 hexadecimal digits.",
    why=(
        "The shape is checked before any key is looked up, so the value itself is wrong, whatever keys the workspace "
        "has. Something was cut off, added or mixed up between the place where the key is kept and the header."
    ),
    check=(
        READ_THE_REASON,
        'Count the characters: `printf %s "$KEY" | wc -c` must give 41.',
        (
            "Look for quotes, blanks or a line break around the key, and for a placeholder such as `pms_live_…` that "
            "was never replaced."
        ),
        "Look whether `X-API-Key` holds `Bearer pms_live_…`: the word belongs into `Authorization` only.",
        "Look at the prefix: a key of the Partner API (`sk_…`) doesn't work here.",
    ),
    fix=(
        "Copy the key again from your secret store, whole and without blanks.",
        "If the whole key exists nowhere any more, make a new one: a key is shown once.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same value is refused on every attempt.",
    charged="Nothing was charged: no tool was reached.",
    message="The API key does not have the expected shape: {expected}.",
    # A key of this surface has no checksum.
    reasons={reason: words for reason, words in MALFORMED_REASONS.items() if reason != "mistyped"},
    example=MalformedKey(expected="pms_live_/pms_test_ + 32 * [0-9a-f]", reason="cut_off"),
    details=ReasonDetails,
    related=("missing_api_key", "invalid_api_key"),
)

INVALID_API_KEY: Final = Entry(
    code="invalid_api_key",
    status=401,
    error=InvalidKey,
    area=Area.ACCESS,
    title="The API key is not known",
    when="The key has the right shape, but there is no such key, or it has expired.",
    why=(
        "Keys are stored as SHA-256 only. No stored hash equals that of the key sent, or the key is past its end: its "
        "expiry, or the overlap after a rotation. A revoked key has an answer of its own, `revoked_api_key`."
    ),
    check=(
        "Compare the last four characters with the list of the workspace's keys, which also shows when each expires.",
        "Make sure that the key was made on this installation: a staging key is unknown in production.",
        "Look whether a single digit was mistyped: the shape alone doesn't show it.",
    ),
    fix=(
        "Deploy a key that the list shows as active.",
        "If none is at hand, make a new one: a workspace may have 10 active keys, and a key is shown once.",
        (
            "Stop whatever keeps sending the dead key: a flood of refused keys from one address is answered "
            "`rate_limited`."
        ),
    ),
    retry=Retry.NEVER,
    retry_advice=(
        "No retry makes a refused key valid, and many of them from one address are answered `rate_limited` instead."
    ),
    charged="Nothing was charged: no tool was reached.",
    message="The API key is unknown or has expired.",
    example=InvalidKey(),
    related=("malformed_api_key", "revoked_api_key", "rate_limited"),
)

REVOKED_API_KEY: Final = Entry(
    code="revoked_api_key",
    status=401,
    error=RevokedKey,
    area=Area.ACCESS,
    title="The API key was revoked",
    when="The key was valid once and has been revoked.",
    why=(
        "Somebody with access to the workspace revoked the key. `details.revokedAt` is the moment from which it no "
        "longer works. A revoked key never comes back."
    ),
    check=(
        "Compare `details.revokedAt` (UTC) with your last deployment or change of keys.",
        "Look which of your services, CI jobs and IDEs still hold the old key: a change of keys usually misses one.",
        "If nobody of yours revoked it, ask who did: it may have leaked.",
    ),
    fix=(
        "Make a new key, or take the one that replaced this one.",
        "Deploy it everywhere, then look at the new key's last use to see that the callers have moved to it.",
        "Next time rotate with an overlap, during which both keys work, rather than revoke.",
    ),
    retry=Retry.NEVER,
    retry_advice="Revoking is final: the same key stays refused.",
    charged="Nothing was charged: no tool was reached.",
    message="The API key was revoked at {revoked_at} and will not work again.",
    example=RevokedKey(revoked_at=datetime(2026, 11, 14, 16, 5, 12, 480_000, tzinfo=UTC)),
    details=RevokedDetails,
    related=("invalid_api_key", "workspace_not_found"),
)

WORKSPACE_NOT_FOUND: Final = Entry(
    code="workspace_not_found",
    status=404,
    error=AccountInactive,
    area=Area.ACCESS,
    title="The workspace is gone",
    when="The key is right, but the workspace behind it was deleted.",
    why=(
        "A key belongs to one workspace and ends with it: its projects, results and credits can no longer be reached "
        "by any key. The path of the request plays no part in this 404."
    ),
    check=(
        "Ask whoever owns the workspace whether it was deleted on purpose.",
        "Make sure that the key isn't left over from a workspace that was deleted in a clean-up.",
    ),
    fix=(
        "Make a key in a workspace that exists, and deploy it.",
        "If the workspace should not have been deleted, send `requestId` to support before anything else is done.",
    ),
    retry=Retry.NEVER,
    retry_advice="No key of a deleted workspace works again.",
    charged="Nothing was charged: no tool was reached.",
    message="The workspace behind this key no longer exists.",
    example=AccountInactive(),
    related=("revoked_api_key", "endpoint_not_found"),
)

CONFLICTING_API_KEYS: Final = Entry(
    code="conflicting_api_keys",
    status=400,
    error=ConflictingKeys,
    area=Area.ACCESS,
    title="Two different API keys",
    when="`X-API-Key` and `Authorization` carry two different keys.",
    why=(
        "One call is paid by one workspace. With two different keys the server would have to guess which, so it "
        "refuses; the same key in both headers is accepted."
    ),
    check=(
        (
            "Print both headers as they leave the last hop that you control: often your code sets one and an IDE, a "
            "proxy or a saved setting adds the other."
        ),
        "Look whether `Authorization` carries a token that was meant for another service.",
    ),
    fix=("Decide which workspace shall pay.", "Send its key as `X-API-Key` and remove the other header."),
    retry=Retry.NEVER,
    retry_advice="The same request is refused until one of the two keys is gone.",
    charged="Nothing was charged to either workspace.",
    message="X-API-Key and Authorization carry two different keys: send one.",
    example=ConflictingKeys(),
    related=("missing_api_key", "invalid_api_key"),
)

KEYS: Final = (
    MISSING_API_KEY,
    MALFORMED_API_KEY,
    INVALID_API_KEY,
    REVOKED_API_KEY,
    WORKSPACE_NOT_FOUND,
    CONFLICTING_API_KEYS,
)
