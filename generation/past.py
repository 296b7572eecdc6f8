"""Generations that were begun, the caller's own in its mode."""

from django.db.models import QuerySet

from api.ids import has_shape
from api.paging import Portion, key_of
from errors_docs.exceptions import GenerationNotFound
from generation.answers import GenerationList, generation_summary
from generation.models import Generation
from partners.caller import Caller


def generations_of(caller: Caller, *, tool: str | None = None, project_id: str | None = None) -> "QuerySet[Generation]":
    """Newest first; of one tool and one project, if they are given."""
    mine = Generation.objects.filter(account_id=caller.account_id, mode=caller.mode).select_related("project")
    if tool is not None:
        mine = mine.filter(tool=tool)
    if project_id is not None:
        mine = mine.filter(project__public_id=project_id)
    return mine.order_by("-id")


def list_generations(
    caller: Caller, portion: Portion, *, tool: str | None = None, project_id: str | None = None
) -> GenerationList:
    """Return a part of them, without their inputs and results."""
    mine = generations_of(caller, tool=tool, project_id=project_id)
    rows = list(portion.newest(mine.defer("input", "result")))
    shown, pagination = portion.shown(rows, key_of, mine.count)
    return GenerationList([generation_summary(generation) for generation in shown], pagination)


def find_generation(caller: Caller, generation_id: str) -> Generation:
    """One of the caller's. Raises GenerationNotFound; another workspace's looks exactly the same."""
    found = generations_of(caller).filter(public_id=generation_id).first() if has_shape(generation_id, "gen") else None
    if found is None:
        raise GenerationNotFound
    return found
