"""What pages say of ``details.suggestion``, on both surfaces."""

from typing import Final

READ_THE_SUGGESTION: Final = (
    "Read `details.suggestion`, where there is one: the path that was probably meant. `details.methods` are the "
    "methods that it takes."
)
