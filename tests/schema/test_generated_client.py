"""openapi-generator's Python client of each document: it imports whole, and speaks with a real server."""

import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from api.openapi.webhooks import EVENT_TYPES, event_operations
from errors_docs.surfaces import PARTNER, SURFACES, WORKSPACE
from tests.factories import make_key, make_workspace
from tests.forks import ROOT
from tests.schema.conftest import Shop

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(300)]

#: Brings its own Java. The other program of this name, on npm, would load the generator from elsewhere.
PROGRAM: Final = Path(sys.executable).with_name("openapi-generator-cli")
#: Its pages and empty tests are of no use here.
CODE_ALONE: Final = "apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false"
#: A program of some seconds gains nothing from Java's second compiler.
QUICK: Final = "-XX:TieredStopAtLevel=1"
#: What the generator warns of whatever the document says: that it reads 3.1, a null of its own in any 3.1 document,
#: and a query parameter named "from", which it calls otherwise in one place only.
UNAVOIDABLE: Final = (
    "OpenAPI 3.1 support is still in beta",
    "Failed to get the schema name: null",
    "From (reserved word) cannot be used as model name",
)


def document_of(surface: str) -> Path:
    return ROOT / "docs" / "openapi" / f"{surface}.json"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the generator said while it made ``partner_client`` and ``workspace_client``, which can be imported."""
    folder = tmp_path_factory.mktemp("clients")
    sys.path.insert(0, str(folder))
    return {surface: _generate(surface, folder) for surface in SURFACES}


def _generate(surface: str, folder: Path) -> str:
    given = [f"--input-spec={document_of(surface)}", f"--output={folder}", f"--package-name={surface}_client"]
    command = [str(PROGRAM), "generate", "--generator-name=python", f"--global-property={CODE_ALONE}", *given]
    made = subprocess.run(command, env={**os.environ, "JAVA_OPTS": QUICK}, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout + made.stderr


def client_of(surface: str, host: str, key: str) -> tuple[Any, Any]:
    """The generated package of a surface, and a client in it that sends this key."""
    package = importlib.import_module(f"{surface}_client")
    settings = package.Configuration(host=host + SURFACES[surface].base_path, access_token=key)
    return package, package.ApiClient(settings)


@pytest.mark.parametrize("surface", SURFACES)
def test_nothing_in_a_document_is_warned_of(surface: str, generated: dict[str, str]) -> None:
    said = re.findall(r"^.*\b(?:WARN|ERROR)\b.*$", generated[surface], re.MULTILINE)
    assert [line for line in said if not any(known in line for known in UNAVOIDABLE)] == []


@pytest.mark.parametrize("surface", SURFACES)
def test_every_module_is_imported_without_a_warning(surface: str, generated: dict[str, str]) -> None:
    package = importlib.import_module(f"{surface}_client")
    names = [found.name for found in pkgutil.walk_packages(package.__path__, f"{surface}_client.")]
    for name in names:
        importlib.import_module(name)
    schemas = json.loads(document_of(surface).read_text())["components"]["schemas"]
    assert len([name for name in names if ".models." in name]) >= len(schemas) - 1


def test_a_partner_creates_a_customer_finds_it_and_gets_a_typed_refusal(generated: dict[str, str], shop: Shop) -> None:
    package, client = client_of(PARTNER.name, f"http://127.0.0.1:{shop.server.port}", shop.key)
    customers = package.CustomersApi(client)
    order = package.NewCustomerInput(email="ada@example.com", planId="starter", seats=2, sendWelcomeEmail=False)

    created = customers.customers_create(order, idempotency_key="order-1")
    listed = customers.customers_list(limit=1)
    with pytest.raises(package.ApiException) as refused:
        customers.customers_create(order, idempotency_key="order-2")

    assert (created.success, created.data.email, created.data.subscription.seats) == (True, "ada@example.com", 2)
    assert [customer.id for customer in listed.data.customers] == [created.data.id]
    assert (listed.data.pagination.total, listed.data.pagination.limit) == (1, 1)
    refusal = refused.value.data.actual_instance
    assert (refused.value.status, type(refusal)) == (409, package.CustomerExistsRefusal)
    assert (refusal.success, refusal.error.code) == (False, "CUSTOMER_EXISTS")
    assert refusal.error.request_id == refused.value.headers["X-Request-Id"]


def test_a_workspace_generates_and_gives_a_result_back_as_an_input(generated: dict[str, str], shop: Shop) -> None:
    key = make_key(make_workspace(plan="starter"))
    package, client = client_of(WORKSPACE.name, f"http://127.0.0.1:{shop.server.port}", key)
    tools, idea = package.McpApi(client), "A booking app for dog groomers with reminders"

    research = tools.mcp_generate_research(package.Brief(idea=idea))
    artefact = package.ResearchArtefact.from_dict(research.data.to_dict())
    architecture = tools.mcp_generate_architecture(package.ArchitectureInput(idea=idea, research=artefact))
    with pytest.raises(package.exceptions.NotFoundException) as refused:
        tools.mcp_generations_get("gen_none")

    assert (research.meta.tool, research.meta.credits_charged, research.meta.offline) == ("research", 25, True)
    assert (architecture.meta.tool, architecture.meta.project_id) == ("architecture", research.meta.project_id)
    assert type(refused.value.data.actual_instance) is package.GenerationNotFoundRefusal
    assert refused.value.data.actual_instance.error.code == "generation_not_found"


def test_a_webhook_of_each_type_is_parsed_with_fields_that_were_added_since(generated: dict[str, str]) -> None:
    package = importlib.import_module("partner_client")
    events = event_operations(json.loads(document_of(PARTNER.name).read_text()))
    for name, operation in events.items():
        content = operation["requestBody"]["content"]["application/json"]
        model = getattr(package, content["schema"]["$ref"].rsplit("/", 1)[1])
        later = {**content["example"], "data": {**content["example"]["data"], "added": 1}, "added": {"later": True}}
        parsed = model.from_json(json.dumps(later))
        assert json.loads(parsed.to_json())["data"].keys() == content["example"]["data"].keys()
        assert (parsed.event, parsed.id) == (name, content["example"]["id"])
    assert list(events) == list(EVENT_TYPES)
