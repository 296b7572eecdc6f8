"""The Workspace API with a research tool that has two seconds, for upstreams that never end."""

from dataclasses import replace

from django.urls import URLPattern, URLResolver, include, path

from config import urls
from errors_docs.surfaces import WORKSPACE
from generation.generate_views import generate_view
from generation.tools import TOOLS

SHORT = replace(TOOLS["research"], deadline_seconds=2)

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        WORKSPACE.base_path.lstrip("/") + "/",
        include(([path("mcp/generate/research", generate_view(SHORT).as_view())], "workspace")),
    )
]

handler400 = urls.handler400
handler404 = urls.handler404
handler500 = urls.handler500
