"""The Partner API does what its document says, whatever is sent: schemathesis makes the requests up.

``make fuzz`` runs the same for longer, with another seed each time.
"""

import os
from pathlib import Path

import pytest

from credits.audit import audit
from errors_docs.surfaces import PARTNER
from tests.schema.conftest import Shop
from tests.schema.fuzzing import fuzz

#: Random examples of each operation; a fifth of them is enough for most changes.
FEW, ALL = 12, 60
GIVEN = os.environ.get("EXAMPLES")
SEED = int(os.environ.get("SEED", "1"))
SIZES = [int(GIVEN)] if GIVEN else [FEW, pytest.param(ALL, marks=pytest.mark.thorough)]
#: A request takes about 20 ms; the limit is for a run that hangs, on a loaded machine too.
SECONDS = 900 + 10 * int(GIVEN or ALL)


@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize("examples", SIZES)
def test_the_partner_api_keeps_its_documents_promises_whatever_is_sent(
    shop: Shop, tmp_path: Path, examples: int
) -> None:
    found = fuzz(shop.server, shop.key, tmp_path, PARTNER, examples=examples, seed=SEED)
    assert found.report["failures"] == []
    assert found.report["errors"] == []
    assert (found.exit_code, found.report["complete"]) == (0, True)
    assert found.report["operations"]["tested"] == found.report["operations"]["total"]
    assert {phase["status"] for phase in found.report["phases"].values()} == {"success"}
    assert found.report["test_cases"]["generated"] >= 2000
    assert found.report["valid_rates"]["POST /customers"]["fuzzing"]["accepted"] > 0
    assert shop.server.lines_now(logger="tollgate.contract") == []
    assert [finding.invariant for finding in audit().broken] == []
