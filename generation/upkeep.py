"""What a crash leaves behind: generations that nobody will end any more."""

from django.utils import timezone

from credits.upkeep import GRACE
from errors_docs.exceptions import GenerationFailed
from generation.models import Generation, GenerationState
from generation.settlement import give_up


def sweep_generations() -> int:
    """Ends those that run past their deadline and the grace as failed, their credits given back; returns how many."""
    overdue = Generation.objects.filter(state=GenerationState.RUNNING, deadline__lt=timezone.now() - GRACE)
    return sum(give_up(generation, GenerationFailed()) for generation in overdue.iterator(chunk_size=500))
