"""What a report's file is judged to be: real documents, and files that only look like one."""

from pathlib import Path

import pytest

from imaging.report_files.judge import judge
from imaging.report_files.refusal import NotADocument
from tests.imaging.documents import SAMPLES, Sample


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_a_file_is_taken_for_what_its_content_is_or_refused_with_a_reason(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(sample.content)
    try:
        judged, why = judge(path, len(sample.content)).type, ""
    except NotADocument as refusal:
        judged, why = "", str(refusal)
    assert judged == sample.type, why
    assert why.startswith(sample.why), why
    assert bool(sample.why) is (sample.type == "")
