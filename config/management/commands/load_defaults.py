"""manage.py load_defaults: tiers, plans, add-on prices and roles of staff for a new installation."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from config.staff_roles import load_staff_roles
from credits.defaults import load_plans
from generation.defaults import load_workspace_plans
from partners.defaults import load_tiers


class Command(BaseCommand):
    help = "Add the tiers, plans, add-on prices and roles of staff that are not there yet; change nothing that is."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        load_tiers()
        load_plans()
        load_workspace_plans()
        load_staff_roles()
