"""Partner API: the trials of a partner's customers."""

from datetime import UTC, datetime
from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import TrialLimit, TrialUsed
from errors_docs.shapes import TrialLimitDetails, TrialUsedDetails

TRIAL_LIMIT: Final = Entry(
    code="TRIAL_LIMIT",
    status=403,
    error=TrialLimit,
    area=Area.BILLING,
    title="More than a trial may have",
    when="A customer's trial, or a change of its order while it runs, goes beyond a bound of the partner's tier.",
    why=(
        "A trial costs nothing, so it is bounded: it has the storage of its plan and no storage add-ons, and your tier "
        "bounds its days, its seats, the units of each other add-on, and how many trials run at once. "
        "`details.limit` names the bound, `details.allowed` is the most, `details.requested` what it would be."
    ),
    check=(
        (
            "Read `details.limit`: `trialDays` is the length, `openTrials` the number of trials that run, "
            "any other a field of the order."
        ),
        (
            "For `openTrials` count customers whose `subscription.trialEndsAt` is ahead, suspended ones "
            "too, in the mode of the key."
        ),
    ),
    fix=(
        (
            "Lower the field in `details.limit` to `details.allowed`; `PATCH /customers/{id}` orders more "
            "once the trial has ended."
        ),
        "Or send the order without `trialDays`: the first period is charged at once, and nothing of this holds.",
        "For `openTrials` wait until a trial ends, or delete a customer that doesn't need it.",
        "Ask the operator if your tier should allow more.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same call is refused until the order is smaller, a trial has ended, or the tier allows more.",
    charged="Nothing was charged or changed.",
    message="In a trial {limit} is at most {allowed}; this call would make it {requested}.",
    example=TrialLimit(limit="hotStorageUnits", allowed=0, requested=100_000),
    details=TrialLimitDetails,
    related=("TRIAL_USED", "TRIAL_EXPIRED", "VALIDATION_FAILED"),
)

TRIAL_USED: Final = Entry(
    code="TRIAL_USED",
    status=409,
    error=TrialUsed,
    area=Area.BILLING,
    title="The mailbox has had its trial",
    when="A trial is asked for a mailbox that has had one with this partner.",
    why=(
        "A mailbox has one trial for each partner and mode, whatever became of the customer: deleting it and creating "
        "it again doesn't give another. Addresses that differ only in upper and lower case or in what follows a plus "
        "sign before the @ are one mailbox here."
    ),
    check=(
        "Read the customer in `details.customerId` with `GET /customers/{id}`; it may be deleted.",
        "Look whether only the plus tag of the address differs.",
    ),
    fix=(
        "Send the same call without `trialDays`: the first period is charged at once.",
        "If the customer in `details.customerId` is still there, go on with it instead of making another.",
        "If it is somebody else, use that person's own mailbox.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same mailbox gets no other trial.",
    charged="Nothing was charged or changed.",
    message="This mailbox has had its trial: customer {customer_id} began it at {began_at}.",
    example=TrialUsed(customer_id="pc_06f7vq4c5x9k2m8r3t6w1y0z4b", began_at=datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
    details=TrialUsedDetails,
    related=("TRIAL_LIMIT", "CUSTOMER_EXISTS"),
)

TRIALS: Final = (TRIAL_LIMIT, TRIAL_USED)
