"""Workspace API: what a good key may do, from where, and how often."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import AddressNotAllowed, InsufficientScope, RateLimited
from errors_docs.shapes import AddressDetails, RateLimitDetails, ScopeDetails

INSUFFICIENT_SCOPE: Final = Entry(
    code="insufficient_scope",
    status=403,
    error=InsufficientScope,
    area=Area.ACCESS,
    title="The key may only read",
    when="The key has the scope `readonly`, and the endpoint needs `full`.",
    why=(
        "A key has one of two scopes. `full`, the default, may call everything; `readonly` may read the balance (`GET "
        "/mcp/credits`) and past results, but may not start a generation, which spends credits."
    ),
    check=(
        "Compare `details.requiredScope` with `details.grantedScopes`.",
        "Look whether the key of a dashboard or a monitor found its way to the caller that generates.",
    ),
    fix=(
        "Use a key with the scope `full` for generation, or make one.",
        "Keep the readonly key where only balances and results are read: if it leaks, it can't spend.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same key gets the same answer; a key with the scope succeeds.",
    charged="Nothing was charged: no tool was started.",
    message="This endpoint needs the scope {required_scope}, which the key does not have.",
    example=InsufficientScope(required_scope="full", granted_scopes=("readonly",)),
    details=ScopeDetails,
    related=("plan_gate", "invalid_api_key"),
)

IP_NOT_ALLOWED: Final = Entry(
    code="ip_not_allowed",
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
        "A laptop's address changes with its network: home, office, VPN and phone all differ.",
        "Look for an IPv6 address where only IPv4 networks are allowed.",
    ),
    fix=(
        "Add the address to the key's allowlist, or call from an allowed network.",
        (
            "For an IDE that moves about, make a key of its own without an allowlist and keep the restricted one for "
            "servers."
        ),
        "If you don't know the address at all, somebody else may hold the key: revoke it and make a new one.",
    ),
    retry=Retry.NEVER,
    retry_advice="From the same address every request with this key is refused until its allowlist changes.",
    charged="Nothing was charged: no tool was reached.",
    message=(
        "This key may not be used from the address {address}: call from one that it allows, or add this one to its "
        "networks."
    ),
    example=AddressNotAllowed(address="198.51.100.24"),
    details=AddressDetails,
    related=("invalid_api_key", "insufficient_scope"),
)

RATE_LIMITED: Final = Entry(
    code="rate_limited",
    status=429,
    error=RateLimited,
    area=Area.ACCESS,
    title="Too many requests",
    when="The key made more than 60 requests in a rolling minute, or all keys of the workspace together more than 300.",
    why=(
        "Every endpoint counts, the free ones included: polling `GET /mcp/credits` uses the same room as a generation. "
        "The window rolls: nothing is reset on the full minute, room comes back as each request becomes 60 seconds "
        "old. `details.limit` says which limit was hit. A flood of refused keys from one address is answered with this "
        "code too; good keys from there go on."
    ),
    check=(
        (
            "Read `RateLimit-Policy` (the limit and its window) and `RateLimit` (`r` is what is left, `t` the seconds "
            "until there is more): every answer to a good key carries both."
        ),
        (
            "Look at `details.limit`: 60 is the key's; 300 the workspace's, where another key adds nothing; another "
            "number counts refused keys: look at the key."
        ),
        "Look for an agent that polls without a pause, or for several that share one key.",
    ),
    fix=(
        "Wait the seconds in `Retry-After`, then send the request again.",
        "Read the balance from `meta.creditsRemaining` of each result rather than asking for it.",
        "Poll a running generation every few seconds, not several times a second.",
        "Give each service a key of its own, within the 300 of the workspace.",
    ),
    retry=Retry.AFTER_HEADER,
    retry_advice=(
        "Wait the seconds in `Retry-After`; the refused request never reached its tool, so it may be repeated."
    ),
    charged="Nothing was charged: no tool was reached.",
    message="The limit of {limit} requests in {window_seconds} s is reached; try again after {retry_after} s.",
    example=RateLimited(limit=60, window_seconds=60, retry_after=12),
    details=RateLimitDetails,
    related=("service_unavailable", "invalid_api_key"),
)

ACCESS: Final = (INSUFFICIENT_SCOPE, IP_NOT_ALLOWED, RATE_LIMITED)
