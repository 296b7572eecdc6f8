"""Who gets samples: test keys, whose results cost the operator no model unless the settings let them."""

from typing import Final

from django.conf import settings

from generation.models import Generation
from generation.providers import Provider
from generation.providers.offline import OfflineProvider
from partners.caller import Caller
from partners.modes import TEST

#: In GENERATION_TEST_ACCOUNTS: the test keys of every account may use the model.
EVERY_ACCOUNT: Final = "all"
#: It opens nothing, so it may serve all loops and is never closed.
SAMPLES: Final[Provider] = OfflineProvider()


def gets_samples(caller: Caller) -> bool:
    """Tell whether a caller's results are made by rules, whatever provider is configured."""
    allowed = settings.GENERATION_TEST_ACCOUNTS
    return caller.mode == TEST and EVERY_ACCOUNT not in allowed and caller.account_public_id not in allowed


def is_sample(generation: Generation) -> bool:
    """Tell whether a result was made for a test key without a model."""
    return generation.mode == TEST and generation.offline
