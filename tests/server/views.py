"""Views that only these tests serve: they show what a request is to Django, or wait until a test lets them go."""

import socket
import tempfile
from collections.abc import Iterator

from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

SHOWN = ("REMOTE_ADDR", "PATH_INFO", "QUERY_STRING", "CONTENT_LENGTH", "CONTENT_TYPE", "wsgi.url_scheme")


def crash(request: HttpRequest) -> HttpResponse:
    """A fault that nobody foresaw."""
    raise RuntimeError("a crash that the test asked for")


def leave(request: HttpRequest) -> HttpResponse:
    """What no view should do."""
    raise SystemExit(1)


def echo(request: HttpRequest) -> HttpResponse:
    """What the request was to Django."""
    shown = {name: value for name, value in request.META.items() if name in SHOWN or name.startswith("HTTP_")}
    return JsonResponse({**shown, "method": request.method, "body": request.body.decode("latin-1")})


def hold(request: HttpRequest) -> HttpResponse:
    """Answers when whoever listens on this port says so."""
    wait_for(int(request.GET["port"]))
    return HttpResponse("released")


def stream(request: HttpRequest) -> HttpResponseBase:
    """Two lines; between them it waits for whoever listens on this port."""

    def lines() -> Iterator[str]:
        yield "first\n"
        wait_for(int(request.GET["port"]))
        yield "second\n"

    return StreamingHttpResponse(lines(), content_type="text/plain")


def endless(request: HttpRequest) -> HttpResponseBase:
    """A stream without an end; it tells whoever listens on this port when it is closed."""
    port = int(request.GET["port"])

    def lines() -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * 65536
        finally:
            wait_for(port)

    return StreamingHttpResponse(lines(), content_type="text/plain")


def file(request: HttpRequest) -> HttpResponseBase:
    """A file of this many bytes."""
    content = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    content.truncate(int(request.GET["bytes"]))
    return FileResponse(content, content_type="application/octet-stream")


def large(request: HttpRequest) -> HttpResponse:
    """An answer of this many bytes in one piece."""
    return HttpResponse(b"x" * int(request.GET["bytes"]))


def cookies(request: HttpRequest) -> HttpResponse:
    """Two cookies, each in a header of its own."""
    response = HttpResponse("ok")
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


def language(request: HttpRequest) -> HttpResponse:
    """The language that the thread was left in; then leaves it in another."""
    found = translation.get_language()
    translation.activate("de")
    return HttpResponse(found)


def database(request: HttpRequest) -> HttpResponse:
    """The database session that serves this thread."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return HttpResponse(str(cursor.fetchone()[0]))


def wait_for(port: int) -> None:
    """Connects, so that the test knows we're here, and waits for its word."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.recv(1)
