"""The id of the request that this thread or task is serving; log lines and ledger entries carry it."""

from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")
