"""The site for machines: llms.txt, llms-full.txt and the sitemap."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.html import escape

from errors_docs.catalogues import CATALOGUES
from errors_docs.markdown import catalogue_markdown
from errors_docs.navigation import ERRORS, PAGES, REFERENCE
from errors_docs.surfaces import SURFACES
from portal.guides.guide import guides_of
from portal.guides.pages import plain
from portal.reference.entry import entries_of


def llms() -> str:
    """What there is to read, one line a page, each as Markdown (llmstxt.org)."""
    blocks = [f"# {settings.BRAND_NAME}", "> Prepaid APIs: partners and workspaces call them with their own keys."]
    for surface in SURFACES.values():
        pages = [f"- [{guide.title}]({_url(guide.markdown_path)}): {plain(guide.lead)}" for guide in guides_of(surface)]
        errors = f"- [Error codes]({_url(surface.docs_path)}/errors.md): every code with cause, fix and example"
        reference = (
            f"- [{REFERENCE.title}]({_url(REFERENCE.path(surface))}.md): every endpoint, each with a page of its own"
        )
        document = f"- [OpenAPI 3.1]({_url(surface.base_path)}/openapi.json): every endpoint for generators"
        blocks.append("\n".join([f"## {surface.title}", "", *pages, errors, reference, document]))
    return "\n\n".join(blocks) + "\n"


def llms_full() -> str:
    """Every guide and every error code in one text."""
    texts = []
    for surface in SURFACES.values():
        texts += [guide.markdown for guide in guides_of(surface)]
        texts.append(catalogue_markdown(surface))
    return "\n\n".join(text.strip() for text in texts) + "\n"


def sitemap() -> str:
    """Every page that a search engine may list."""
    rows = "\n".join(f"<url><loc>{escape(_url(path))}</loc></url>" for path in addresses())
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}\n{rows}\n</urlset>\n"


def addresses() -> Iterator[str]:
    """The path of each page: guides, error tables, codes, references."""
    yield from ("/", "/docs/")
    for surface in SURFACES.values():
        yield from (page.path(surface) for page in PAGES[surface.name])
        yield from (f"{ERRORS.path(surface)}/{entry.code}" for entry in CATALOGUES[surface.name])
        yield from (entry.url for entry in entries_of(surface))


def _url(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
