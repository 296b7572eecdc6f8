"""Places of a process that are all taken: what waits for one is refused after a time, unread."""

import asyncio

import pytest
from pytest_django import Settings

from imaging.shares import NoPlace, Shares


def test_a_place_is_waited_for_until_it_is_free_and_not_for_longer_than_the_setting(settings: Settings) -> None:
    settings.SHARE_WAIT_SECONDS = 0.05

    async def wait() -> list[str]:
        shares, said = Shares(), []
        async with shares.place("one", 1):
            async with shares.place("other", 1):
                said.append("another owner")
            with pytest.raises(NoPlace):
                async with shares.place("one", 1):
                    said.append("never")
        async with shares.place("one", 1):
            said.append("afterwards")
        assert (shares._places, shares._users) == ({}, {})
        return said

    assert asyncio.run(wait()) == ["another owner", "afterwards"]


def test_what_fails_in_its_place_gives_it_back(settings: Settings) -> None:
    settings.SHARE_WAIT_SECONDS = 0.05

    async def fail() -> None:
        shares = Shares()
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with shares.place("one", 1):
                    _ = 1 / 0

    asyncio.run(fail())
