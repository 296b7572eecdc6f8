"""What a generation tool is, and what every tool is asked with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from generation.tools.artefact import Artefact
from generation.tools.text import long_enough_to_see, prose, storable

#: What the documents show.
EXAMPLE_IDEA: Final = "A booking system for small physiotherapy practices"

#: Characters that can be seen (contract).
SHORTEST_IDEA: Final = 10

PlanName = Literal["free", "starter", "pro"]
Idea = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=SHORTEST_IDEA, max_length=2000),
    AfterValidator(prose),
    AfterValidator(long_enough_to_see(SHORTEST_IDEA)),
]
Context = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000), AfterValidator(prose)]
ProjectId = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(storable)]


class Brief(Artefact):
    """The input that every tool takes. A tool's own adds the artefacts of other tools that it builds on."""

    #: A body as a client sends it, for the documents.
    example: ClassVar[Mapping[str, Any]] = {"idea": EXAMPLE_IDEA}

    idea: Annotated[
        Idea,
        Field(
            description=(
                "What to plan, in 10 characters or more that can be seen. A model answers in its language; the same "
                "idea again is the same project."
            )
        ),
    ]
    context: Annotated[
        Context | None, Field(description="What the result should heed besides: constraints, audience, stack.")
    ] = None
    project_id: Annotated[
        ProjectId | None,
        Field(description="The `meta.projectId` of an earlier result; without it, the project of this idea."),
    ] = None


@dataclass(frozen=True)
class Tool:
    """``cost`` in hundredths of a credit, ``deadline_seconds`` for the whole run, ``lowest_plan`` may use it.

    ``prompt`` orders the output of an upstream model. A tool with ``steps`` asks no upstream of its own: it runs them
    in their order, feeds each with the results before it, and its output has one field for each, by the step's name.
    """

    name: str
    title: str
    summary: str
    cost: int
    deadline_seconds: int
    lowest_plan: PlanName
    input: type[Brief]
    output: type[BaseModel]
    prompt: str = ""
    steps: tuple["Tool", ...] = ()


def by_name(*tools: Tool) -> dict[str, Tool]:
    """The tools in this order. Raises ValueError for a name that is taken: such a process never starts."""
    found: dict[str, Tool] = {}
    for tool in tools:
        if tool.name in found:
            raise ValueError(f"two tools are named {tool.name}")
        found[tool.name] = tool
    return found
