"""The admin site: unfold's, with a content policy on every page and a limit on signing in."""

import re
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Final

from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.sites import UnfoldAdminSite

from config.admin.session import ask_for_second_factor, end_if_idle
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
        return with_policy(guarded(super().admin_view(without_null(view), cacheable)))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The sign-in, or 429 with Retry-After before a password is looked at."""
        wait = seconds_to_wait(request) if request.method == "POST" else 0
        response = self._too_many(request, wait) if wait else super().login(request, extra_context)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """What a field may refer to. Raises Http404 for words that the database can't hold."""
        if "\0" in request.GET.get("term", ""):
            raise Http404
        return super().autocomplete_view(request)

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The search over the admin's own pages. Raises Http404 for a page of results that there isn't."""
        number = request.GET.get("page", "1")
        if not re.fullmatch("[1-9][0-9]{0,5}", number):
            raise Http404
        try:
            return super().search(request, extra_context)
        except EmptyPage as past:
            raise Http404 from past

    def _too_many(self, request: HttpRequest, wait: int) -> HttpResponse:
        context = {**self.each_context(request), "title": "Too many tries", "wait": wait}
        headers = {"Retry-After": str(wait), "Cache-Control": "no-store"}
        return TemplateResponse(request, "admin/too_many_tries.html", context, status=429, headers=headers)


def without_null(view: View) -> View:
    """The view behind a check of the path: the database can't hold a null character, so it names nothing."""

    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        return view(request, *args, **kwargs)

    return update_wrapper(inner, view)


def guarded(view: View) -> View:
    """The view, after a session that was idle has ended and a second factor that is demanded was shown."""

    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        end_if_idle(request)
        return ask_for_second_factor(request) or view(request, *args, **kwargs)

    return update_wrapper(inner, view)


def with_policy(view: View) -> View:
    """The view with the content policy on its answers."""

    def inner(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return update_wrapper(inner, view)
