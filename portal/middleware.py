"""What all pages of the signed-in area have in common, ours and allauth's."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from errors_docs.content_policy import PAGE_HEADERS
from portal.throttle import seconds_to_wait

PATHS: Final = ("/portal/", "/accounts/")
#: Tells the scripts of the docs that asking for sample keys is worth it. It is no secret and opens nothing.
COOKIE: Final = "signed_in"


class PortalMiddleware:
    """Content policy, no caching, the cookie for the docs, and the limit on forms that try passwords."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(PATHS):
            for name, value in PAGE_HEADERS.items():
                response.headers.setdefault(name, value)
            response.headers.setdefault("Cache-Control", "no-store")
            _mark(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """429 before a password is looked at."""
        matched = request.resolver_match
        wait = seconds_to_wait(request, matched.url_name or "") if matched and request.path.startswith(PATHS) else 0
        if not wait:
            return None
        response = render(request, "account/too_many_tries.html", {"wait": wait}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response


def _mark(request: HttpRequest, response: HttpResponse) -> None:
    """Sets or takes the cookie where it doesn't say what is true."""
    signed_in = request.user.is_authenticated
    if signed_in and COOKIE not in request.COOKIES:
        response.set_cookie(
            COOKIE, "1", max_age=settings.SESSION_COOKIE_AGE, secure=settings.SECURE, httponly=False, samesite="Lax"
        )
    elif not signed_in and COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
