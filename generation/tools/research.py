"""Market research for an idea: who would pay, how much, and who is there already."""

from typing import Annotated, Final

from pydantic import Field

from generation.tools.artefact import Artefact
from generation.tools.text import Line, Name, Paragraph
from generation.tools.tool import Brief, Tool


class MarketSize(Artefact):
    """Amounts of money a year as text, with unit and currency; the reasoning says where they come from."""

    tam: Annotated[Line, Field(description="total addressable market: everybody who could buy")]
    sam: Annotated[Line, Field(description="serviceable addressable market: whom the product is for")]
    som: Annotated[Line, Field(description="serviceable obtainable market: who can be won in a few years")]
    reasoning: Annotated[Paragraph, Field(description="how the three were derived, and what is an estimate")]


class Segment(Artefact):
    """A group of people who would use the product, and how willing they are to pay."""

    segment: Annotated[Line, Field(description="who they are")]
    pain_points: Annotated[list[Line], Field(min_length=1, max_length=8, description="what troubles them today")]
    willingness: Annotated[Line, Field(description="what they pay today, and would pay")]


class Competitor(Artefact):
    """A product, or a kind of product, that the audience uses today; the gap is what it leaves open."""

    name: Annotated[Name, Field(description="of the product, or the kind of product")]
    positioning: Annotated[Line, Field(description="for whom it is and what it promises")]
    gap: Annotated[Line, Field(description="what it leaves open")]


class UnitEconomics(Artefact):
    """The revenue model, and its figures as text with units."""

    model: Annotated[Line, Field(description="how money is earned")]
    estimated_ltv: Annotated[Line, Field(alias="estimatedLTV", description="revenue of a customer over its lifetime")]
    estimated_cac: Annotated[Line, Field(alias="estimatedCAC", description="cost of winning a customer")]
    gross_margin: Annotated[Line, Field(description="share of revenue left after its direct costs")]


class Research(Artefact):
    """The result of research."""

    summary: Annotated[Paragraph, Field(description="the findings in some sentences")]
    market_size: MarketSize
    audience: Annotated[list[Segment], Field(min_length=1, max_length=8, description="who would use the product")]
    competitors: Annotated[list[Competitor], Field(min_length=1, max_length=10, description="what they use today")]
    trends: Annotated[list[Line], Field(min_length=1, max_length=10, description="what changes in the market")]
    risks: Annotated[list[Line], Field(min_length=1, max_length=10, description="what could make the product fail")]
    unit_economics: UnitEconomics
    recommendation: Annotated[Paragraph, Field(description="go, go narrower, or don't, and why")]


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
