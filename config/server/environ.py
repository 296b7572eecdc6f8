"""An ASGI scope as a WSGI environ (PEP 3333)."""

import io
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from api.continuation import AWAITED
from api.input import REPEATED_HEADERS
from config.server.clients import Client
from config.server.files import FileWrapper
from foundation.asgi import Headers, Scope

_SAME_FOR_ALL = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.file_wrapper": FileWrapper,
    AWAITED: True,
}


def environ_of(scope: Scope, client: Client, request_id: str) -> dict[str, Any]:
    """The environ of a request, all but its body, which ``with_body`` adds."""
    server = scope.get("server") or ("localhost", None)
    environ = {
        **_SAME_FOR_ALL,
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": path_info(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or ""),
        "SERVER_PROTOCOL": "HTTP/" + scope["http_version"],
        "REMOTE_ADDR": client.address,
        "wsgi.url_scheme": client.scheme,
        "tollgate.request_id": request_id,
    }
    _add_headers(environ, scope["headers"], proxy_key if client.by_proxy else stranger_key)
    if client.by_proxy:
        environ["HTTP_X_FORWARDED_PROTO"] = client.scheme
    return environ


def with_body(environ: dict[str, Any], body: bytes) -> dict[str, Any]:
    """The environ completed. However the body came, chunked or not, Django now sees its length."""
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = io.BytesIO(body)
    return environ


def path_info(scope: Scope) -> str:
    """The decoded path, its bytes as latin-1. ``scope["path"]`` would have lost bytes that are not UTF-8."""
    raw: bytes = scope["raw_path"]
    return (unquote_to_bytes(raw) if b"%" in raw else raw).decode("latin-1")


@lru_cache(maxsize=1024)
def proxy_key(name: bytes) -> str | None:
    """The environ's name of a header; None for one with an underscore, which would pass for one with a hyphen."""
    if b"_" in name:
        return None
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key


@lru_cache(maxsize=1024)
def stranger_key(name: bytes) -> str | None:
    """As ``proxy_key``, and None for what only a trusted proxy may say: for whom it forwards."""
    if name == b"forwarded" or name.startswith(b"x-forwarded-"):
        return None
    return proxy_key(name)


def _add_headers(environ: dict[str, Any], headers: Headers, key_of: Callable[[bytes], str | None]) -> None:
    """A header that comes again is joined to the first, a cookie with a semicolon; which ones do is said besides."""
    repeated: list[str] = []
    for name, raw in headers:
        key = key_of(name)
        if key is None:
            continue
        value = raw.decode("latin-1")
        if key in environ:
            separator = "; " if key == "HTTP_COOKIE" else ","
            value = f"{environ[key]}{separator}{value}"
            repeated.append(name.decode("latin-1"))
        environ[key] = value
    if repeated:
        environ[REPEATED_HEADERS] = repeated
