"""manage.py load_defaults: tiers, plans and add-on prices for a new installation."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from credits.defaults import load_plans
from generation.defaults import load_workspace_plans
from partners.defaults import load_tiers


class Command(BaseCommand):
    help = "Adds the default tiers, plans and add-on prices that are not there yet. Changes nothing that is."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        load_tiers()
        load_plans()
        load_workspace_plans()
