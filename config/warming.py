"""What is made once before the workers are forked: they share its memory, and no first reader waits for it."""

from api.openapi.document import served
from errors_docs.surfaces import SURFACES


def warm() -> None:
    """The OpenAPI documents: most of what a first page of the docs would cost."""
    for surface in SURFACES.values():
        served(surface.name)
