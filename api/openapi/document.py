"""The OpenAPI 3.1 document of a surface, built from the URL conf; served from a copy that each process makes once."""

import json
import threading
from functools import cache
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings
from rest_framework.request import Request

from api.openapi.components import Components
from api.openapi.examples import NEUTRAL_URL
from api.openapi.overview import OVERVIEWS
from api.openapi.pydantic_schemas import Schema
from api.openapi.webhooks import TAG, webhooks_section
from errors_docs.documents import JSON, kept
from errors_docs.routes import surface_patterns
from errors_docs.surfaces import SURFACES, Surface

_building = threading.Lock()


class SurfaceGenerator(SchemaGenerator):
    """drf-spectacular's walk over the endpoints, for the URL list of one surface and with that surface's own head."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(patterns=surface_patterns(surface))
        self.surface = surface

    def get_schema(self, request: Request | None = None, public: bool = True) -> Schema:
        """All operations, whoever asks: the document is public."""
        schema: Schema = super().get_schema(request, public)
        events = webhooks_section(self.surface, Components(self.surface, self.registry))
        return {
            "openapi": schema["openapi"],
            "info": {
                "title": self.surface.title,
                "version": schema["info"]["version"],
                "description": OVERVIEWS[self.surface.name],
            },
            "externalDocs": {
                "description": "Every error code",
                "url": f"{settings.BASE_URL}{self.surface.docs_path}/errors",
            },
            "servers": [{"url": settings.BASE_URL + self.surface.base_path}],
            "tags": [*_tags(schema["paths"]), *([{"name": TAG}] if events else [])],
            "paths": schema["paths"],
            **({"webhooks": events} if events else {}),
            # Built anew: what is posted to a caller's own server has shapes of its own.
            "components": self.registry.build(spectacular_settings.APPEND_COMPONENTS),
        }


def build(surface: Surface) -> Schema:
    """The document as JSON data. One thread builds at a time: drf-spectacular counts its warnings for the process."""
    with _building:
        return SurfaceGenerator(surface).get_schema()


def built(surface: Surface) -> Schema:
    """The same, built once in a process for each URL conf and address."""
    return _built(surface.name, settings.ROOT_URLCONF, settings.BASE_URL)


@cache
def _built(surface_name: str, urlconf: str, base_url: str) -> Schema:
    return build(SURFACES[surface_name])


@kept(JSON)
def served(surface_name: str) -> str:
    """The document's text as clients get it."""
    return json.dumps(built(SURFACES[surface_name]), ensure_ascii=False, separators=(",", ":"))


def committed(surface: Surface) -> str:
    """The text that docs/openapi/ keeps for review: indented, and the same on every installation."""
    text = json.dumps(build(surface), ensure_ascii=False, indent=2)
    return text.replace(settings.BASE_URL, NEUTRAL_URL) + "\n"


def no_request(*args: Any, **kwargs: Any) -> None:
    """What drf-spectacular gives each view as its request: a declaration is read without serving anything."""


def _tags(paths: dict[str, Any]) -> list[Schema]:
    """The operations' tags in the order of the paths, so that a reference page shows them in it."""
    used = [operation["tags"][0] for methods in paths.values() for operation in methods.values()]
    return [{"name": name} for name in dict.fromkeys(used)]
