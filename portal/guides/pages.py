"""What a guide's page shows: the context of its template."""

from typing import Any

from django.conf import settings
from django.utils.safestring import mark_safe

from errors_docs.navigation import neighbours
from portal.guides.guide import Guide
from portal.guides.rendering import rendered

DEEPEST_LISTED = 3


def guide_page(guide: Guide) -> dict[str, Any]:
    """Title, body, the places on it, and the pages before and after it."""
    page = rendered(guide.markdown)
    before, after = neighbours(guide.surface, guide.page.slug)
    return {
        "surface": guide.surface,
        "section": guide.page.slug,
        "page": guide.page,
        "canonical": settings.BASE_URL + guide.path,
        "base_url": settings.BASE_URL,
        "title": guide.title,
        "lead": plain(guide.lead),
        "markdown_url": guide.markdown_path,
        "headings": [heading for heading in page.headings if heading.level <= DEEPEST_LISTED],
        "body": mark_safe(page.html),  # noqa: S308  # made from our own Markdown, HTML in it is escaped
        "before": before,
        "after": after,
    }


def plain(markdown: str) -> str:
    """A sentence without the marks of code."""
    return markdown.replace("`", "")
