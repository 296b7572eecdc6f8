"""Architecture by rules: a small core that every product needs, and a part for each trait of the idea."""

from typing import Any, Final

from generation.offline.research import NOTE, first_segment
from generation.offline.subject import Subject, clipped, subject_of
from generation.tools.architecture import ArchitectureInput

APP: Final = "Web app"
API: Final = "Application server"
DATABASE: Final = "Database"
SIGN_IN: Final = "Sign-in"
#: US dollars a month for the core at 1,000, 10,000 and 100,000 users, and for each part beside it.
CORE_COST: Final = (60, 240, 1400)
PART_COST: Final = (15, 90, 650)


def plan_architecture(given: ArchitectureInput) -> dict[str, Any]:
    """The JSON of an Architecture. Research, if given, says whom the app and its entities are for."""
    subject = subject_of(given)
    audience = given.research.audience[0].segment if given.research else first_segment(subject)
    return {
        "summary": clipped(
            f"{subject.title}: one web application and one PostgreSQL database, with {_parts(subject)} beside them. "
            f"Built for {audience}; two developers can run it. {NOTE}",
            1200,
        ),
        "nodes": _nodes(subject, audience),
        "edges": _edges(subject),
        "techStack": _stack(subject),
        "dataModel": _entities(subject),
        "securityBoundaries": _boundaries(subject),
        "scalingStrategy": _scaling(subject),
        "estimatedMonthlyCost": _cost(subject),
    }


def _parts(subject: Subject) -> str:
    return ", ".join(trait.node[0].lower() for trait in subject.traits) or "nothing else"


def _nodes(subject: Subject, audience: str) -> list[dict[str, str]]:
    core = [
        (
            APP,
            "frontend",
            clipped(f"What {audience} see, on phone and desk", 240),
            "TypeScript, server-rendered pages first",
        ),
        (API, "backend", "Rules, permissions and the API, in one process that can be copied", "Python and Django"),
        (SIGN_IN, "auth", "Accounts, sessions and roles", "OpenID Connect, passkeys"),
        (DATABASE, "database", "Everything that must not be lost", "PostgreSQL, with backups to a second place"),
    ]
    return [
        {"label": label, "type": kind, "description": description, "tech": tech}
        for label, kind, description, tech in [*core, *(trait.node for trait in subject.traits)]
    ]


def _edges(subject: Subject) -> list[dict[str, str]]:
    core = [
        (APP, API, "HTTPS", "reads and changes everything through the API"),
        (APP, SIGN_IN, "OIDC", "signs people in"),
        (API, SIGN_IN, "HTTPS", "checks who is calling"),
        (API, DATABASE, "SQL", "stores and finds"),
    ]
    parts = [
        (API, trait.node[0], trait.protocol, f"{trait.feature.lower()}: {trait.benefit}") for trait in subject.traits
    ]
    return [
        {"from": start, "to": end, "protocol": protocol, "purpose": purpose}
        for start, end, protocol, purpose in [*core, *parts]
    ]


def _stack(subject: Subject) -> list[dict[str, str]]:
    chosen = [
        ("Frontend", "TypeScript with server-rendered pages", "fast on old phones, and found by search engines"),
        ("Backend", "Python and Django", "accounts, admin and migrations are there on the first day"),
        ("Database", "PostgreSQL", "transactions, search and queues in one system that many can run"),
        ("Operations", "containers on two small servers", "cheap, and one may fail"),
    ]
    parts = [(trait.feature, trait.node[3], f"so that {trait.benefit}") for trait in subject.traits]
    return [{"category": name, "choice": choice, "rationale": why} for name, choice, why in [*chosen, *parts]]


def _entities(subject: Subject) -> list[dict[str, Any]]:
    """Each of the industry belongs to a person; the second to the first as well."""
    (first, first_fields), (second, second_fields) = subject.domain.entities
    rows = [
        ("Person", ["id", "email", "name", "role"], []),
        (first, list(first_fields), ["belongs to Person"]),
        (second, list(second_fields), [f"belongs to {first}", "written by Person"]),
        *(
            (_entity(trait.path), ["id", "personId", "state", "createdAt"], ["belongs to Person"])
            for trait in subject.traits
        ),
    ]
    return [{"entity": name, "fields": fields, "relationships": relations} for name, fields, relations in rows]


def _entity(path: str) -> str:
    """/bookings gives Booking."""
    return path.strip("/").removesuffix("s").capitalize()


def _boundaries(subject: Subject) -> list[dict[str, str]]:
    first = subject.domain.entities[0][0]
    rows = [
        ("Public edge", "the application server from the open network", "TLS, rate limits, bounded bodies"),
        (
            "Between accounts",
            f"each account's data of {first}",
            "every query goes through its owner; row-level security",
        ),
        ("Data at rest", "database and backups", "encrypted disks, keys kept apart, restores practised"),
    ]
    outside = [trait.node[0] for trait in subject.traits if trait.node[1] in ("external", "ai")]
    if outside:
        rows.append(("Third parties", f"what leaves for {', '.join(outside)}", "only needed fields, signed webhooks"))
    return [{"name": name, "protects": protects, "mechanism": mechanism} for name, protects, mechanism in rows]


def _scaling(subject: Subject) -> str:
    first = subject.domain.entities[0][0]
    return (
        f"Up to 10,000 users: one larger database and two copies of the application server. Up to 100,000: a read "
        f"replica for lists of {first}, tasks moved to workers of their own, static files to a CDN. Beyond that, split "
        f"the tables that grow by account. Measure first: the first limit is usually a query without an index."
    )


def _cost(subject: Subject) -> dict[str, str]:
    small, middle, large = (
        f"about ${core + part * len(subject.traits):,}" for core, part in zip(CORE_COST, PART_COST, strict=True)
    )
    return {"users1k": small, "users10k": middle, "users100k": large}
