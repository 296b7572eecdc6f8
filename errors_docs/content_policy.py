"""What a browser may load for a page of the site: our own files and nothing else, no inline script, no inline style."""

from collections.abc import Mapping
from typing import Final


def content_policy(**changes: str) -> str:
    """The Content-Security-Policy header. A keyword replaces one directive: style_src="'self' 'unsafe-inline'"."""
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


#: On every page of the site.
PAGE_HEADERS: Final[Mapping[str, str]] = {"Content-Security-Policy": content_policy()}
