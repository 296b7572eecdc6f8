"""How the group tells its workers that a stop comes."""

import signal
from typing import Final

#: A moment later SIGTERM follows.
STOP_SOON: Final = signal.SIGUSR1
