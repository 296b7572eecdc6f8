"""What changed, from the project's own changelog."""

import re
from pathlib import Path
from typing import Final

from django.conf import settings

from errors_docs.surfaces import Surface

_VERSION: Final = re.compile(r"^## (?P<name>.+)$", re.MULTILINE)
_PART: Final = re.compile(r"^### (?P<name>.+)$", re.MULTILINE)


def changes(surface: Surface, argument: str) -> str:
    """Each version with what concerns this surface: its own part, and the part that is about both."""
    text = (Path(settings.BASE_DIR) / "CHANGELOG.md").read_text(encoding="utf-8")
    blocks = []
    for version, body in _sections(_VERSION, text):
        found = [part for name, part in _sections(_PART, body) if name.startswith((surface.title, "Both"))]
        if found:
            blocks.append(f"## {version}\n\n" + "\n".join(part.strip() for part in found))
    return "\n\n".join(blocks)


def _sections(heading: "re.Pattern[str]", text: str) -> list[tuple[str, str]]:
    starts = list(heading.finditer(text))
    ends = [following.start() for following in starts[1:]] + [len(text)]
    return [(start["name"], text[start.end() : end]) for start, end in zip(starts, ends, strict=True)]
