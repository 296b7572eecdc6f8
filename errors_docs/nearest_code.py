"""The error code that was probably meant by one that a surface doesn't publish."""

from errors_docs.catalogues import CATALOGUES, catalogue_for
from errors_docs.surfaces import Surface
from foundation.nearest import nearest, plain


def nearest_code(surface: Surface, code: str) -> str | None:
    """Return a code of the surface: the same refusal in another surface's words, or the nearest in spelling."""
    catalogue = catalogue_for(surface)
    codes = {plain(entry.code): entry.code for entry in catalogue}
    if (same := codes.get(plain(code))) is not None:
        return same
    for other in CATALOGUES.values():
        found = next((entry for entry in other if plain(entry.code) == plain(code)), None)
        entry = None if found is None else catalogue.entry_for(found.error)
        if entry is not None:
            return entry.code
    return nearest(code, codes.values())
