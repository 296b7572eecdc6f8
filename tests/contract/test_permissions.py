"""Who may call what: one row for each method of each endpoint, compared with the URL conf both ways, and tried."""

import re
from typing import Any

import pytest
from django.test import Client

from api.openapi.endpoints import endpoints
from api.openapi.path_parameters import PATH_PARAMETERS
from customers.models import Customer
from errors_docs.surfaces import PARTNER, SURFACES, Surface
from partners.models import Account
from partners.scopes import scope_names, scopes_that_allow
from tests.factories import bearer, make_key, make_partner, make_workspace

Row = tuple[str, str, str, str | None]

#: Surface, method, path below the surface's base path, the scope that the key needs (None: no key is asked for).
PERMISSIONS: list[Row] = [
    ("partner", "GET", "/account", "account:read"),
    ("partner", "GET", "/account/credits/history", "account:read"),
    ("partner", "GET", "/plans", "plans:read"),
    ("partner", "GET", "/plans/{planId}", "plans:read"),
    ("partner", "GET", "/customers", "customers:read"),
    ("partner", "POST", "/customers", "customers:write"),
    ("partner", "POST", "/customers/quote", "customers:read"),
    ("partner", "GET", "/customers/{customerId}", "customers:read"),
    ("partner", "PATCH", "/customers/{customerId}", "customers:write"),
    ("partner", "DELETE", "/customers/{customerId}", "customers:write"),
    ("partner", "GET", "/customers/{customerId}/usage", "usage:read"),
    ("partner", "POST", "/customers/{customerId}/suspend", "customers:write"),
    ("partner", "POST", "/customers/{customerId}/reactivate", "customers:write"),
    ("partner", "POST", "/customers/{customerId}/resend-welcome", "customers:write"),
    ("partner", "GET", "/usage/summary", "usage:read"),
    ("partner", "GET", "/customers/{customerId}/dicom-studies", "reports:read"),
    ("partner", "GET", "/customers/{customerId}/dicom-studies/{studyInstanceUid}", "reports:read"),
    ("partner", "GET", "/customers/{customerId}/dicom-studies/{studyInstanceUid}/reports", "reports:read"),
    ("partner", "POST", "/customers/{customerId}/dicom-studies/{studyInstanceUid}/reports", "reports:write"),
    ("partner", "GET", "/customers/{customerId}/dicom-studies/{studyInstanceUid}/reports/{reportId}", "reports:read"),
    (
        "partner",
        "DELETE",
        "/customers/{customerId}/dicom-studies/{studyInstanceUid}/reports/{reportId}",
        "reports:write",
    ),
    ("partner", "POST", "/customers/{customerId}/dicom-studies/{studyInstanceUid}/timeline-links", "reports:write"),
    ("partner", "GET", "/customers/{customerId}/agents", "reports:read"),
    ("partner", "POST", "/customers/{customerId}/agents", "reports:write"),
    ("partner", "DELETE", "/customers/{customerId}/agents/{agentId}", "reports:write"),
    ("partner", "GET", "/requests", "account:read"),
    ("partner", "GET", "/requests/{requestId}", "account:read"),
    ("workspace", "GET", "/mcp/credits", "readonly"),
    ("workspace", "POST", "/mcp/credits", "readonly"),
    ("workspace", "POST", "/mcp/generate/research", "full"),
    ("workspace", "POST", "/mcp/generate/architecture", "full"),
    ("workspace", "POST", "/mcp/generate/features", "full"),
    ("workspace", "POST", "/mcp/generate/phases", "full"),
    ("workspace", "POST", "/mcp/generate/blueprint", "full"),
    ("workspace", "GET", "/mcp/generations", "readonly"),
    ("workspace", "GET", "/mcp/generations/{generationId}", "readonly"),
    ("workspace", "GET", "/requests", "readonly"),
    ("workspace", "GET", "/requests/{requestId}", "readonly"),
    ("partner", "GET", "/webhooks", "webhooks:read"),
    ("partner", "POST", "/webhooks", "webhooks:write"),
    ("partner", "GET", "/webhooks/{webhookId}", "webhooks:read"),
    ("partner", "PATCH", "/webhooks/{webhookId}", "webhooks:write"),
    ("partner", "DELETE", "/webhooks/{webhookId}", "webhooks:write"),
    ("partner", "POST", "/webhooks/{webhookId}/test", "webhooks:write"),
    ("partner", "POST", "/webhooks/{webhookId}/rotate-secret", "webhooks:write"),
    ("partner", "POST", "/webhooks/{webhookId}/replay", "webhooks:write"),
    ("partner", "GET", "/webhooks/{webhookId}/deliveries", "webhooks:read"),
    ("partner", "GET", "/webhooks/{webhookId}/deliveries/{deliveryId}", "webhooks:read"),
    ("partner", "POST", "/webhooks/{webhookId}/deliveries/{deliveryId}/replay", "webhooks:write"),
    ("partner", "GET", "/", None),
    ("workspace", "GET", "/", None),
    ("partner", "GET", "/errors", None),
    ("partner", "GET", "/errors/{code}", None),
]

keyed = pytest.mark.parametrize(
    ("surface_name", "method", "path", "scope"),
    [row for row in PERMISSIONS if row[3] is not None],
    ids=[f"{surface} {method} {path}" for surface, method, path, scope in PERMISSIONS if scope is not None],
)


def others_than(surface_name: str, scope: str) -> list[str]:
    """The scopes with which a key may not call what needs this one; none where full and it are all there are."""
    surface = SURFACES[surface_name]
    return [name for name in scope_names(surface) if name not in scopes_that_allow(surface, scope)]


scoped = pytest.mark.parametrize(
    ("surface_name", "method", "path", "scope"),
    [row for row in PERMISSIONS if row[3] is not None and others_than(row[0], row[3])],
)

#: Surface: no key, a key of another surface, a key without the scope.
CODES = {
    "partner": ("UNAUTHENTICATED", "INVALID_API_KEY", "INSUFFICIENT_SCOPE"),
    "workspace": ("missing_api_key", "malformed_api_key", "insufficient_scope"),
}


def call(client: Client, surface_name: str, method: str, path: str, **extra: Any) -> Any:
    """Sends a request with an example in place of each variable and an empty object for a body."""
    filled = re.sub(r"{(\w+)}", lambda name: PATH_PARAMETERS[name[1]].example, path)
    url = SURFACES[surface_name].base_path + filled
    return client.generic(method, url, data="{}", content_type="application/json", **extra)


def account_of(surface: Surface) -> Account:
    """A new account whose keys open the surface."""
    return make_partner() if surface is PARTNER else make_workspace()


def test_the_table_has_exactly_the_endpoints_of_the_url_conf() -> None:
    found = [
        (surface.name, endpoint.method, endpoint.path, endpoint.operation.scope)
        for surface in SURFACES.values()
        for endpoint in endpoints(surface)
    ]
    assert sorted(found, key=str) == sorted(PERMISSIONS, key=str)


def test_every_scope_in_the_table_is_one_of_its_surface() -> None:
    assert [row for row in PERMISSIONS if row[3] is not None and row[3] not in scope_names(SURFACES[row[0]])] == []


@pytest.mark.django_db
@keyed
def test_without_a_key_the_answer_asks_for_one(
    client: Client, surface_name: str, method: str, path: str, scope: str
) -> None:
    refused = call(client, surface_name, method, path)
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == CODES[surface_name][0]
    assert refused.headers["WWW-Authenticate"] == f'Bearer realm="{SURFACES[surface_name].title}"'
    assert Customer.objects.count() == 0


@pytest.mark.django_db
@keyed
def test_a_key_of_another_surface_opens_nothing(
    client: Client, surface_name: str, method: str, path: str, scope: str
) -> None:
    other = next(surface for surface in SURFACES.values() if surface.name != surface_name)
    refused = call(client, surface_name, method, path, headers=bearer(make_key(account_of(other))))
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == CODES[surface_name][1]


@pytest.mark.django_db
@scoped
def test_a_key_with_every_other_scope_is_refused_and_told_which_it_lacks(
    client: Client, surface_name: str, method: str, path: str, scope: str
) -> None:
    surface = SURFACES[surface_name]
    others = others_than(surface_name, scope)
    refused = call(client, surface_name, method, path, headers=bearer(make_key(account_of(surface), scopes=others)))
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == CODES[surface_name][2]
    assert refused.json()["error"]["details"] == {"requiredScope": scope, "grantedScopes": others}
    assert Customer.objects.count() == 0


@pytest.mark.django_db
@keyed
def test_a_key_with_that_scope_alone_passes_the_gate(
    client: Client, surface_name: str, method: str, path: str, scope: str
) -> None:
    secret = make_key(account_of(SURFACES[surface_name]), scopes=[scope])
    answer = call(client, surface_name, method, path, headers=bearer(secret))
    assert answer.status_code not in (401, 403, 429, 500)
    assert "RateLimit" in answer.headers
