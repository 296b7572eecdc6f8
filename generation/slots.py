"""How many generations run at once: a bound for each process, and one for each workspace over all processes."""

import threading
from typing import Final

from django.conf import settings

from errors_docs.exceptions import ServiceUnavailable, TooManyGenerations
from generation.models import Generation, GenerationState
from partners.caller import Caller

#: A place may be free any moment; sooner than this nobody should ask again.
RETRY_AFTER: Final = 5


class Slots:
    """The places of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.taken = 0

    def take(self) -> None:
        """Takes a place, to be given back. Raises ServiceUnavailable at once if there is none."""
        with self._lock:
            if self.taken >= settings.GENERATIONS_PER_PROCESS:
                raise ServiceUnavailable(retry_after=RETRY_AFTER)
            self.taken += 1

    def give_back(self) -> None:
        with self._lock:
            self.taken -= 1


slots: Final = Slots()


def refuse_crowd(caller: Caller) -> None:
    """Raises TooManyGenerations. Called under the wallet's lock, so the count is exact."""
    limit = settings.GENERATIONS_PER_WORKSPACE
    mine = Generation.objects.filter(account_id=caller.account_id, mode=caller.mode, state=GenerationState.RUNNING)
    if mine.count() >= limit:
        raise TooManyGenerations(limit=limit, retry_after=RETRY_AFTER)
