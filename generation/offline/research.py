"""Research by rules: a market from the industry's orders of magnitude, an audience from the idea's own words."""

from typing import Any, Final

from generation.offline.subject import Subject, clipped, subject_of
from generation.tools.tool import Brief

#: Shares of the whole market: whom the product fits, and who is won within three years.
SERVED_PERCENT: Final = 12
WON_PERMILLE: Final = 15
#: Months that a customer stays, and the share of revenue that is left after running costs.
STAYS_MONTHS: Final = 22
MARGIN_PERCENT: Final = 78
NOTE: Final = "Made offline by rules from the words of the idea: take figures as orders of magnitude and check them."


def plan_research(given: Brief) -> dict[str, Any]:
    """The JSON of a Research."""
    subject = subject_of(given)
    domain = subject.domain
    return {
        "summary": _summary(subject),
        "marketSize": _market(subject),
        "audience": _audience(subject),
        "competitors": [
            {"name": name, "positioning": positioning, "gap": gap} for name, positioning, gap in domain.rivals
        ],
        "trends": [
            *domain.trends,
            *(f"{trait.feature.lower()}: expected by now, no longer admired" for trait in subject.traits),
        ][:6],
        "risks": [*domain.risks, *(f"depends on its {trait.node[0].lower()}" for trait in subject.traits)][:6],
        "unitEconomics": _economics(subject),
        "recommendation": _recommendation(subject),
    }


def first_segment(subject: Subject) -> str:
    """Whom the product is for: in the idea's words if it says so."""
    return subject.audience or subject.domain.segments[0][0]


def _summary(subject: Subject) -> str:
    promise = f" Its promise: a product {subject.promise}." if subject.promise else ""
    return (
        f"{subject.title} is a product in {subject.domain.industry}, first of all for {first_segment(subject)}."
        f"{promise} "
        f"They use {subject.domain.rivals[0][0].lower()} or {subject.domain.rivals[-1][0].lower()} today. {NOTE}"
    )


def _market(subject: Subject) -> dict[str, str]:
    buyers, price = subject.domain.buyers, subject.domain.price
    tam = buyers * price * 12
    sam = tam * SERVED_PERCENT // 100
    som = sam * WON_PERMILLE // 1000
    return {
        "tam": f"{_dollars(tam)} a year",
        "sam": f"{_dollars(sam)} a year",
        "som": f"{_dollars(som)} a year after three years",
        "reasoning": (
            f"About {buyers:,} possible buyers in {subject.domain.industry} worldwide at ${price} a month give the "
            f"whole market. {SERVED_PERCENT} % speak the first languages and look for something like {subject.title}; "
            f"{WON_PERMILLE / 10:g} % of those within three years is a fair aim for a small team. {NOTE}"
        ),
    }


def _audience(subject: Subject) -> list[dict[str, Any]]:
    (first, pains, willingness), *others = subject.domain.segments
    segments = [(subject.audience or first, pains, willingness), *others]
    return [
        {"segment": segment, "painPoints": list(pains), "willingness": willingness}
        for segment, pains, willingness in segments
    ]


def _economics(subject: Subject) -> dict[str, str]:
    lifetime = subject.domain.price * STAYS_MONTHS * MARGIN_PERCENT // 100
    return {
        "model": f"subscription of ${subject.domain.price} a month, free for the first month",
        "estimatedLTV": f"${lifetime:,} ({STAYS_MONTHS} months at {MARGIN_PERCENT} % margin)",
        "estimatedCAC": f"at most ${lifetime // 3:,}, a third of the lifetime value",
        "grossMargin": f"{MARGIN_PERCENT} %",
    }


def _recommendation(subject: Subject) -> str:
    rival, _, gap = subject.domain.rivals[0]
    pain = subject.domain.segments[0][1][0]
    return clipped(
        f"Go, but narrow: win ten customers among {first_segment(subject)} whose pain is {pain}, before anything else "
        f"is built. Compete with {rival.lower()} where they leave a gap ({gap}). Stop if fewer than four of the ten "
        f"would pay ${subject.domain.price} a month after a trial of four weeks.",
        1200,
    )


def _dollars(amount: int) -> str:
    """1_234_000_000 gives $1.2 billion."""
    if amount >= 1_000_000_000:
        return f"${amount / 1e9:.1f} billion"
    return f"${amount / 1e6:.1f} million"
