"""The addresses of the docs site. They are public and stay: every refusal carries one."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from errors_docs import brand, views
from errors_docs.languages import LANGUAGES
from errors_docs.surfaces import SURFACES, Surface


def _surface_pages(surface: Surface) -> Iterator[URLPattern]:
    at = surface.docs_path.lstrip("/")
    given = {"surface": surface}
    yield path(f"{at}/errors", views.error_index, given)
    yield path(f"{at}/errors.json", views.error_json, given)
    yield path(f"{at}/errors.md", views.error_markdown, given)
    yield path(f"{at}/errors/<str:code>", views.code_page, given)
    for language in LANGUAGES:
        below = at.replace("docs/", f"docs/{language}/", 1)
        yield path(f"{below}/errors", views.error_index, {**given, "language": language})
        yield path(f"{below}/errors/<str:code>", views.code_page, {**given, "language": language})


site: list[URLPattern] = [
    path("", views.home),
    path("brand.css", brand.style),
    path("brand/logo.svg", brand.logo),
    path("docs/", views.docs_index),
    path("docs", views.with_slash),
    *(page for surface in SURFACES.values() for page in _surface_pages(surface)),
    path("docs/<path:name>/", views.without_slash),
]
