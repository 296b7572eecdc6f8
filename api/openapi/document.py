"""The OpenAPI 3.1 document of a surface, built from the URL conf once in each process."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from api.openapi.components import Schema
from api.openapi.endpoints import surface_patterns
from api.openapi.overview import OVERVIEWS
from errors_docs.surfaces import Surface

#: What the committed copies say instead of this installation's own address.
NEUTRAL_URL: Final = "https://api.example.com"


@dataclass(frozen=True)
class Rendered:
    """A document as it is served."""

    body: bytes
    #: Quoted, as the header has it.
    etag: str


class SurfaceGenerator(SchemaGenerator):
    """drf-spectacular's walk over the endpoints, for the URL list of one surface and with that surface's own head."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(patterns=surface_patterns(surface))
        self.surface = surface

    def get_schema(self, request: Request | None = None, public: bool = True) -> Schema:
        """All operations, whoever asks: the document is public."""
        schema: Schema = super().get_schema(request, public)
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
            "tags": _tags(schema["paths"]),
            "paths": schema["paths"],
            "components": schema["components"],
        }


def build(surface: Surface) -> Schema:
    """The document as JSON data."""
    return SurfaceGenerator(surface).get_schema()


def complaints(surface: Surface) -> list[str]:
    """What drf-spectacular warns of while it builds the document; it keeps them in one place for the process."""
    build(surface)
    return [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]


@cache
def rendered(surface: Surface) -> Rendered:
    """The document's bytes; they change only with the code and the settings, so once a process is enough."""
    body = json.dumps(build(surface), ensure_ascii=False, separators=(",", ":")).encode()
    return Rendered(body=body, etag=f'"{sha256(body).hexdigest()[:32]}"')


def committed(surface: Surface) -> str:
    """The text that docs/openapi/ keeps for review: indented, and the same on every installation."""
    text = json.dumps(build(surface), ensure_ascii=False, indent=2)
    return text.replace(settings.BASE_URL, NEUTRAL_URL) + "\n"


def _tags(paths: dict[str, Any]) -> list[Schema]:
    """The operations' tags in the order of the paths, so that a reference page shows them in it."""
    used = [operation["tags"][0] for methods in paths.values() for operation in methods.values()]
    return [{"name": name} for name in dict.fromkeys(used)]
