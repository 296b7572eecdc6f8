"""Who is told of every request: the metrics, the request log, the access log."""

from api.middleware import RequestMiddleware, log_access
from config.metrics import count
from partners.request_log import note


class ToldMiddleware(RequestMiddleware):
    """Names them, because only here all of them may be imported."""

    endings = (count, note, log_access)
