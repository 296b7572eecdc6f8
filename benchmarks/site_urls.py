"""Two views that do next to nothing, so that what is measured is the way to them and back."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path


def plain(request: HttpRequest) -> HttpResponse:
    """Answers at once."""
    return HttpResponse(b'{"success": true}', content_type="application/json")


def database(request: HttpRequest) -> HttpResponse:
    """One round trip to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


def large(request: HttpRequest) -> HttpResponse:
    """Four million bytes, for clients that don't read them."""
    return HttpResponse(bytes(4_000_000))


urlpatterns = [path("plain", plain), path("database", database), path("large", large)]
