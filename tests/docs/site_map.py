"""Every address of the docs site, made from the catalogues, for tests that go through all of them."""

from typing import Final

from errors_docs.catalogues import CATALOGUES
from errors_docs.surfaces import SURFACES

CODE_PAGES: Final = [
    (name, entry.code, catalogue.surface.error_url(entry.code))
    for name, catalogue in CATALOGUES.items()
    for entry in catalogue
]
SURFACE_PAGES: Final = [
    surface.docs_path + page for surface in SURFACES.values() for page in ("", "/errors", "/reference")
]
PAGES: Final = ["/", "/docs/", "/docs/workspace/mcp", *SURFACE_PAGES, *(url for _, _, url in CODE_PAGES)]
DATA: Final = [
    "/docs/workspace/mcp.md",
    *(surface.docs_path + page for surface in SURFACES.values() for page in ("/errors.json", "/errors.md")),
]
