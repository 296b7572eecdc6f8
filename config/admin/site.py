"""The admin site: unfold's, with a content policy on every page and a limit on signing in."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.sites import UnfoldAdminSite

from config.admin.sign_in import SignInForm, seconds_to_wait
from errors_docs.content_policy import content_policy

View = Callable[..., HttpResponse]

#: The theme runs on Alpine, which builds functions from attributes, and writes style attributes. Nothing else is open.
POLICY: Final = content_policy(script_src="'self' 'unsafe-eval'", style_src="'self' 'unsafe-inline'")


class OperatorSite(UnfoldAdminSite):
    """Installed by config.admin.apps."""

    index_template = "admin/dashboard.html"
    index_title = "Overview"
    login_template = "admin/sign_in.html"
    login_form = SignInForm

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page but the sign-in passes here."""
        return with_policy(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The sign-in, or 429 with Retry-After before a password is looked at."""
        wait = seconds_to_wait(request) if request.method == "POST" else 0
        response = self._too_many(request, wait) if wait else super().login(request, extra_context)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def _too_many(self, request: HttpRequest, wait: int) -> HttpResponse:
        context = {**self.each_context(request), "title": "Too many tries", "wait": wait}
        headers = {"Retry-After": str(wait), "Cache-Control": "no-store"}
        return TemplateResponse(request, "admin/too_many_tries.html", context, status=429, headers=headers)


def with_policy(view: View) -> View:
    """The view with the content policy on its answers."""

    def inner(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return update_wrapper(inner, view)
