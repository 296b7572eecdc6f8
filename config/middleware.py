"""Who is told of every request: the metrics, the request log, the access log."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from api.middleware import RequestMiddleware, SurfaceMiddleware, log_access
from config.metrics import count
from partners.request_log import note


class ToldMiddleware(RequestMiddleware):
    """Names them, because only here all of them may be imported."""

    endings = (count, note, log_access)


def _no_page(request: HttpRequest) -> HttpResponse:
    raise Http404


#: What MIDDLEWARE comes to for a request that belongs to a surface; the server's gateway calls it.
answer_surface: Final = ToldMiddleware(SurfaceMiddleware(_no_page))
