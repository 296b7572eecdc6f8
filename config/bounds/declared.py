"""All bounds; those of each kind are in a file."""

from typing import Final

from config.bounds.bound import Bound
from config.bounds.rows import ROWS
from config.bounds.space import MEMORY, SIZES
from config.bounds.spending import MAIL, UPSTREAM
from config.bounds.time import TIME

BOUNDS: Final[tuple[Bound, ...]] = (*TIME, *MEMORY, *ROWS, *SIZES, *MAIL, *UPSTREAM)
