"""Pages of the admin that ask for the password again, as the portal's do before they give access."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

Arguments = ParamSpec("Arguments")
Page = Callable[Concatenate[Any, HttpRequest, Arguments], HttpResponse]


def fresh(page: Page[Arguments]) -> Page[Arguments]:
    """Make a method ``(request, …)`` of an admin ask for the password, unless it was shown within some minutes.

    A form that was sent is not kept meanwhile, as allauth would keep it: it may hold somebody's new password.
    """

    @wraps(page)
    def inner(
        admin: "ModelAdmin[Any]", request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        def answer(request: HttpRequest) -> HttpResponse:
            return page(admin, request, *args, **kwargs)

        try:
            made: HttpResponse = reauthentication_required(app="allauth.account")(answer)(request)
        except ReauthenticationRequired:
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return made

    return inner


def fresh_post(page: Page[Arguments]) -> Page[Arguments]:
    """As fresh, for a page that anybody who may see it can open: only its form asks."""
    asking = fresh(page)

    @wraps(page)
    def inner(
        admin: "ModelAdmin[Any]", request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        return (asking if request.method == "POST" else page)(admin, request, *args, **kwargs)

    return inner
