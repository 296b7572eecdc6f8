"""How the admin shows an amount."""

from typing import Any

from unfold.widgets import UnfoldAdminDecimalFieldWidget


class CreditsWidget(UnfoldAdminDecimalFieldWidget):
    """A number with hundredths; a phone shows digits and the point."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"step": "0.01", "inputmode": "decimal", **(attrs or {})})
