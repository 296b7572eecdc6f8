"""How the settings of the brand are read: a wrong one refuses to start, as any setting does."""

import re
from pathlib import Path
from typing import Final

from config.environment import Malformed

#: What text must have against its ground (WCAG 2.2, 1.4.3).
CONTRAST: Final = 4.5
#: The grounds of the site, light and dark; static/docs/site.css has the same.
GROUNDS: Final = ("#ffffff", "#0e0f13")
LARGEST_LOGO: Final = 20_000


def svg_file(raw: str) -> str:
    """The text of an SVG file, without script and small enough to be a part of every page's weight."""
    path = Path(raw)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Malformed(f"is {raw!r}, which cannot be read: {wrong}") from wrong
    if "<svg" not in text or "<script" in text.lower() or len(text) > LARGEST_LOGO:
        raise Malformed(f"is {raw!r}, not an SVG file without script of at most {LARGEST_LOGO} characters")
    return text


def colour_pair(raw: str) -> tuple[str, str]:
    """Two colours, the first readable on the light ground, the second on the dark one."""
    colours = tuple(word.strip().lower() for word in raw.split(","))
    if len(colours) != len(GROUNDS) or not all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours):
        raise Malformed(f"is {raw!r}, not two colours such as #3f4fd0,#98a6ff")
    for colour, ground in zip(colours, GROUNDS, strict=True):
        if contrast(colour, ground) < CONTRAST:
            raise Malformed(f"has {colour}, which is hard to read on {ground}")
    light, dark = colours
    return light, dark


def contrast(colour: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted([_luminance(colour), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
