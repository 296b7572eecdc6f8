"""Examples of answers and events: what a test got from the operations themselves.

The files in recorded/ are written and compared by tests/contract/test_examples.py; nobody edits them.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from errors_docs.surfaces import Surface

#: What the committed files say instead of this installation's own address.
NEUTRAL_URL: Final = "https://api.example.com"
RECORDED: Final = Path(__file__).with_name("recorded")

Example = Mapping[str, Any]


def recording_of(surface: Surface) -> Path:
    """The file with the examples of a surface."""
    return RECORDED / f"{surface.name}.json"


def answer_example(surface: Surface, operation_id: str, status: int) -> Example:
    """The example of one good answer, as a media type has it; empty if none was recorded."""
    answers = _recorded(surface.name, settings.BASE_URL)["answers"]
    return _example(answers.get(operation_id, {}), str(status))


def event_example(surface: Surface, event_type: str) -> Example:
    """The example of what is posted for an event, as a media type has it; empty if none was recorded."""
    return _example(_recorded(surface.name, settings.BASE_URL)["events"], event_type)


def _example(found: Mapping[str, Any], name: str) -> Example:
    return {"example": found[name]} if name in found else {}


@cache
def _recorded(surface_name: str, base_url: str) -> Mapping[str, Any]:
    text = (RECORDED / f"{surface_name}.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text.replace(NEUTRAL_URL, base_url))
    return found
