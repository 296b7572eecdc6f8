"""Market research for an idea: who would pay, how much, and who is there already."""

from typing import Annotated, Final

from pydantic import Field

from generation.tools.artefact import Artefact
from generation.tools.text import Line, Name, Paragraph
from generation.tools.tool import Brief, Tool


class MarketSize(Artefact):
    """Amounts of money a year as text, with unit and currency; the reasoning says where they come from."""

    tam: Line
    sam: Line
    som: Line
    reasoning: Paragraph


class Segment(Artefact):
    """A group of people who would use the product, and how willing they are to pay."""

    segment: Line
    pain_points: Annotated[list[Line], Field(min_length=1, max_length=8)]
    willingness: Line


class Competitor(Artefact):
    """A product, or a kind of product, that the audience uses today; the gap is what it leaves open."""

    name: Name
    positioning: Line
    gap: Line


class UnitEconomics(Artefact):
    """The revenue model, and its figures as text with units."""

    model: Line
    estimated_ltv: Annotated[Line, Field(alias="estimatedLTV")]
    estimated_cac: Annotated[Line, Field(alias="estimatedCAC")]
    gross_margin: Line


class Research(Artefact):
    """The result of research."""

    summary: Paragraph
    market_size: MarketSize
    audience: Annotated[list[Segment], Field(min_length=1, max_length=8)]
    competitors: Annotated[list[Competitor], Field(min_length=1, max_length=10)]
    trends: Annotated[list[Line], Field(min_length=1, max_length=10)]
    risks: Annotated[list[Line], Field(min_length=1, max_length=10)]
    unit_economics: UnitEconomics
    recommendation: Paragraph


RESEARCH: Final = Tool(
    name="research",
    title="Market research",
    summary="Market size, audience, competitors, trends, risks and unit economics of a product idea.",
    cost=2500,
    deadline_seconds=90,
    lowest_plan="free",
    input=Brief,
    output=Research,
    prompt=(
        "Research the market of the product idea. Give tam, sam and som as yearly amounts with a currency, and derive "
        "each in reasoning; say when a number is an estimate. Name two to four audience segments with their pain "
        "points and what they pay today, three to five real competitors with the gap that each leaves, trends, risks, "
        "and unit economics of one revenue model. End with a recommendation: go, go narrower, or don't, and why."
    ),
)
