"""The guides beside the code, both ways: nothing that exists is undocumented, nothing that is documented is missing."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings

from api.openapi.document import built
from api.openapi.endpoints import endpoints
from api.openapi.webhooks import event_operations
from credits.add_ons import ADD_ON_NAMES
from credits.defaults import PLANS
from errors_docs.catalogues import CATALOGUES
from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE, Surface
from generation.mcp.tools import SERVED
from generation.tools import TOOLS
from partners.defaults import TIERS
from partners.rate_limits import DEFAULT_QUOTA, KEY_QUOTA
from partners.scopes import scope_names
from portal.guides.directives import DIRECTIVES, UnknownDirective, check
from portal.guides.directives.operations import UnknownEndpoint, operation
from portal.guides.directives.schema import rows
from portal.guides.guide import guides_of

METHODS = "GET|POST|PUT|PATCH|DELETE"
ALL = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


def text_of(surface: Surface) -> str:
    """Every guide of a surface with its live parts filled in."""
    return "\n".join(guide.markdown for guide in guides_of(surface))


@ALL
def test_each_endpoint_is_explained_exactly_once_and_no_other(surface: Surface) -> None:
    explained = re.findall(rf"^`({METHODS}) (/\S*)`$", text_of(surface), re.MULTILINE)

    assert sorted(explained) == sorted((each.method, each.path) for each in endpoints(surface))


@ALL
def test_an_endpoint_that_a_guide_names_exists(surface: Surface) -> None:
    known = {(each.method, unnamed(each.path)) for each in endpoints(surface)}
    named = {(method, unnamed(path)) for method, path in re.findall(rf"`({METHODS}) (/[^`?\s]*)`", text_of(surface))}

    assert named - known == set()


def unnamed(path: str) -> str:
    """A path whose variables have no names: /customers/{id} and /customers/{customerId} are the same."""
    return re.sub(r"\{\w+\}", "{}", path)


@ALL
def test_each_field_of_each_endpoint_is_in_its_guide(surface: Surface) -> None:
    text = text_of(surface)

    for path, methods in built(surface)["paths"].items():
        for method, declared in methods.items():
            section = text.split(f"\n`{method.upper()} {path}`\n")[1].split("\n### ")[0].split("\n## ")[0]
            for content in declared.get("requestBody", {}).get("content", {}).values():
                for field in rows(surface, content["schema"]):
                    assert f"`{field.path}`" in section, f"{method} {path}: {field.path}"
            for parameter in declared.get("parameters", ()):
                if parameter["in"] == "query":
                    assert f"`{parameter['name']}`" in section


@ALL
def test_each_field_parameter_and_header_has_a_meaning(surface: Surface) -> None:
    found = built(surface)
    said = [
        *(("header", name, header["description"]) for name, header in found["components"]["headers"].items()),
        *(
            (f"{method} {path}", *each)
            for path, methods in found["paths"].items()
            for method, declared in methods.items()
            for each in (*sent_to(surface, declared), *answered_by(surface, declared))
        ),
        *((name, *each) for name, declared in event_operations(found).items() for each in sent_to(surface, declared)),
    ]

    assert [(where, name) for where, name, meaning in said if not meaning.strip()] == []


def sent_to(surface: Surface, declared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Parameters and fields of the body, each with its meaning."""
    yield from ((each["name"], each.get("description", "")) for each in declared.get("parameters", ()))
    for content in declared.get("requestBody", {}).get("content", {}).values():
        yield from ((field.path, field.meaning) for field in rows(surface, content["schema"]))


def answered_by(surface: Surface, declared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields of each good answer; what ``data`` is as a whole the endpoint's summary says."""
    good = [response for status, response in declared["responses"].items() if status.startswith("2")]
    for response in good:
        for content in response["content"].values():
            fields = rows(surface, content["schema"])
            yield from ((field.path, field.meaning) for field in fields if field.path != "data")


@pytest.mark.parametrize("tool", SERVED)
def test_each_field_that_an_mcp_tool_takes_has_a_meaning(tool: str) -> None:
    taken = SERVED[tool].described.input_schema["properties"]

    assert [name for name, field in taken.items() if not field.get("description")] == []


@ALL
def test_each_scope_is_explained_and_each_scope_that_a_guide_names_exists(surface: Surface) -> None:
    text = text_of(surface)
    explained = re.findall(r"^\| `([a-z]+:[a-z]+|full|readonly)` \|", text, re.MULTILINE)
    named = set(re.findall(r"`([a-z]+:(?:read|write))`", text))

    assert sorted(set(explained)) == sorted(scope_names(surface))
    assert named <= set(scope_names(surface))


@ALL
def test_each_code_that_a_guide_names_exists(surface: Surface) -> None:
    named = re.findall(rf"{surface.docs_path}/errors/(\w+)", text_of(surface))

    assert {code for code in named if CATALOGUES[surface.name].get(code) is None} == set()


def test_each_event_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"^### `([a-z.]+)`$", text_of(PARTNER), re.MULTILINE))

    assert explained == set(event_operations(built(PARTNER)))


def test_each_plan_add_on_and_tier_is_in_the_plans() -> None:
    plans = next(guide.markdown for guide in guides_of(PARTNER) if guide.page.slug == "plans")

    for name in (*PLANS, *ADD_ON_NAMES, *TIERS):
        assert f"| `{name}` |" in plans


def test_each_tool_is_in_the_endpoints_with_its_price_and_deadline() -> None:
    text = next(guide.markdown for guide in guides_of(WORKSPACE) if guide.page.slug == "endpoints")

    listed = re.findall(r"^\| `(\w+)` \| .* \| ([\d.]+) \| (\d+) s \|", text, re.MULTILINE)
    assert listed == [(tool.name, f"{tool.cost / 100:.2f}", str(tool.deadline_seconds)) for tool in TOOLS.values()]


@ALL
def test_the_limits_of_every_endpoint_are_told(surface: Surface) -> None:
    text = text_of(surface)

    assert f"| Requests with all keys together | {DEFAULT_QUOTA[surface.name]} in 60 seconds |" in text
    if surface.name in KEY_QUOTA:
        assert f"| Requests with one key | {KEY_QUOTA[surface.name]} in 60 seconds |" in text
    assert f"| Body of a request | {settings.MAX_BODY_BYTES:,} bytes" in text


def test_an_unknown_live_part_fails_when_the_guides_are_read() -> None:
    with pytest.raises(UnknownDirective, match="fieldz"):
        check("{{ fieldz POST /customers }}", "here")


def test_an_endpoint_that_is_not_there_fails() -> None:
    with pytest.raises(UnknownEndpoint):
        operation(PARTNER, "POST /custmers")


def test_each_live_part_is_used() -> None:
    sources = "\n".join(guide.source for surface in SURFACES.values() for guide in guides_of(surface))

    assert {name for name in DIRECTIVES if f"{{{{ {name} " not in sources} == set()
