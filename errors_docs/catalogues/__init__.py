"""The published error codes: one sealed catalogue for each surface."""

from collections.abc import Mapping
from typing import Final

from errors_docs.catalogue import Catalogue
from errors_docs.catalogues.partner import CATALOGUE as PARTNER_CATALOGUE
from errors_docs.catalogues.workspace import CATALOGUE as WORKSPACE_CATALOGUE
from errors_docs.surfaces import Surface

#: By the name of the surface.
CATALOGUES: Final[Mapping[str, Catalogue]] = {
    catalogue.surface.name: catalogue for catalogue in (PARTNER_CATALOGUE, WORKSPACE_CATALOGUE)
}


def catalogue_for(surface: Surface) -> Catalogue:
    """The codes that this surface answers with. Raises KeyError for a surface without a catalogue."""
    return CATALOGUES[surface.name]
