"""Every sample of every guide is run against a live server, in each language, in the order of its page."""

import pytest

from portal.guides.guide import GUIDES, Guide
from portal.guides.rendering import LANGUAGES
from tests.guides.reader import Reader
from tests.guides.samples import fits, run, samples_of, value_of

#: The workspace's samples need its tools; pages without a sample have nothing to run.
PAGES = [
    pytest.param(guide, language, id=f"{guide.path}-{language}")
    for guide in GUIDES.values()
    for language in LANGUAGES
    if samples_of(guide, language) and guide.surface.name == "partner"
]


@pytest.mark.parametrize(("guide", "language"), PAGES)
def test_each_sample_of_a_page_runs_and_prints_what_the_page_says(guide: Guide, language: str, reader: Reader) -> None:
    for sample in samples_of(guide, language):
        printed = value_of(run(sample, reader.placed))
        if sample.prints is None:
            assert printed["success"] is True, sample.source
        else:
            assert fits(value_of(sample.prints), printed), f"{sample.source}\n{printed}"


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.path)
def test_each_sample_is_there_in_every_language(guide: Guide) -> None:
    counts = {language: len(samples_of(guide, language)) for language in LANGUAGES}
    # What verifies a signature has no curl.
    assert counts["python"] == counts["javascript"] >= counts["curl"]
