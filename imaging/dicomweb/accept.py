"""Accept: which of the forms that we have a client takes."""

from collections.abc import Sequence

from imaging.multipart_body import media_type


def ranges(header: str) -> list[tuple[str, dict[str, str]]]:
    """The media ranges of the header that are not refused by q=0; everything if there is none."""
    found = [media_type(part.strip()) for part in _split(header) if part.strip()]
    return [one for one in found if one[1].get("q") not in ("0", "0.0", "0.00", "0.000")] or (
        [] if found else [("*/*", {})]
    )


def takes(header: str, offered: Sequence[str]) -> bool:
    """Whether a client takes one of the media types."""
    accepted = {kind for kind, _ in ranges(header)}
    wild = {f"{kind.partition('/')[0]}/*" for kind in offered}
    return bool(accepted & {"*/*", *wild, *offered})


def _split(header: str) -> list[str]:
    """At the commas that no quotes surround."""
    parts, quoted = [""], False
    for letter in header:
        quoted = quoted != (letter == '"')
        if letter == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
