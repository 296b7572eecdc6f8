"""The addresses of the reference. They are public and stay: an endpoint's is its operationId."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from errors_docs.navigation import REFERENCE
from errors_docs.surfaces import SURFACES, Surface
from portal.reference import views


def _pages(surface: Surface) -> Iterator[URLPattern]:
    at = REFERENCE.path(surface).lstrip("/")
    given = {"surface": surface}
    yield path(at, views.index, given)
    yield path(f"{at}.md", views.index_as_markdown, given)
    yield path(f"{at}/<slug:name>.md", views.markdown, given)
    yield path(f"{at}/<slug:name>", views.page, given)


site: list[URLPattern] = [page for surface in SURFACES.values() for page in _pages(surface)]
