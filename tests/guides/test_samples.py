"""Every sample of every guide is run against a live server, in each language, in the order of its page."""

import pytest

from portal.guides.guide import GUIDES, Guide
from portal.guides.rendering import LANGUAGES
from tests.guides.reader import make_reader
from tests.guides.samples import fits, run, samples_of, value_of
from tests.server.running import Running


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sample_of_each_page_runs_and_prints_what_the_page_says(language: str, server: Running) -> None:
    for guide in GUIDES.values():
        reader = make_reader(server, guide.surface)
        for sample in samples_of(guide, language):
            printed = value_of(run(sample, reader.placed))
            if sample.prints is None:
                assert "data" in printed, f"{guide.path}\n{sample.source}\n{printed}"
            else:
                assert fits(value_of(sample.prints), printed), f"{guide.path}\n{sample.source}\n{printed}"


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.path)
def test_each_sample_is_there_in_every_language(guide: Guide) -> None:
    counts = {language: len(samples_of(guide, language)) for language in LANGUAGES}
    # What verifies a signature has no curl.
    assert counts["python"] == counts["javascript"] >= counts["curl"]
