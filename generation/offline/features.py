"""Features by rules: the idea's promise, the parts and entities of the architecture, the audience of the research."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from generation.offline.architecture import plan_architecture
from generation.offline.research import plan_research
from generation.offline.subject import Subject, clipped, subject_of
from generation.offline.traits import TRAITS, Trait
from generation.tools.architecture import Architecture, ArchitectureInput, Entity, Node
from generation.tools.features import FeaturesInput
from generation.tools.research import Research

MOST: Final = 10
#: Parts that every product has; they are no features of their own.
CORE: Final = ("frontend", "backend", "database")
#: Entities that signing in brings with it.
PEOPLE: Final = ("person", "user", "account", "role", "session")
#: For parts that no trait of the rules describes.
OF_TYPE: Final = {
    "auth": (
        "Accounts and roles",
        "to sign in safely and invite others",
        "everybody sees only what is theirs",
        6,
        "P0",
    ),
    "ai": ("Assistance by {}", "drafts that I can edit", "I start sooner", 8, "P1"),
    "queue": ("Background work in {}", "long work to go on without me", "I can close the page", 4, "P2"),
    "storage": ("Files in {}", "to keep files with the rest", "nothing is searched twice", 5, "P1"),
    "cache": ("Fast views from {}", "pages that open at once", "I don't wait", 4, "P3"),
    "gateway": ("Access through {}", "to connect what I have already", "nothing is typed twice", 6, "P1"),
    "external": ("Connection to {}", "my other services connected", "both sides stay the same", 6, "P2"),
}


@dataclass(frozen=True)
class _Draft:
    name: str
    want: str
    benefit: str
    checks: tuple[str, ...]
    path: str
    days: int
    priority: str


def plan_features(given: FeaturesInput) -> dict[str, Any]:
    """The JSON of Features. What isn't given of research and architecture is planned first, by the same rules."""
    subject = subject_of(given)
    brief = {"idea": given.idea, "context": given.context}
    research = given.research or Research.model_validate(plan_research(given))
    asked = ArchitectureInput.model_validate({**brief, "research": research})
    architecture = given.architecture or Architecture.model_validate(plan_architecture(asked))
    drafts = sorted(_drafts(subject, architecture), key=lambda draft: draft.priority)[:MOST]
    audience = itertools.cycle(research.audience)
    return {
        "features": [
            _feature(f"F{number}", draft, segment.segment, segment.pain_points[0])
            for number, (draft, segment) in enumerate(zip(drafts, audience, strict=False), start=1)
        ]
    }


def _drafts(subject: Subject, architecture: Architecture) -> Iterator[_Draft]:
    """At least one: the promise. Nothing twice: an entity may be what a part is about."""
    yield _promise(subject)
    entities = [entity for entity in architecture.data_model if entity.entity.lower() not in PEOPLE][:4]
    seen: set[str] = set()
    for draft in itertools.chain(map(_of_node, _parts(architecture)), map(_of_entity, entities)):
        about = draft.path.removesuffix("s")
        if about not in seen:
            seen.add(about)
            yield draft


def _promise(subject: Subject) -> _Draft:
    wish = f"a product {subject.promise}" if subject.promise else f"to use {subject.title} from end to end"
    return _Draft(
        name=clipped(f"Core flow: {subject.title}", 80),
        want=wish,
        benefit="the product is worth opening again",
        checks=(
            "A new user reaches the first result within five minutes",
            "Every step says what went wrong and how to go on",
        ),
        path="/start",
        days=12,
        priority="P0",
    )


def _parts(architecture: Architecture) -> list[Node]:
    return [node for node in architecture.nodes if node.type not in CORE]


def _of_node(node: Node) -> _Draft:
    trait = next((trait for trait in TRAITS if trait.node[0] == node.label), None)
    return _of_trait(trait) if trait else _of_type(node)


def _of_trait(trait: Trait) -> _Draft:
    return _Draft(trait.feature, trait.want, trait.benefit, trait.checks, trait.path, trait.days, trait.priority)


def _of_type(node: Node) -> _Draft:
    name, want, benefit, days, priority = OF_TYPE[node.type]
    checks = (
        clipped(f"{node.label} is covered by a test of the whole way", 240),
        "A failure of it is shown, logged and retried",
    )
    return _Draft(clipped(name.format(node.label), 80), want, benefit, checks, _path(node.label), days, priority)


def _of_entity(entity: Entity) -> _Draft:
    shown = ", ".join(entity.fields[:4])
    return _Draft(
        name=clipped(f"Manage: {entity.entity}", 80),
        want=clipped(f"to add, find, change and remove each {entity.entity}", 100),
        benefit="the records are right",
        checks=(
            clipped(f"A list can be searched and shows {shown}", 240),
            "Removing asks first and can be undone for 30 days",
        ),
        path=_path(entity.entity),
        days=4,
        priority="P1",
    )


def _path(label: str) -> str:
    """Sign-in service gives /sign-in-service; letters of other scripts are kept."""
    return "/" + (re.sub(r"[\W_]+", "-", label.lower()).strip("-") or "items")


def _feature(id: str, draft: _Draft, segment: str, pain: str) -> dict[str, Any]:
    return {
        "id": id,
        "name": draft.name,
        "priority": draft.priority,
        "userStories": [clipped(f"As someone among {segment}, I want {draft.want}, so that {draft.benefit}.", 240)],
        "acceptanceCriteria": [*draft.checks, clipped(f"Tested with people who know this pain: {pain}", 240)],
        "apiSurface": [
            {"method": "GET", "path": draft.path, "purpose": clipped(f"Read: {draft.name}", 240)},
            {"method": "POST", "path": draft.path, "purpose": clipped(f"Create or start: {draft.name}", 240)},
        ],
        "effortDays": draft.days,
    }
