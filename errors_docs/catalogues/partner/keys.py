"""What a single key may do and see, on the Partner API."""

from datetime import UTC, datetime
from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import KeyCapReached, RequestNotFound
from errors_docs.shapes import KeyCapDetails

KEY_CAP_REACHED: Final = Entry(
    code="KEY_CAP_REACHED",
    status=403,
    error=KeyCapReached,
    area=Area.BILLING,
    title="The key's monthly cap is reached",
    when="The charge would take the key over the cap that it may spend in a calendar month.",
    why=(
        "A key can have a cap of its own, set where the key is managed. `details.spent` is what the key has charged "
        "since the first of the month (UTC), `details.required` is this charge, and together they pass `details.cap`. "
        "The balance plays no part, and other keys of the account are not concerned. Refunds don't lower the sum."
    ),
    check=(
        "Compare `details.spent`, `details.required` and `details.cap`.",
        "Look which key the program uses: the last four characters stand in the list of keys.",
        "If the key has charged more than it should, look for the charges in `GET /account/credits/history`.",
    ),
    fix=(
        "Wait until `details.resetsAt`, when a new month begins.",
        "Or have the cap raised where the key is managed; it counts from the next call on.",
        "Or use another key of the account for this call.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same call is refused until `details.resetsAt`, or until the cap is raised.",
    charged="Nothing was charged or changed.",
    message="This key may spend {cap} credits a month; {spent} are spent, and this call needs {required}.",
    example=KeyCapReached(cap=500_00, spent=480_00, required=31_85, resets_at=datetime(2026, 12, 1, tzinfo=UTC)),
    details=KeyCapDetails,
    related=("INSUFFICIENT_CREDITS", "INSUFFICIENT_SCOPE"),
)

REQUEST_NOT_FOUND: Final = Entry(
    code="REQUEST_NOT_FOUND",
    status=404,
    error=RequestNotFound,
    area=Area.REQUEST,
    title="No such request in the log",
    when="The request log of the account has no request with this id.",
    why=(
        "The log keeps each request of an account for 30 days and shows it only to keys of the same account and mode. "
        "It is written a moment after the answer, so a request that has just ended may not be there yet. Requests "
        "that were refused before a key was recognised belong to no account and are not in it."
    ),
    check=(
        "Compare the id with `X-Request-Id` of the answer: it begins with `req_`.",
        "Look whether the request was made with a key of the same mode: live and test are separate.",
        "If it was answered with `UNAUTHENTICATED` or `INVALID_API_KEY`, no account is known for it.",
    ),
    fix=(
        "Ask again after a second if the request has only just ended.",
        "Use a key of the account and mode that made the request.",
    ),
    retry=Retry.NEVER,
    retry_advice="Only for a request that ended within the last second does asking again help.",
    charged="Nothing was charged or changed.",
    message="Your request log has no such request.",
    example=RequestNotFound(),
    related=("ENDPOINT_NOT_FOUND", "INVALID_API_KEY"),
)
