"""Files of a test's own, as the tests about images have them, and a log in which nothing of other tests waits."""

from tests.imaging.conftest import clinic, files, place
from tests.request_log.conftest import empty_log

__all__ = ["clinic", "empty_log", "files", "place"]
