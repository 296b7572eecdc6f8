"""All spellings of an address that somebody signs in with or is invited by are stored as one."""

from typing import Any

from django.db import IntegrityError, migrations, transaction

from foundation.mail_address import mailable


def respell(apps: Any, schema_editor: Any) -> None:
    """Store what the rule makes of each address: a user's address as the user has it, verified ones first.

    An address that is another's by now keeps its spelling: nobody finds it, so nobody signs in with it.
    """
    for model, order in (("account.EmailAddress", ("-verified", "pk")), ("portal.Invitation", ("pk",))):
        rows = apps.get_model(model).objects
        for row in rows.order_by(*order):
            try:
                with transaction.atomic():
                    rows.filter(pk=row.pk).update(email=mailable(row.email).lower())
            except IntegrityError:
                continue


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_cached_values"),
        ("partners", "0008_one_spelling_of_addresses"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
