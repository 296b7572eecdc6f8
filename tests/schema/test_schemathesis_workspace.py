"""The Workspace API does what its document says, whatever is sent: schemathesis makes the requests up.

What it generates is planned offline, so that nothing but time is spent. ``make fuzz`` runs the same for longer.
"""

import os
from pathlib import Path

import pytest

from credits.audit import audit
from errors_docs.surfaces import WORKSPACE
from generation.models import Generation, GenerationState
from partners.modes import TEST
from tests.factories import give_credits, make_key, make_workspace
from tests.processes import url_of_test_database
from tests.schema.conftest import PLENTY
from tests.schema.fuzzing import fuzz
from tests.server.running import running_new

#: Random examples of each operation; a few of them are enough for most changes.
FEW, ALL = 6, 60
GIVEN = os.environ.get("EXAMPLES")
SEED = int(os.environ.get("SEED", "1"))
#: Each with its phases: all, or without the many cases that cover every keyword of every artefact.
SIZES = [(int(GIVEN), "")] if GIVEN else [(FEW, "examples,fuzzing"), pytest.param(ALL, "", marks=pytest.mark.thorough)]
#: The limit is for a run that hangs, on a loaded machine too.
SECONDS = 900 + 10 * int(GIVEN or ALL)


@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize(("examples", "phases"), SIZES)
def test_the_workspace_api_keeps_its_documents_promises_whatever_is_sent(
    transactional_db: None, tmp_path: Path, examples: int, phases: str
) -> None:
    account = make_workspace(plan="pro")
    give_credits(account, PLENTY, TEST)
    settings = {"DJANGO_SETTINGS_MODULE": "tests.schema.settings"}
    with running_new(tmp_path, url_of_test_database(), **settings) as server:
        found = fuzz(server, make_key(account, TEST), tmp_path, WORKSPACE, examples=examples, seed=SEED, phases=phases)
        assert server.lines_now(logger="tollgate.contract") == []
    assert found.report["failures"] == []
    assert found.report["errors"] == []
    assert (found.exit_code, found.report["complete"]) == (0, True)
    assert found.report["operations"]["tested"] == found.report["operations"]["total"]
    skipped = {"skip"} if phases else set()
    assert {phase["status"] for phase in found.report["phases"].values()} == {"success", *skipped}
    assert found.report["valid_rates"]["POST /mcp/generate/research"]["fuzzing"]["accepted"] > 0
    assert [finding.invariant for finding in audit().broken] == []
    assert not Generation.objects.exclude(state=GenerationState.SUCCEEDED).exists()
