"""Lifts the limits of requests in a server that gets more of them than a workspace may send."""

from typing import Final

from django.apps import AppConfig

from partners import rate_limits

REQUESTS_A_MINUTE: Final = 100_000


class Unlimited(AppConfig):
    """A partner's limit is in its tier; a workspace's are constants, so they are raised once the server has loaded."""

    name = "tests.schema"
    label = "unlimited"

    def ready(self) -> None:
        for quotas in (rate_limits.DEFAULT_QUOTA, rate_limits.KEY_QUOTA):
            quotas.update(dict.fromkeys(quotas, REQUESTS_A_MINUTE))
