"""A workspace plans one idea with every tool, each fed with what came before, and looks at what it has."""

from errors_docs.surfaces import WORKSPACE
from generation.tools import TOOLS
from partners import request_log
from tests.contract.recording.walk import Walk
from tests.factories import give_credits, make_key, make_workspace
from tests.lifecycle.clock import Clock


def walk_workspace(clock: Clock) -> Walk:
    """Every operation of the Workspace API with a good answer, waited for and begun."""
    account = make_workspace("Example Planning", plan="starter")
    give_credits(account, 1000_00)
    walk = Walk(WORKSPACE, make_key(account, name="Production"), clock)
    walk.call("indexGet")
    walk.call("mcpCreditsGet")
    walk.call("mcpCredits")
    for name in TOOLS:
        operation = f"mcpGenerate{name.capitalize()}"
        made = walk.call(operation)
        if "generationId" not in walk.ids:
            walk.know("generationId", made["meta"]["generationId"])
        walk.call(operation, headers={"Prefer": "respond-async"})
    walk.call("mcpGenerationsGet")
    walk.call("mcpGenerationsList", "?limit=2")
    walk.know("requestId", walk.request_id)
    request_log.flush()
    walk.call("requestsList", "?limit=2")
    walk.call("requestsGet")
    return walk
