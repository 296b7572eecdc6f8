"""The two worlds of an account. Keys, wallets and customers of one never meet those of the other."""

from typing import Final

LIVE: Final = "live"
TEST: Final = "test"
MODES: Final = (LIVE, TEST)


def mode_choices() -> list[tuple[str, str]]:
    """For a model's ``choices``; a function, so that migrations don't list them."""
    return [(mode, mode) for mode in MODES]
