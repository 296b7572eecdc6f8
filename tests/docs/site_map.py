"""Every address of the docs site, made from the catalogues, for tests that go through all of them."""

from typing import Final

from errors_docs.catalogues import CATALOGUES
from errors_docs.navigation import PAGES as NAVIGATION
from errors_docs.surfaces import SURFACES
from portal.guides.guide import GUIDES
from portal.reference.entry import entries_of

CODE_PAGES: Final = [
    (name, entry.code, catalogue.surface.error_url(entry.code))
    for name, catalogue in CATALOGUES.items()
    for entry in catalogue
]
SURFACE_PAGES: Final = [page.path(surface) for surface in SURFACES.values() for page in NAVIGATION[surface.name]]
REFERENCE_PAGES: Final = [entry.url for surface in SURFACES.values() for entry in entries_of(surface)]
PAGES: Final = ["/", "/docs/", *SURFACE_PAGES, *(url for _, _, url in CODE_PAGES), *REFERENCE_PAGES]
GUIDES_AS_MARKDOWN: Final = [guide.markdown_path for guide in GUIDES.values()]
DATA: Final = [
    *(surface.docs_path + page for surface in SURFACES.values() for page in ("/errors.json", "/errors.md")),
    *GUIDES_AS_MARKDOWN,
    *(f"{surface.docs_path}/reference.md" for surface in SURFACES.values()),
    *(f"{path}.md" for path in REFERENCE_PAGES),
    "/docs/search.json",
    "/llms.txt",
    "/llms-full.txt",
    "/sitemap.xml",
    "/brand.css",
]
