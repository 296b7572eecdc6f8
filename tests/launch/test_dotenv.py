"""The file .env: simple lines, and no guess about any other."""

from pathlib import Path

import pytest

from config.launch.dotenv import read_dotenv
from config.launch.refusal import Refusal


def test_lines_comments_quotes_and_export_are_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "# a comment\n\nPORT=9000\nexport BASE_URL = 'https://a.example'\nEMPTY=\nURL=postgresql://u:p=w@h/d\n"
    )
    assert read_dotenv(file) == {
        "PORT": "9000",
        "BASE_URL": "https://a.example",
        "EMPTY": "",
        "URL": "postgresql://u:p=w@h/d",
    }


def test_an_absent_file_has_no_variables(tmp_path: Path) -> None:
    assert read_dotenv(tmp_path / ".env") == {}


def test_a_line_that_is_no_assignment_is_refused_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=9000\nPORT 9001\n")
    with pytest.raises(Refusal, match=r"^\.env, line 2: 'PORT 9001' is not KEY=VALUE$"):
        read_dotenv(file)
