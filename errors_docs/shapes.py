"""The typed shapes of ``error.details``: frozen dataclasses whose fields are named as the exception's fields.

An array of shapes is ``list[Shape]``. A field's name in JSON is its camelCase, or its JsonName.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from errors_docs.exceptions import CostBreakdown, FieldProblem
from errors_docs.jsonform import JsonName
from errors_docs.money import Money


@dataclass(frozen=True)
class ReasonDetails:
    reason: Annotated[str, "which of the reasons below it is; more may be added"]


@dataclass(frozen=True)
class RateLimitDetails:
    limit: int
    window_seconds: int
    retry_after: int


@dataclass(frozen=True)
class RateLimitReasonDetails(RateLimitDetails):
    reason: Annotated[str, "which of the reasons below it is; more may be added"]


@dataclass(frozen=True)
class TrialDetails:
    trial_ended_at: datetime


@dataclass(frozen=True)
class TrialLimitDetails:
    limit: Annotated[str, "the bound: seats, trialDays, openTrials, or the name of an add-on"]
    allowed: Annotated[int, "the most that your tier allows"]
    requested: Annotated[int, "what it would be with this call"]


@dataclass(frozen=True)
class TrialUsedDetails:
    customer_id: Annotated[str, "the customer that had the trial; it may be deleted"]
    began_at: Annotated[datetime, "when that trial began"]


@dataclass(frozen=True)
class TierDetails:
    tier: str


@dataclass(frozen=True)
class CreditsDetails:
    required: Money
    current: Money


@dataclass(frozen=True)
class CreditsBreakdownDetails:
    required: Money
    current: Money
    breakdown: CostBreakdown | None = None


@dataclass(frozen=True)
class KeyCapDetails:
    cap: Money
    spent: Money
    required: Money
    resets_at: datetime


@dataclass(frozen=True)
class PlansDetails:
    plans: Annotated[list[str], "the ids of the plans that you may order, at most 50"]
    suggestion: Annotated[str | None, "the one of them that was probably meant"] = None


@dataclass(frozen=True)
class PlanNotEnabledDetails:
    plan_id: str
    missing: list[str]


@dataclass(frozen=True)
class StatusDetails:
    status: str


@dataclass(frozen=True)
class StorageDetails:
    quota_gb: Annotated[int, JsonName("quotaGB")]
    used_bytes: int
    required_bytes: int


@dataclass(frozen=True)
class StorageInUseDetails:
    used_bytes: Annotated[int, "what the customer's images and reports take now"]
    quota_gb: Annotated[int, JsonName("quotaGB"), "the quota after the change, each GB 10^9 bytes"]
    excess_bytes: Annotated[int, "what must be deleted for the order to be enough"]
    hot_storage_units: Annotated[int, "the least hotStorageUnits in addOns with which it would be enough"]


@dataclass(frozen=True)
class EndpointLimitDetails:
    limit: int


@dataclass(frozen=True)
class ReplayDetails:
    limit: int
    found: int


@dataclass(frozen=True)
class LimitBytesDetails:
    limit_bytes: int


@dataclass(frozen=True)
class EndpointDetails:
    suggestion: Annotated[str | None, "the path that was probably meant, with its variables in braces"] = None
    methods: Annotated[list[str] | None, "the methods that it takes"] = None


@dataclass(frozen=True)
class AllowedDetails:
    allowed: list[str]


@dataclass(frozen=True)
class DocumentDetails:
    allowed: Annotated[list[str], "the types that are taken"]
    reason: Annotated[str, "which of the reasons below it is; more may be added"]
    found: Annotated[str | None, "what was found in it; left out if it isn't a document at all"] = None


@dataclass(frozen=True)
class RevokedDetails:
    revoked_at: datetime


@dataclass(frozen=True)
class PlanGateDetails:
    required_plan: str
    current_plan: str


@dataclass(frozen=True)
class RegenerationDetails:
    cap: int
    used: int
    project_id: str


@dataclass(frozen=True)
class CrowdDetails:
    limit: int
    retry_after: int


@dataclass(frozen=True)
class TimeoutDetails:
    timeout_seconds: int


@dataclass(frozen=True)
class ScopeDetails:
    required_scope: str
    granted_scopes: list[str]


@dataclass(frozen=True)
class AddressDetails:
    address: str


@dataclass(frozen=True)
class MediaTypeDetails:
    supported: list[str]
    reason: Annotated[str, "which of the reasons below it is; more may be added"]
    received: Annotated[str | None, "what came instead; left out if nothing came that can be repeated"] = None


@dataclass(frozen=True)
class RetryAfterDetails:
    retry_after: int


#: ``details`` of a failed validation is an array, one element a problem.
FieldProblems = list[FieldProblem]
