"""Structured logs: one JSON object a line on standard error, each with the request id."""

import logging
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from typing import Any, ClassVar, Final, TextIO

from pythonjsonlogger.orjson import OrjsonFormatter

from api.request_id import current_request_id

# No line says in which thread it was written, so nothing need find it out (Python's logging HOWTO, "Optimization").
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


#: Lines that are gathered at the most.
MOST_GATHERED: Final = 100


class RequestIdFilter(logging.Filter):
    """Adds the current request id to records that don't carry one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            record.request_id = current_request_id.get() or None
        return True


class GatheringHandler(logging.StreamHandler[TextIO]):
    """Standard error. A server gathers lines and writes them together, because in each write a thread may lose the
    interpreter to another, which costs more than all else about a line. A warning is written at once, with all before.
    """

    #: Switched on by whoever calls ``flush_log`` every so often (config/server/worker.py).
    gathers: ClassVar = False

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Called under the handler's lock."""
        try:
            self._lines.append(self.format(record))
            if not self.gathers or record.levelno >= logging.WARNING or len(self._lines) >= MOST_GATHERED:
                self.flush()
        except Exception:  # as logging does: a line that can't be written ends nothing
            self.handleError(record)

    def flush(self) -> None:
        """Writes what was gathered."""
        with self.lock or nullcontext():
            lines, self._lines = self._lines, []
            if lines:
                self.stream.write("\n".join([*lines, ""]))
            super().flush()


def flush_log() -> None:
    """Writes what the process's log has gathered; without a word if nobody reads it any more."""
    with suppress(OSError):
        for handler in logging.root.handlers:
            handler.flush()


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
        "handlers": {"stderr": {"()": GatheringHandler, "formatter": "json", "filters": ["request_id"]}},
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
