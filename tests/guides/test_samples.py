"""Every sample of the guides, the reference and the front page is run against a live server."""

from pathlib import Path

import pytest
from django.test import Client

from api.operations import JSON
from errors_docs.surfaces import PARTNER, SURFACES, Surface
from portal.guides.guide import GUIDES, Guide
from portal.guides.rendering import LANGUAGES
from portal.reference.entry import ReferenceEntry, entries_of
from tests.contract.answers import pointer, promise_of
from tests.docs.html_page import read_page
from tests.guides.reader import make_reader
from tests.guides.samples import Placed, Sample, fits, run_all, samples_in, value_of
from tests.imaging.documents import pdf
from tests.server.running import Running

ALL = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
#: What is read stands before what changes it, and what removes it comes last.
ORDER = ("GET", "POST", "PATCH", "DELETE")


@pytest.fixture
def desk(tmp_path: Path, files: Path) -> Path:
    """The directory that samples run in: a report lies there."""
    (tmp_path / "report.pdf").write_bytes(pdf())
    return tmp_path


@EACH_LANGUAGE
def test_each_sample_of_each_page_runs_and_prints_what_the_page_says(
    language: str, server: Running, desk: Path
) -> None:
    samples: list[Placed] = []
    for guide in GUIDES.values():
        reader = make_reader(server, guide.surface)
        reader.need(guide.markdown)
        samples += [Placed(guide.path, each, reader.placed) for each in samples_in(guide.markdown, language)]
    for each, printed in zip(samples, map(value_of, run_all(samples, desk)), strict=True):
        said = f"{each.page}\n{each.source}\n{printed}"
        if each.sample.prints is None:
            assert "data" in printed, said
        else:
            assert fits(value_of(each.sample.prints), printed), said


@pytest.mark.timeout(300)
@EACH_LANGUAGE
@ALL
def test_each_sample_of_the_reference_runs_and_its_answer_is_what_the_document_says(
    surface: Surface, language: str, server: Running, desk: Path
) -> None:
    reader = make_reader(server, surface)
    entries = sorted(entries_of(surface), key=lambda entry: ORDER.index(entry.endpoint.method))
    reader.need("".join(entry.markdown for entry in entries))
    samples = [Placed(entry.url, one_of(entry, language), reader.placed) for entry in entries]
    for entry, printed in zip(entries, map(value_of, run_all(samples, desk)), strict=True):
        operation = pointer(entry.endpoint.path, entry.endpoint.method)
        misfits = promise_of(surface).errors(operation, entry.endpoint.operation.status, printed)
        assert list(misfits) == [], f"{entry.url}\n{printed}"


@ALL
def test_each_page_of_the_reference_shows_the_beginning_of_the_documents_own_example(surface: Surface) -> None:
    for entry in entries_of(surface):
        (block,) = samples_in(entry.markdown, "json")
        example = entry.declared["responses"][str(entry.endpoint.operation.status)]["content"][JSON]["example"]
        assert fits(value_of(block.source), example), entry.url


def one_of(entry: ReferenceEntry, language: str) -> Sample:
    """The one sample of the entry in a language."""
    (sample,) = samples_in(entry.markdown, language)
    return sample


def test_the_three_calls_of_the_front_page_lead_to_a_customer(client: Client, server: Running, desk: Path) -> None:
    page = read_page(client.get("/").content.decode())
    reader = make_reader(server, PARTNER)
    own = {**reader.placed, "sk_test_…": reader.key, "PLAN=…": "PLAN=starter"}

    first, *others = [page.words_of(name) for name in ("call-1", "call-2", "call-3")]
    export = first.splitlines()[0]
    sources = [first, *(f"{export}\n{source}" for source in others)]
    samples = [Placed("/", Sample("curl", source, None), own) for source in sources]
    printed = list(map(value_of, run_all(samples, desk)))

    assert [answer["success"] for answer in printed] == [True, True, True]
    assert printed[2]["data"]["email"] == "ada@example.com"


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.path)
def test_each_sample_is_there_in_every_language(guide: Guide) -> None:
    counts = {language: len(samples_in(guide.markdown, language)) for language in LANGUAGES}
    # What verifies a signature has no curl.
    assert counts["python"] == counts["javascript"] >= counts["curl"]


@ALL
def test_each_body_of_the_reference_has_an_example_that_its_sample_sends(surface: Surface) -> None:
    for entry in entries_of(surface):
        if entry.body is not None:
            kind, shape, example = entry.body
            assert set(shape.get("required", ())) <= set(example)
            assert entry.call.body == example if kind == JSON else entry.call.files
