"""Which project a generation belongs to, and how often a tool was run in it."""

from errors_docs.exceptions import FieldProblem, RegenerationLimit, ValidationFailed
from generation.models import Generation, GenerationState, Project
from generation.models.project import idea_key
from generation.tools.tool import Brief
from partners.caller import Caller

#: Those that are still running may all succeed, so they count until they don't.
COUNTED = (GenerationState.RUNNING.value, GenerationState.SUCCEEDED.value)


def project_of(caller: Caller, given: Brief) -> Project:
    """The project that ``projectId`` names, or the one of this idea, begun now if there is none.

    Raises ValidationFailed for an id that is none of the caller's; another workspace's looks exactly the same.
    """
    mine = Project.objects.filter(account_id=caller.account_id, mode=caller.mode)
    if given.project_id is not None:
        found = mine.filter(public_id=given.project_id).first()
        if found is None:
            raise ValidationFailed([FieldProblem("projectId", "There is no such project.", "does_not_exist")])
        return found
    project, _ = mine.get_or_create(
        idea_key=idea_key(given.idea),
        defaults={"account_id": caller.account_id, "mode": caller.mode, "idea": given.idea},
    )
    return project


def refuse_regeneration(project: Project, tool: str, cap: int | None) -> None:
    """Raises RegenerationLimit if the project has used up the plan's; the first result of a tool is none.

    Called under the wallet's lock, so that twins are counted one after the other.
    """
    if cap is None:
        return
    runs = Generation.objects.filter(project=project, tool=tool, state__in=COUNTED).count()
    if runs > cap:
        raise RegenerationLimit(cap=cap, used=runs - 1, project_id=project.public_id)
