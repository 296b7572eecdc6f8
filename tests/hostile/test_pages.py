"""No page fails, whatever somebody puts into its address: ids of a path, and every query parameter that it looks at."""

import pytest
from pytest_django import Settings

from tests.hostile import recording
from tests.hostile.everything import Everything
from tests.hostile.failing import failures
from tests.hostile.routes import IDS, VALUES, Route, below, every, steps

PAGES = ("portal/", "accounts/", "docs", "reports/", "timeline/", "llms", "sitemap", "brand")
#: What pages of ours look at, lest the walk finds nothing to change: some of it, by the route.
LOOKED_AT = {
    "portal/requests": {"status", "code", "key", "id", "before"},
    "portal/credits": {"from", "to", "kind", "customer", "before"},
    "portal/customers": {"search", "status", "before"},
    "accounts/login/": {"next"},
}


@pytest.fixture
def _recording(settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.hostile.recording.Recording"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("step", steps(53, 5))
def test_no_page_fails_whatever_is_in_the_place_of_an_id(everything: Everything, method: str, step: int) -> None:
    addresses = [path for route in below(*PAGES) for value in IDS for path in route.paths(everything.ids, value)]
    assert failures(everything.partner, every(step, addresses), method) == []


def looked_at(everything: Everything, route: Route) -> set[str]:
    """Every query parameter that the page looked at when it was opened."""
    recording.looked_at.clear()
    for browser in (everything.partner, everything.workspace):
        browser.get(route.path(everything.ids))
    return {name for names in recording.looked_at.values() for name in names}


@pytest.mark.usefixtures("_recording")
@pytest.mark.parametrize(
    ("apart", "step"), [(13, 13), pytest.param(1, 13, marks=pytest.mark.thorough)], ids=["some", "many"]
)
def test_no_page_fails_whatever_its_query_says(everything: Everything, apart: int, step: int) -> None:
    walk = [
        f"{route.path(everything.ids)}?{name}={value}"
        for route in every(apart, below(*PAGES))
        for name in sorted(looked_at(everything, route))
        for value in VALUES
    ]
    assert failures(everything.partner, every(step, walk)) == []


@pytest.mark.usefixtures("_recording")
def test_the_walk_knows_what_a_page_looks_at(everything: Everything) -> None:
    for template, expected in LOOKED_AT.items():
        assert {name for route in below(template) for name in looked_at(everything, route)} >= expected
