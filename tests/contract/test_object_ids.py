"""Every object in an answer has an ``id``, next to its own name for it, so that a client needn't know what it is."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from api.openapi.document import built
from errors_docs.surfaces import SURFACES, Surface

BY_SURFACE = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
#: Parts of an object that have no name to be called by: the tries of one delivery, and the paths of an API.
PARTS = {"attempts", "resources"}


def resolved(surface: Surface, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or what it refers to."""
    while "$ref" in schema:
        schema = built(surface)["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def good_answers(surface: Surface) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Method, path and the schema of ``data`` of each good answer."""
    for path, methods in built(surface)["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                if status.startswith("2"):
                    envelope = resolved(surface, response["content"]["application/json"]["schema"])
                    yield method, path, resolved(surface, envelope["properties"]["data"])


def arrays_of(surface: Surface, schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The name of each array of objects in an object, and the schema of its elements."""
    for name, inner in schema.get("properties", {}).items():
        items = resolved(surface, resolved(surface, inner).get("items", {}))
        if "properties" in items:
            yield name, items


@BY_SURFACE
def test_what_is_answered_about_one_object_has_its_id(surface: Surface) -> None:
    of_one = [
        (f"{method.upper()} {path}", "id" in data["properties"])
        for method, path, data in good_answers(surface)
        if "{" in path.rpartition("/")[2] or (method != "get" and "{" in path and "generate" not in path)
    ]
    assert of_one != []
    assert [name for name, has_id in of_one if not has_id] == []


@BY_SURFACE
def test_each_row_of_a_list_has_an_id(surface: Surface) -> None:
    rows = [
        (f"{path} {name}", "id" in items["properties"])
        for _, path, data in good_answers(surface)
        if "/generate/" not in path
        for name, items in arrays_of(surface, data)
        if name not in PARTS
    ]
    assert len(rows) >= 3
    assert [name for name, has_id in rows if not has_id] == []


@BY_SURFACE
def test_an_id_comes_next_to_the_name_that_it_stands_for(surface: Surface) -> None:
    """``id`` is an addition: what had another name for it keeps that."""
    names = {
        "/requests": "requestId",
        "/customers/{customerId}/dicom-studies": "studyInstanceUid",
        "/customers/{customerId}/dicom-studies/{studyInstanceUid}/reports": "reportId",
        "/account/credits/history": "reference",
        "/errors": "code",
    }
    for method, path, data in good_answers(surface):
        if method == "get" and path in names:
            ((_, items),) = arrays_of(surface, data)
            assert next(iter(items["properties"])) == "id"
            assert {"id", names[path]} <= set(items["properties"]), path
