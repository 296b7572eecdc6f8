"""What a process does in tests/partners/test_rate_processes.py."""

from collections import Counter

from django.test import Client

from partners import rate_limits
from partners.background import Background

# What a thread wrote a moment after the answers could meet the emptying of the tables at the end of the test.
Background.starts_threads = False


def request(keys: list[str], times: int) -> dict[int, int]:
    """Sends GET /account so often, with each key in turn; how often each status was answered."""
    client = Client(SERVER_NAME="localhost")
    answers = [
        client.get("/api/partner/v1/account", headers={"X-API-Key": keys[number % len(keys)]})
        for number in range(times)
    ]
    return dict(Counter(answer.status_code for answer in answers))


def hit(key: str, quota: int, times: int) -> int:
    """Counts events at one limit; how many were admitted."""
    return sum(rate_limits.hit(key, quota).used is not None for _ in range(times))
