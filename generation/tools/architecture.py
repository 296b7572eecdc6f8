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

    label: Annotated[Name, Field(description="its name; edges refer to it")]
    type: Annotated[NodeType, Field(description="what kind of part it is; external: somebody else runs it")]
    description: Annotated[Line, Field(description="what it does")]
    tech: Annotated[Line, Field(description="what it is made with")]


class Edge(Artefact):
    """Who calls whom, by the labels of two nodes."""

    from_: Annotated[Name, Field(alias="from", description="label of the node that calls")]
    to: Annotated[Name, Field(description="label of the node that is called")]
    protocol: Annotated[Name, Field(description="how they talk, such as HTTPS")]
    purpose: Annotated[Line, Field(description="what the call is for")]


class Choice(Artefact):
    """One decision of the tech stack."""

    category: Annotated[Name, Field(description="what is decided, such as the database")]
    choice: Annotated[Line, Field(description="what was chosen")]
    rationale: Annotated[Line, Field(description="why")]


class Entity(Artefact):
    """What is stored, with its fields and how it belongs to others."""

    entity: Annotated[Name, Field(description="what is stored")]
    fields: Annotated[list[Name], Field(min_length=1, max_length=20, description="names of its fields")]
    relationships: Annotated[
        list[Line], Field(min_length=0, max_length=10, description="how it belongs to other entities")
    ]


class Boundary(Artefact):
    """A line that an attacker must not cross, what lies behind it, and what holds it."""

    name: Annotated[Name, Field(description="where the line runs")]
    protects: Annotated[Line, Field(description="what lies behind it")]
    mechanism: Annotated[Line, Field(description="what holds it")]


class MonthlyCost(Artefact):
    """Running costs a month as text with a currency, at three numbers of users."""

    users_1k: Annotated[Name, Field(description="with 1,000 users")]
    users_10k: Annotated[Name, Field(description="with 10,000 users")]
    users_100k: Annotated[Name, Field(description="with 100,000 users")]


class Architecture(Artefact):
    """The result of architecture."""

    summary: Annotated[Paragraph, Field(description="the design in some sentences")]
    nodes: Annotated[list[Node], Field(min_length=2, max_length=20, description="the parts of the system")]
    edges: Annotated[list[Edge], Field(min_length=1, max_length=40, description="who calls whom")]
    tech_stack: Annotated[list[Choice], Field(min_length=1, max_length=15, description="each decision with its reason")]
    data_model: Annotated[list[Entity], Field(min_length=1, max_length=15, description="what is stored")]
    security_boundaries: Annotated[
        list[Boundary], Field(min_length=1, max_length=10, description="lines that an attacker must not cross")
    ]
    scaling_strategy: Annotated[Paragraph, Field(description="what to do as users come")]
    estimated_monthly_cost: MonthlyCost


class ArchitectureInput(Brief):
    """The idea is enough; research makes the result fit its audience, but nobody must buy it first."""

    research: Annotated[
        Research | None, Field(description="The `data` of research: whom the system serves, and which gaps it closes.")
    ] = None


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
