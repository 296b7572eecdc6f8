"""Feeds the request log."""

import time
from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse

from api.continuation import when_final
from partners import request_log


class RequestLogMiddleware:
    """Times a request and notes how it ended; writing it down is left to a thread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        when_final(response, partial(_note, request, began))
        return response


def _note(request: HttpRequest, began: float, response: HttpResponse) -> None:
    request_log.note(request, response, (time.perf_counter() - began) * 1000)
