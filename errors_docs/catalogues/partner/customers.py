"""Partner API: a partner's own customers."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import CustomerExists, CustomerNotFound, OperationNotAllowed, StorageInUse
from errors_docs.shapes import StatusDetails, StorageInUseDetails

CUSTOMER_NOT_FOUND: Final = Entry(
    code="CUSTOMER_NOT_FOUND",
    status=404,
    error=CustomerNotFound,
    area=Area.CUSTOMERS,
    title="No such customer",
    when="This partner has no customer with this id in the mode of the key.",
    why=(
        "The server looks only among your own customers, and only among the live or the test ones, as the key says. A "
        "customer of another partner looks exactly like one that doesn't exist: but for the request id the answers are "
        "the same to the byte, so that nobody can try out ids."
    ),
    check=(
        (
            "Compare the key's mode with the one that made the customer: live and test customers are separate, and an "
            "id of the one is unknown to the other."
        ),
        "Look at the id: a customer's begins with `pc_`; `org_` is its organization, `rpt_` a report.",
        "Look whether the id was cut short or changed in case on its way through a spreadsheet or a database column.",
        "If you hold several partner accounts, make sure that the key belongs to the one which made the customer.",
    ),
    fix=(
        "Find the customer with `GET /customers?email=…` or `?search=…`, and take its `id`.",
        "Use a key of the same partner and the same mode as the customer.",
        "If `GET /account/credits/history` shows a charge for it, its `customerId` is the id to use.",
    ),
    retry=Retry.NEVER,
    retry_advice=(
        "The same id stays unknown to this key; a customer is there as soon as `POST /customers` has answered."
    ),
    charged="Nothing was charged or changed.",
    message="There is no such customer.",
    example=CustomerNotFound(),
    related=("CUSTOMER_EXISTS", "FORBIDDEN", "ENDPOINT_NOT_FOUND"),
)

CUSTOMER_EXISTS: Final = Entry(
    code="CUSTOMER_EXISTS",
    status=409,
    error=CustomerExists,
    area=Area.CUSTOMERS,
    title="The email address is taken",
    when="The partner already has a customer with this email address.",
    why=(
        "An email address is unique within a partner, and upper and lower case are the same. Often the first attempt "
        "did succeed and its answer was lost. Customers of other partners play no part: the answer never speaks about "
        "them."
    ),
    check=(
        (
            "Look the address up with `GET /customers?email=…`: plan and creation time tell whether it is your own "
            "first attempt."
        ),
        "Look for the charge in `GET /account/credits/history`.",
        "Remember suspended customers: they keep their address.",
    ),
    fix=(
        "If it is the customer that you want, go on with its `id` instead of making another.",
        "If it shall get another plan or more seats, change it with `PATCH /customers/{id}`.",
        "If it is somebody else, use that person's own address.",
        (
            "Send an `Idempotency-Key` with every `POST /customers`: a retry then gets the first answer instead of "
            "this code."
        ),
    ),
    retry=Retry.NEVER,
    retry_advice="The same address is refused for as long as that customer has it.",
    charged="Nothing was charged; the existing customer was not changed.",
    message="This partner already has a customer with this email address.",
    example=CustomerExists(),
    related=("CUSTOMER_NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "VALIDATION_FAILED"),
)

FORBIDDEN: Final = Entry(
    code="FORBIDDEN",
    status=400,
    error=OperationNotAllowed,
    area=Area.CUSTOMERS,
    title="Not allowed in this state",
    when=(
        "The customer's current state rules the operation out, or the report was uploaded by a user, not by the "
        "partner."
    ),
    why=(
        "Key and scope are fine; what is refused is this operation on this object as it is now. `details.status` names "
        "the state that refuses, for instance `deleted` when a deleted customer shall be suspended. What a "
        "suspended customer stored can be read for 30 days unless the operator chose another time; what a deleted one "
        "stored can't. A report that a user uploaded is that user's: a partner can't detach it. The HTTP status is "
        "400, not 403."
    ),
    check=(
        "Read `details.status`, then the object itself with `GET /customers/{id}` or `GET …/reports/{reportId}`.",
        (
            "Look whether another process of yours, or the end of a renewal's 7 days of retries, changed the state in "
            "between."
        ),
    ),
    fix=(
        (
            "Bring the customer into a state that allows the operation: `POST /customers/{id}/reactivate` ends a "
            "suspension."
        ),
        "A deleted customer stays deleted: make a new one.",
        "Leave a user's report alone, or let the user remove it.",
        "If the operation was only a precaution (suspending what is gone already), treat it as done.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same operation is refused until the state in `details.status` changes.",
    charged="Nothing was charged, refunded or changed.",
    message="The operation is not allowed while the status is {status}.",
    example=OperationNotAllowed(status="deleted"),
    details=StatusDetails,
    related=("CUSTOMER_NOT_FOUND", "REPORT_NOT_FOUND"),
)

STORAGE_IN_USE: Final = Entry(
    code="STORAGE_IN_USE",
    status=409,
    error=StorageInUse,
    area=Area.CUSTOMERS,
    title="The order has less storage than is used",
    when="A change of plan or add-ons would bring the storage quota below what the customer uses.",
    why=(
        "Images and reports of the customer take `details.usedBytes` bytes. After the change its quota would be "
        "`details.quotaGB` gigabytes of 10^9 bytes, `details.excessBytes` too few: storage that is in use stays paid."
    ),
    check=(
        "Read `GET /customers/{id}/usage`: storage used and the quota of now.",
        "Look whether plan and add-ons change together: the new plan may include less storage.",
    ),
    fix=(
        "Delete at least `details.excessBytes` bytes, then change the order.",
        "Or order at least `details.hotStorageUnits` units of `addOns.hotStorageUnits` in the same change.",
        "Try it with `?dryRun=true`: it is refused alike, and writes nothing.",
        "To end all of it, delete the customer: that is never refused for its storage.",
    ),
    retry=Retry.AFTER_FREEING_SPACE,
    retry_advice="The same change succeeds once `details.excessBytes` bytes less are used.",
    charged="Nothing was charged, refunded or changed.",
    message="The customer uses {used_bytes} bytes; this change would leave it {quota_gb} GB.",
    example=StorageInUse(used_bytes=640_000_000_000, quota_gb=500, excess_bytes=140_000_000_000, hot_storage_units=1),
    details=StorageInUseDetails,
    related=("STORAGE_FULL", "FORBIDDEN"),
)

CUSTOMERS: Final = (CUSTOMER_NOT_FOUND, CUSTOMER_EXISTS, FORBIDDEN, STORAGE_IN_USE)
