"""Partner API: credits, plans, and what a partner may sell."""

from datetime import UTC, datetime
from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import (
    CannotSell,
    CostBreakdown,
    InsufficientCredits,
    PlanNotEnabled,
    PlanNotFound,
    TrialExpired,
)
from errors_docs.shapes import CreditsBreakdownDetails, PlanNotEnabledDetails, PlansDetails, TierDetails, TrialDetails

INSUFFICIENT_CREDITS: Final = Entry(
    code="INSUFFICIENT_CREDITS",
    status=400,
    error=InsufficientCredits,
    area=Area.BILLING,
    title="Not enough credits",
    when="The credits available to the partner are below what the call costs.",
    why=(
        "The call costs `details.required`; `details.current` is available, which is the balance less what is held. On "
        "create, `details.breakdown` splits the cost: `basePlanCost` and `aiLensMedicalCost` are per seat and "
        "multiplied by `seats`, `addOnCost` is the sum over the add-ons, each at your wholesale discount and rounded "
        "to 0.01; `total` is their sum. Add-ons and `aiLensMedical` are priced for a month and cost twelve months in "
        "a yearly plan."
    ),
    check=(
        "Read the balance with `GET /account`: available is the balance less what is held.",
        (
            "Compare `details.breakdown` with the order: seats multiply the plan's price, and one unit of "
            "`hotStorageUnits` is 500 GB."
        ),
        "Look at the key's mode: live and test have separate balances, and credits never move between them.",
        (
            "If the balance was higher yesterday, `GET /account/credits/history` shows every charge, refund and "
            "adjustment, newest first; renewals are among the charges, and credits lapse 12 months after their "
            "purchase."
        ),
    ),
    fix=(
        "Ask `POST /customers/quote` with the same body what it costs; a quote writes nothing.",
        "Top up by at least the difference of `required` and `current`, or order less.",
        "Send the call again with a new `Idempotency-Key`: the old one replays this refusal for 24 hours.",
        "Listen to the webhooks `credits.low` (10 credits or less) and `credits.depleted` (0) to top up in time.",
    ),
    retry=Retry.AFTER_TOP_UP,
    retry_advice="The same call succeeds once `details.required` is available; before that every retry is refused.",
    charged="Nothing was charged, and no customer, subscription or add-on was written or changed.",
    message="This call needs {required} credits; {current} are available.",
    example=InsufficientCredits(
        required=150_00,
        current=50_00,
        breakdown=CostBreakdown(base_plan_cost=100_00, add_on_cost=50_00, ai_lens_medical_cost=0, total=150_00),
    ),
    details=CreditsBreakdownDetails,
    related=("PLAN_NOT_ENABLED", "CANNOT_SELL", "TRIAL_EXPIRED"),
)

INVALID_PLAN: Final = Entry(
    code="INVALID_PLAN",
    status=404,
    error=PlanNotFound,
    area=Area.BILLING,
    title="No such plan",
    when="The plan is unknown, no longer active, or not opened to this partner by the platform.",
    why=(
        "The three cases get the same answer, so that it says nothing about plans which are not open to you. A plan "
        "that is open to you but not set up by you gets `PLAN_NOT_ENABLED` instead."
    ),
    check=(
        "Read `details.plans`: the ids that you may order. `details.suggestion` is the one that was probably meant.",
        (
            "Compare the id with `GET /plans`, which lists the plans that you enabled: it must be the plan's id, not "
            "its name."
        ),
        "If it worked before, the plan was retired or closed to you; the id did not change.",
        "If the id comes from another installation or from a copied example, it doesn't exist here.",
    ),
    fix=(
        "Take an id from `GET /plans`, and read it from there rather than writing it into code.",
        "If the plan should be open to you, ask the operator to open it, then enable it in your retail pricing.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same id is refused until the platform opens the plan to you.",
    charged="Nothing was charged or changed.",
    message="There is no such plan, or it is not active, or it is not open to this partner.",
    suggesting=(
        "There is no such plan, or it is not active, or it is not open to this partner. Did you mean {suggestion}?"
    ),
    example=PlanNotFound(plans=("starter", "clinic"), suggestion="starter"),
    details=PlansDetails,
    related=("PLAN_NOT_ENABLED", "VALIDATION_FAILED"),
)

PLAN_NOT_ENABLED: Final = Entry(
    code="PLAN_NOT_ENABLED",
    status=400,
    error=PlanNotEnabled,
    area=Area.BILLING,
    title="The plan is not set up for selling",
    when="The plan is open to the partner, who has not enabled it or has not set a price that this order needs.",
    why=(
        "A partner sells a plan only after enabling it in its retail pricing and giving it every price that the order "
        "touches, add-ons included. `details.planId` names the plan and `details.missing` lists what is not set."
    ),
    check=(
        "Read `details.missing`: it is the complete list for this order.",
        "See whether the plan is in `GET /plans`; one that you haven't enabled is not.",
        (
            "An order with an add-on or with `aiLensMedical` needs a price for that as well: without it the same plan "
            "may work."
        ),
    ),
    fix=(
        "Enable the plan in your retail pricing.",
        "Set each price in `details.missing`.",
        "Send the order again with a new `Idempotency-Key`.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same order is refused until your retail pricing is complete.",
    charged="Nothing was charged or changed.",
    message="The plan is not enabled in your retail pricing, or a price that this order needs is not set.",
    example=PlanNotEnabled(plan_id="clinic", missing=("hotStorageUnits", "aiLensMedical")),
    details=PlanNotEnabledDetails,
    related=("INVALID_PLAN", "INSUFFICIENT_CREDITS"),
)

TRIAL_EXPIRED: Final = Entry(
    code="TRIAL_EXPIRED",
    status=403,
    error=TrialExpired,
    area=Area.BILLING,
    title="The partner's trial has ended",
    when="The partner's own trial has ended, and it tries to add a customer.",
    why=(
        "A partner's own trial lasts 14 days unless the operator set another end. After `details.trialEndedAt` it adds "
        "no new customers until it upgrades. This has nothing to do with `trialDays`, the trial of a single customer."
    ),
    check=(
        "Read tier and trial state with `GET /account`.",
        "Compare `details.trialEndedAt`, which is UTC, with the clock.",
    ),
    fix=(
        "Ask the operator for another tier; from `registered` on a tier lowers the wholesale price too.",
        "Repeat the call with a new `Idempotency-Key` once `GET /account` shows the new tier; your keys stay the same.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same call is refused until the partner account is upgraded.",
    charged="Nothing was charged, and no customer was made.",
    message="The partner's trial ended at {trial_ended_at}; upgrade to add customers.",
    example=TrialExpired(trial_ended_at=datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
    details=TrialDetails,
    related=("CANNOT_SELL", "INSUFFICIENT_CREDITS"),
)

CANNOT_SELL: Final = Entry(
    code="CANNOT_SELL",
    status=403,
    error=CannotSell,
    area=Area.BILLING,
    title="The tier does not include selling",
    when="The partner's tier does not allow selling to customers.",
    why=(
        "Whether a partner may sell is a property of its tier, named in `details.tier`. `referral` may not; `trial`, "
        "`registered`, `silver`, `gold` and `platinum` may, unless the operator changed the tiers."
    ),
    check=(
        "Read the tier with `GET /account`: it belongs to the partner, so no other key and no other plan changes it.",
        "If it worked before, the operator moved the account to another tier.",
    ),
    fix=(
        "Ask the operator for a tier that may sell.",
        "Repeat the call with a new `Idempotency-Key` once `GET /account` shows the new tier.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same call is refused for as long as the tier stays.",
    charged="Nothing was charged, and no customer was made.",
    message="The tier {tier} does not include selling to customers.",
    example=CannotSell(tier="referral"),
    details=TierDetails,
    related=("TRIAL_EXPIRED", "INSUFFICIENT_SCOPE"),
)

BILLING: Final = (INSUFFICIENT_CREDITS, INVALID_PLAN, PLAN_NOT_ENABLED, TRIAL_EXPIRED, CANNOT_SELL)
