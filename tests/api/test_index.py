"""GET of a base path: what there is, without a key."""

import pytest
from django.conf import settings
from django.test import Client

from api.openapi.document import built
from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE, Surface

by_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


def test_the_partner_api_says_what_it_is_and_where_to_read_on(client: Client) -> None:
    answer = client.get("/api/partner/v1")
    index = answer.json()["data"]
    resources = {resource["path"]: resource["methods"] for resource in index.pop("resources")}
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert index == {
        "name": "Partner API",
        "version": "1.0.0",
        "docs": f"{settings.BASE_URL}/docs/partner",
        "openapi": f"{settings.BASE_URL}/api/partner/v1/openapi.json",
        "errors": f"{settings.BASE_URL}/docs/partner/errors",
        "status": f"{settings.BASE_URL}/readyz",
    }
    assert resources["/api/partner/v1/customers"] == ["GET", "POST"]
    assert resources["/api/partner/v1/customers/{customerId}"] == ["GET", "PATCH", "DELETE"]


def test_the_workspace_api_does_so_in_its_own_envelope(client: Client) -> None:
    answer = client.get("/api/v1").json()
    assert set(answer) == {"data"}
    assert answer["data"]["name"] == "Workspace API"
    assert answer["data"]["openapi"] == f"{settings.BASE_URL}/api/v1/openapi.json"
    assert {"path": "/api/v1/mcp/generate/research", "methods": ["POST"]} in answer["data"]["resources"]


@by_surface
def test_it_lists_what_the_document_lists(client: Client, surface: Surface) -> None:
    listed = client.get(surface.base_path).json()["data"]["resources"]
    documented = {
        surface.base_path + path: [method.upper() for method in operations]
        for path, operations in built(surface)["paths"].items()
    }
    assert {resource["path"]: resource["methods"] for resource in listed} == documented


@by_surface
def test_the_base_path_answers_alike_with_its_slash_and_without(client: Client, surface: Surface) -> None:
    bare, slashed = (client.get(path) for path in (surface.base_path, f"{surface.base_path}/"))
    assert (bare.status_code, slashed.status_code) == (200, 200)
    assert bare.json() == slashed.json()


@by_surface
def test_each_link_within_the_site_leads_somewhere(client: Client, surface: Surface) -> None:
    index = client.get(surface.base_path).json()["data"]
    for link in ("docs", "openapi", "errors"):
        assert client.get(index[link].removeprefix(settings.BASE_URL), follow=True).status_code == 200


@by_surface
def test_no_key_is_needed_and_a_wrong_one_does_no_harm(client: Client, surface: Surface) -> None:
    assert client.get(surface.base_path, headers={"Authorization": "Bearer nonsense"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "code"), [(PARTNER.base_path, "METHOD_NOT_ALLOWED"), (WORKSPACE.base_path, "method_not_allowed")]
)
def test_it_is_only_read(client: Client, path: str, code: str) -> None:
    for address in (path, f"{path}/"):
        refused = client.post(address, {}, content_type="application/json")
        assert (refused.status_code, refused.json()["error"]["code"]) == (405, code)
        assert refused.json()["error"]["details"] == {"allowed": ["GET", "HEAD"]}
