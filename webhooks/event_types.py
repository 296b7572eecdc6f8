"""The names of what can happen. Public: add freely, never rename, never reuse."""

from typing import Final

CREDITS_LOW: Final = "credits.low"
CREDITS_DEPLETED: Final = "credits.depleted"
