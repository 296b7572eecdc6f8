"""A system architecture for an idea: parts, how they talk, what they store, what they cost."""

from typing import Annotated, Final, Literal

from pydantic import Field

from generation.tools.artefact import Artefact
from generation.tools.research import Research
from generation.tools.text import Line, Name, Paragraph
from generation.tools.tool import Brief, Tool

NodeType = Literal["frontend", "backend", "database", "auth", "queue", "storage", "cache", "ai", "gateway", "external"]


class Node(Artefact):
    """A part of the system. Edges name it by its label."""

    label: Name
    type: NodeType
    description: Line
    tech: Line


class Edge(Artefact):
    """Who calls whom, by the labels of two nodes."""

    from_: Annotated[Name, Field(alias="from")]
    to: Name
    protocol: Name
    purpose: Line


class Choice(Artefact):
    """One decision of the tech stack."""

    category: Name
    choice: Line
    rationale: Line


class Entity(Artefact):
    """What is stored, with its fields and how it belongs to others."""

    entity: Name
    fields: Annotated[list[Name], Field(min_length=1, max_length=20)]
    relationships: Annotated[list[Line], Field(min_length=0, max_length=10)]


class Boundary(Artefact):
    """A line that an attacker must not cross, what lies behind it, and what holds it."""

    name: Name
    protects: Line
    mechanism: Line


class MonthlyCost(Artefact):
    """Running costs a month as text with a currency, at three numbers of users."""

    users_1k: Name
    users_10k: Name
    users_100k: Name


class Architecture(Artefact):
    """The result of architecture."""

    summary: Paragraph
    nodes: Annotated[list[Node], Field(min_length=2, max_length=20)]
    edges: Annotated[list[Edge], Field(min_length=1, max_length=40)]
    tech_stack: Annotated[list[Choice], Field(min_length=1, max_length=15)]
    data_model: Annotated[list[Entity], Field(min_length=1, max_length=15)]
    security_boundaries: Annotated[list[Boundary], Field(min_length=1, max_length=10)]
    scaling_strategy: Paragraph
    estimated_monthly_cost: MonthlyCost


class ArchitectureInput(Brief):
    """The idea is enough; research makes the result fit its audience, but nobody must buy it first."""

    research: Research | None = None


ARCHITECTURE: Final = Tool(
    name="architecture",
    title="System architecture",
    summary="Nodes and edges, tech stack, data model, security boundaries, scaling and running costs of the product.",
    cost=2000,
    deadline_seconds=120,
    lowest_plan="free",
    input=ArchitectureInput,
    output=Architecture,
    prompt=(
        "Design the smallest system that can run the product idea. Give nodes, and edges whose from and to are labels "
        "of your nodes; choose technology that a small team can run and give the reason of each choice; describe the "
        "stored entities, the security boundaries, how the system grows, and estimated monthly costs with a currency. "
        "If research is given, serve its audience and close the gaps of its competitors."
    ),
)
