"""Structured logs: one JSON object a line on standard error, each with the request id."""

import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.orjson import OrjsonFormatter

from api.request_id import current_request_id

# No line says in which thread it was written, so nothing need find it out (Python's logging HOWTO, "Optimization").
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class RequestIdFilter(logging.Filter):
    """Adds the current request id to records that don't carry one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            record.request_id = current_request_id.get() or None
        return True


class JsonFormatter(OrjsonFormatter):
    """The lines' fields: what every record has, and whatever the call gave beside its message."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """The library's own looks up for each field whether it is renamed, which is half of a line's cost."""
        log_data.update(message_dict, level=record.levelname, logger=record.name, message=record.message)
        log_data.update([pair for pair in record.__dict__.items() if pair[0] not in self.reserved_attrs])
        log_data["time"] = datetime.fromtimestamp(record.created, UTC)


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING. Nothing is propagated to a console formatter: a machine reads these lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {
            "json": {"()": JsonFormatter},
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
