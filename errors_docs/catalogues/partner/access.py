"""Partner API: who is calling, from where, with which rights, and how often."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.catalogues.key_reasons import MALFORMED_REASONS, MISSING_REASONS, READ_THE_REASON
from errors_docs.exceptions import (
    AddressNotAllowed,
    ConflictingKeys,
    InsufficientScope,
    InvalidKey,
    MalformedKey,
    MissingKey,
    RateLimited,
)
from errors_docs.shapes import AddressDetails, RateLimitReasonDetails, ReasonDetails, ScopeDetails

UNAUTHENTICATED: Final = Entry(
    code="UNAUTHENTICATED",
    status=401,
    error=MissingKey,
    area=Area.ACCESS,
    title="No API key",
    when="The request carries no API key.",
    why=(
        "The server found a key neither in `Authorization: Bearer …` nor in `X-API-Key`. It looks nowhere else: a key "
        "in the query string, in the body or in a cookie is never read."
    ),
    check=(
        READ_THE_REASON,
        "Look at the headers as they leave your process (`curl -v` prints them): is one of the two there?",
        "Make sure that the variable holding the key is set where the code runs; an unset one sends an empty header.",
        (
            "Look for a redirect or a gateway on the way: many HTTP clients drop `Authorization` when a redirect "
            "changes the host, and some gateways strip it."
        ),
    ),
    fix=(
        "Send `Authorization: Bearer sk_live_…` (or `sk_test_…` for test data).",
        "If a proxy or gateway on the way uses `Authorization` itself, send the key as `X-API-Key` instead.",
        "Call the final https address directly rather than through a redirect.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same request is refused until it carries a key.",
    charged="Nothing was charged or changed: the endpoint was not reached.",
    message="The request carries no API key: send it as Authorization: Bearer or as X-API-Key.",
    reasons=MISSING_REASONS,
    example=MissingKey(),
    details=ReasonDetails,
    related=("INVALID_API_KEY", "CONFLICTING_API_KEYS"),
)

INVALID_API_KEY: Final = Entry(
    code="INVALID_API_KEY",
    status=401,
    error=InvalidKey,
    area=Area.ACCESS,
    title="The API key is not valid",
    when="The key is mistyped, unknown, revoked or expired, or its partner account is inactive.",
    why=(
        "Only the SHA-256 of a key is stored, so the key must match to the last character; a checksum inside it "
        "catches a typo before the database is asked. A key that was revoked, that has expired, whose overlap after a "
        "rotation is over, or whose partner account is inactive gets this same answer, so that whoever finds a lost "
        "key learns nothing from trying it."
    ),
    check=(
        READ_THE_REASON,
        (
            "Compare the prefix and the last four characters of the key that was sent with the list of your keys, "
            "which also shows each key's state, expiry and last use."
        ),
        'Look for quotes, a blank or a line break that came along: `printf %s "$KEY" | wc -c` counts what is there.',
        (
            "Look at the prefix: this API takes `sk_live_…` and `sk_test_…`; a key of the Workspace API (`pms_…`) is "
            "unknown here."
        ),
        (
            "If the key worked before, look whether somebody revoked or rotated it; if all your keys fail at once, the "
            "partner account is inactive."
        ),
    ),
    fix=(
        "Take the key from your secret store again and deploy it without blanks or quotes.",
        (
            "If it was revoked, has expired or is lost, make a new one: a secret is shown once, and a revoked key "
            "never comes back."
        ),
        "If every key of the account is refused, ask the operator about the state of the partner account.",
        (
            "Stop whatever keeps sending the dead key: a flood of refused keys from one address is answered "
            "`RATE_LIMITED`."
        ),
    ),
    retry=Retry.NEVER,
    retry_advice=(
        "No retry makes a refused key valid, and many of them from one address are answered `RATE_LIMITED` instead."
    ),
    charged="Nothing was charged or changed: the endpoint was not reached.",
    message="The API key is not valid: it is mistyped, unknown, revoked or expired, or its account is inactive.",
    reasons={
        "unusable": (
            "The API key is well formed, but it is unknown, revoked or expired, or its account is inactive. Compare "
            "its last four characters with those in the list of your keys."
        ),
        **MALFORMED_REASONS,
    },
    example=MalformedKey(expected="sk_live_/sk_test_ + 34 * [0-9A-Za-z]", reason="cut_off"),
    details=ReasonDetails,
    related=("UNAUTHENTICATED", "INSUFFICIENT_SCOPE", "IP_NOT_ALLOWED", "RATE_LIMITED"),
)

CONFLICTING_API_KEYS: Final = Entry(
    code="CONFLICTING_API_KEYS",
    status=400,
    error=ConflictingKeys,
    area=Area.ACCESS,
    title="Two different API keys",
    when="`Authorization` and `X-API-Key` carry two different keys.",
    why=(
        "One request is charged to one account. With two different keys the server would have to guess which account "
        "pays, so it refuses; the same key in both headers is accepted."
    ),
    check=(
        (
            "Print both headers as they leave the last hop that you control: often your code sets one and a gateway, "
            "an SDK default or a saved setting of an API client adds the other."
        ),
        "Look whether one of them is an old key from before a rotation, or a test key beside a live one.",
    ),
    fix=("Decide which key the call is meant for.", "Send that key in one header only, and remove the other header."),
    retry=Retry.NEVER,
    retry_advice="The same request is refused until one of the two keys is gone.",
    charged="Nothing was charged to either account.",
    message="Authorization and X-API-Key carry two different keys: send one.",
    example=ConflictingKeys(),
    related=("UNAUTHENTICATED", "INVALID_API_KEY"),
)

INSUFFICIENT_SCOPE: Final = Entry(
    code="INSUFFICIENT_SCOPE",
    status=403,
    error=InsufficientScope,
    area=Area.ACCESS,
    title="The key lacks a scope",
    when="The key is valid, but it was made without the scope that this endpoint needs.",
    why=(
        "Each endpoint asks for one scope, written `<resource>:<action>`, such as `customers:write`. "
        "`details.requiredScope` is the one that was asked for, `details.grantedScopes` are all that this key has."
    ),
    check=(
        "Compare `details.requiredScope` with `details.grantedScopes`: reading and writing are separate scopes.",
        "Make sure that the call goes out with the key you think: several keys of one partner may differ in scopes.",
    ),
    fix=(
        "Use a key that has the scope.",
        "If there is none, have one made with the scopes in `details.grantedScopes` and the missing one.",
        "Deploy the new key, then revoke the old one.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same key gets the same answer; another key with the scope succeeds.",
    charged="Nothing was charged or changed: the endpoint was not reached.",
    message="This endpoint needs the scope {required_scope}, which the key does not have.",
    example=InsufficientScope(required_scope="customers:write", granted_scopes=("customers:read", "plans:read")),
    details=ScopeDetails,
    related=("INVALID_API_KEY", "IP_NOT_ALLOWED"),
)

IP_NOT_ALLOWED: Final = Entry(
    code="IP_NOT_ALLOWED",
    status=403,
    error=AddressNotAllowed,
    area=Area.ACCESS,
    title="The key may not be used from this address",
    when="The key has an IP allowlist, and the caller's address is in none of its networks.",
    why=(
        "An allowlist holds networks in CIDR notation. The address compared with them is in `details.address`: the one "
        "that opened the connection, or one from a forwarding header if a proxy that the operator trusts wrote it."
    ),
    check=(
        "Compare `details.address` with the allowlist of the key.",
        "Look for an IPv6 address where only IPv4 networks are allowed: a client with both often prefers IPv6.",
        "If it is the address of a NAT gateway, a VPN or a new region, your way out has changed, not the key.",
    ),
    fix=(
        (
            "Add the address to the key's allowlist (`203.0.113.7/32` for one address), or send the call from an "
            "allowed one."
        ),
        (
            "If `details.address` is a proxy of the operator's own network, report it to the operator: that proxy is "
            "not among the trusted ones."
        ),
        "If you don't know the address at all, somebody else may hold the key: revoke it and make a new one.",
    ),
    retry=Retry.NEVER,
    retry_advice="From the same address every request with this key is refused until its allowlist changes.",
    charged="Nothing was charged or changed: the endpoint was not reached.",
    message=(
        "This key may not be used from the address {address}: call from one that it allows, or add this one to its "
        "networks."
    ),
    example=AddressNotAllowed(address="198.51.100.24"),
    details=AddressDetails,
    related=("INVALID_API_KEY", "INSUFFICIENT_SCOPE"),
)

RATE_LIMITED: Final = Entry(
    code="RATE_LIMITED",
    status=429,
    error=RateLimited,
    area=Area.ACCESS,
    title="Too many requests",
    when=(
        "The partner made more requests in a rolling minute than its limit (120, unless its tier sets another), or a "
        "call would send more welcome mail than a day allows."
    ),
    why=(
        "All keys of a partner count together, so a second key adds no room. The window rolls: nothing is reset on the "
        "full minute, room comes back as each request becomes 60 seconds old. `details.limit`, `details.windowSeconds` "
        "and `details.retryAfter` describe the limit that was hit. A flood of refused keys from one address is "
        "answered with this code too; good keys from there go on. Welcome mail has its own bounds, for a mailbox and "
        "for the account, in a rolling day; `details.reason` tells them from requests."
    ),
    check=(
        READ_THE_REASON,
        (
            "Read `RateLimit-Policy` (the limit and its window) and `RateLimit` (`r` is what is left, `t` the seconds "
            "until there is more): every answer to a good key carries both, so a client can slow down before it is "
            "refused."
        ),
        "Look for a loop without a pause, a retry without a delay, or a second process on the same partner account.",
        "If `details.limit` is not the limit of your tier, this is the count of refused keys: look at the key instead.",
    ),
    fix=(
        "Wait the seconds in `Retry-After`, then send the request again.",
        (
            "Put one rate limiter in front of all processes that share the account: two requests a second stay within "
            "120 a minute."
        ),
        (
            "Read lists with `limit=100` rather than customers one by one, and take changes from webhooks rather than "
            "polling."
        ),
        "If you need more requests, ask the operator for a tier with a higher limit.",
        "If it is mail, create the customer with `sendWelcomeEmail: false`, and send the welcome mail later.",
    ),
    retry=Retry.AFTER_HEADER,
    retry_advice="Wait the seconds in `Retry-After`; any request may be repeated, since this one changed nothing.",
    charged="Nothing was charged or changed.",
    message="The limit of {limit} requests in {window_seconds} s is reached; try again after {retry_after} s.",
    reasons={
        "mail_to_address": (
            "At most {limit} mails of this kind go to one mailbox in {window_seconds} s; try again after "
            "{retry_after} s."
        ),
        "mail_of_account": (
            "An account sends at most {limit} mails of this kind in {window_seconds} s; try again after "
            "{retry_after} s."
        ),
    },
    example=RateLimited(limit=120, window_seconds=60, retry_after=17),
    details=RateLimitReasonDetails,
    related=("INVALID_API_KEY", "SERVICE_UNAVAILABLE"),
)

ACCESS: Final = (
    UNAUTHENTICATED,
    INVALID_API_KEY,
    CONFLICTING_API_KEYS,
    INSUFFICIENT_SCOPE,
    IP_NOT_ALLOWED,
    RATE_LIMITED,
)
