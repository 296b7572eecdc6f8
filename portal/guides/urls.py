"""The addresses of the guides. They are public and stay."""

from django.urls import URLPattern, path

from portal.guides import views
from portal.guides.guide import GUIDES

site: list[URLPattern] = [
    *(path(guide.path.lstrip("/"), views.page, {"guide": guide}) for guide in GUIDES.values()),
    *(path(guide.markdown_path.lstrip("/"), views.markdown, {"guide": guide}) for guide in GUIDES.values()),
    path("docs/search.json", views.search_index),
    path("llms.txt", views.llms),
    path("llms-full.txt", views.llms_full),
    path("sitemap.xml", views.sitemap),
]
