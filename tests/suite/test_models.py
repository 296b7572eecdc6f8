"""Models and migrations say the same: a field or a constraint that only one of them has is found here."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_migrations_make_exactly_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
