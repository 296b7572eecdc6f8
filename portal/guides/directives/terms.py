"""Single words that differ from installation to installation."""

from django.conf import settings

from errors_docs.surfaces import Surface


def api(surface: Surface, argument: str) -> str:
    """The surface's base URL."""
    return str(settings.BASE_URL + surface.base_path)


def base(surface: Surface, argument: str) -> str:
    """The address of the server."""
    return str(settings.BASE_URL)


def docs(surface: Surface, argument: str) -> str:
    """The path of a page of this surface's docs."""
    return f"{surface.docs_path}/{argument}" if argument else surface.docs_path


def prefix(surface: Surface, argument: str) -> str:
    """What the surface's keys begin with."""
    return str(settings.KEY_PREFIXES[surface.name])


def key(surface: Surface, argument: str) -> str:
    """What stands for the reader's own test key; the page puts it in for whoever is signed in."""
    return f"{prefix(surface, '')}_test_YOUR_KEY"


def brand(surface: Surface, argument: str) -> str:
    """The name that the installation goes by."""
    return str(settings.BRAND_NAME)
