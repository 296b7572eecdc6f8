"""The lines of the log: gathered by a server, at once in any other process."""

import io
import logging
from collections.abc import Iterator

import orjson
import pytest

from config.logs import MOST_GATHERED, GatheringHandler, JsonFormatter, flush_log


@pytest.fixture
def written() -> io.StringIO:
    """What has reached standard error."""
    return io.StringIO()


@pytest.fixture
def logger(written: io.StringIO) -> Iterator[logging.Logger]:
    """A logger of its own, with the handler and the formatter of every process."""
    handler = GatheringHandler()
    handler.setStream(written)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("tollgate.test")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)


def messages(written: io.StringIO) -> list[str]:
    """Of every line that was written."""
    return [orjson.loads(line)["message"] for line in written.getvalue().splitlines()]


def test_a_line_has_its_level_logger_message_and_time_and_whatever_was_given(
    logger: logging.Logger, written: io.StringIO
) -> None:
    logger.info("a %s", "request", extra={"status": 200, "code": None})
    line = orjson.loads(written.getvalue())
    time = line.pop("time")
    assert line == {"level": "INFO", "logger": "tollgate.test", "message": "a request", "status": 200, "code": None}
    assert time.endswith("+00:00")


def test_a_crash_is_one_line_with_its_stack(logger: logging.Logger, written: io.StringIO) -> None:
    try:
        raise ZeroDivisionError("by nothing")
    except ZeroDivisionError:
        logger.exception("crash")
    (line,) = written.getvalue().splitlines()
    assert "ZeroDivisionError: by nothing" in orjson.loads(line)["exc_info"]


def test_a_process_that_does_not_gather_writes_at_once(logger: logging.Logger, written: io.StringIO) -> None:
    logger.info("one")
    assert messages(written) == ["one"]


def test_a_server_gathers_until_it_is_told_to_write(
    logger: logging.Logger, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GatheringHandler, "gathers", True)
    logger.info("one")
    logger.info("two")
    assert messages(written) == []
    logger.handlers[0].flush()
    assert messages(written) == ["one", "two"]
    logger.handlers[0].flush()
    assert messages(written) == ["one", "two"]


def test_a_warning_is_written_at_once_after_all_that_came_before(
    logger: logging.Logger, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GatheringHandler, "gathers", True)
    logger.info("one")
    logger.warning("two")
    assert messages(written) == ["one", "two"]


def test_many_lines_do_not_wait(logger: logging.Logger, written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GatheringHandler, "gathers", True)
    for number in range(MOST_GATHERED + 1):
        logger.info("%d", number)
    assert messages(written) == [str(number) for number in range(MOST_GATHERED)]


def test_a_log_that_nobody_reads_ends_nothing(
    logger: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    handler = logger.handlers[0]
    assert isinstance(handler, GatheringHandler)
    handler.setStream(Closed())
    logger.warning("lost")
    monkeypatch.setattr(GatheringHandler, "gathers", True)
    monkeypatch.setattr(logging.root, "handlers", [handler])
    logger.info("lost, too")
    flush_log()
    assert "BrokenPipeError" in capsys.readouterr().err
