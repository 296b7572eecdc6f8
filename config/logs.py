"""Structured logs: one JSON object a line on standard error, each with the request id."""

import logging
from typing import Any

from api.request_id import current_request_id


class RequestIdFilter(logging.Filter):
    """Adds the current request id to records that don't carry one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            record.request_id = current_request_id.get() or None
        return True


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING. Nothing is propagated to a console formatter: a machine reads these lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.orjson.OrjsonFormatter",
                "fmt": "%(levelname)s %(name)s %(message)s",
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": "time",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Each poll and each registered task would be a line.
            "procrastinate": {"level": "WARNING"},
            # Each letter of a statement would be a line, by its glyph's name.
            "fontTools": {"level": "ERROR"},
            # Django logs each 4xx of an API as a warning; the access log says it already, with the code.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR", "propagate": False},
            # DisallowedHost is answered in the envelope; one error mail for each port scan helps nobody.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
