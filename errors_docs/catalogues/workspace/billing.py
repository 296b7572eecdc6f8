"""Workspace API: credits and plans."""

from typing import Final

from errors_docs.catalogue import Area, Entry, Retry
from errors_docs.exceptions import InsufficientCredits, PlanGate
from errors_docs.shapes import CreditsDetails, PlanGateDetails

INSUFFICIENT_CREDITS: Final = Entry(
    code="insufficient_credits",
    status=402,
    error=InsufficientCredits,
    area=Area.BILLING,
    title="Not enough credits",
    when="The credits available to the workspace are below what the tool costs.",
    why=(
        "A tool's cost is reserved before it starts, so the available credits must cover all of it. `details.required` "
        "is the cost, `details.current` is what is available: the balance less what running generations hold. The tool "
        "was not started."
    ),
    check=(
        "Read `GET /mcp/credits`: balance, held, plan, next refresh and the cost of each tool; asking is free.",
        "Compare with the tool: research 25, architecture 20, features 25, phases 30, blueprint 150.",
        (
            "If `held` is above 0, other generations are running: what they hold is charged or comes back when they "
            "end, at the latest 60 s after their deadline."
        ),
        "Look at the key's mode: live and test have separate balances.",
    ),
    fix=(
        "If `held` explains the gap, wait for the running generations and send the call again.",
        "Otherwise buy credits, or wait for the monthly refresh whose time `GET /mcp/credits` shows.",
        "If it happens every month, take a higher plan: Free has 100 credits a month, Starter 500, Pro 2000.",
        "Instead of blueprint call the single tools that you need: the four together cost 100 credits.",
    ),
    retry=Retry.AFTER_TOP_UP_OR_REFRESH,
    retry_advice="The same call succeeds once `details.required` is available; before that every retry is refused.",
    charged="Nothing was charged or reserved: the tool was not started.",
    message="This call needs {required} credits; {current} are available.",
    example=InsufficientCredits(required=25_00, current=12_00),
    details=CreditsDetails,
    related=("plan_gate", "regen_limit"),
)

PLAN_GATE: Final = Entry(
    code="plan_gate",
    status=403,
    error=PlanGate,
    area=Area.BILLING,
    title="The tool belongs to a higher plan",
    when="The tool needs a higher plan than the workspace has.",
    why=(
        "Each tool has a lowest plan. research and architecture are in Free; features, phases and blueprint begin with "
        "Starter. Credits don't open a tool, only the plan does."
    ),
    check=(
        "Compare `details.requiredPlan` with `details.currentPlan`.",
        "If the plan was upgraded just now, `GET /mcp/credits` shows the plan that counts.",
        "Make sure that the key belongs to the workspace which was upgraded.",
    ),
    fix=(
        "Upgrade the workspace to `details.requiredPlan` or above; its keys and credits stay.",
        "On Free, work with research and architecture.",
    ),
    retry=Retry.NEVER,
    retry_advice="The same call is refused until the workspace has the plan.",
    charged="Nothing was charged or reserved: the tool was not started.",
    message="This tool needs the plan {required_plan}; the workspace has {current_plan}.",
    example=PlanGate(required_plan="Starter", current_plan="Free"),
    details=PlanGateDetails,
    related=("insufficient_credits", "regen_limit", "insufficient_scope"),
)

BILLING: Final = (INSUFFICIENT_CREDITS, PLAN_GATE)
