"""Partner API: what If-Match refuses, so that no change overwrites one that its sender hasn't seen."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import PreconditionFailed

PRECONDITION_FAILED: Final = Entry(
    code="PRECONDITION_FAILED",
    status=412,
    error=PreconditionFailed,
    area=Area.REQUEST,
    title="It has changed since you read it",
    when="None of the ETags in `If-Match` is the present one of what the request would change.",
    why=(
        "Each answer to a GET has an `ETag`, which differs as soon as anything in it differs. A request with "
        "`If-Match` is done only while that is still so, compared under the lock under which the change is made: of "
        "two changes with the same ETag one succeeds, and the other is answered like this. Another program, a "
        "colleague, a renewal or a delivery to a webhook endpoint has changed it in between."
    ),
    check=(
        "Read it again and compare it with what you had: the difference is what you were about to overwrite.",
        (
            "Look whether the ETag is of the same object: a list has an ETag that no single object has, and an agent "
            "has none."
        ),
        "Look whether something on the way has made it weak: an ETag that begins with `W/` never matches here.",
    ),
    fix=(
        "Read it again, make your change to what is there now, and send it with the new `ETag`.",
        "If the change is right whatever is there, leave `If-Match` out, or send `If-Match: *`.",
        "Send it with a new `Idempotency-Key`: the old one belongs to the request that was refused.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same ETag is refused on every attempt; read it again first.",
    charged="Nothing was charged or changed: the ETag is compared before any work.",
    message=(
        "The object has changed since it had the ETag in If-Match. Read it again, and send the change with its new "
        "ETag."
    ),
    example=PreconditionFailed(),
    related=("IDEMPOTENCY_KEY_REUSED", "VALIDATION_FAILED", "FORBIDDEN"),
)
