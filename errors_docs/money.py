"""Money is counted in hundredths of a credit, as an integer; this is the one place where it becomes a JSON number."""

from typing import Annotated, Final

HUNDREDTHS: Final = 100


class InHundredths:
    """Marks an integer field as an amount, so that schemas and answers show it in credits."""


#: An exact amount: an integer count of hundredths of a credit.
Money = Annotated[int, InHundredths]


def as_credits(hundredths: int) -> int | float:
    """The JSON number for an amount: 15000 gives 150, 1250 gives 12.5. At most two decimals, by construction."""
    whole, rest = divmod(hundredths, HUNDREDTHS)
    return whole if rest == 0 else hundredths / HUNDREDTHS


def format_credits(hundredths: int, *, grouped: bool = False) -> str:
    """The amount as people read it, always with two decimals: 150000 gives "1500.00", or grouped "1,500.00"."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    return f"{sign}{whole:,}.{rest:02d}" if grouped else f"{sign}{whole}.{rest:02d}"
