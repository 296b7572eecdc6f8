"""All spellings of a customer's address are stored as one, apart from their case."""

from typing import Any

from django.db import IntegrityError, migrations, transaction

from foundation.mail_address import mailable

#: What the rule changes has letters of a domain that are not ASCII, or the dot that may end it.
RESPELLED = r"[^\x01-\x7f]|\.$"


def respell(apps: Any, schema_editor: Any) -> None:
    """Store what the rule makes of each address. Where a partner has it already, the second keeps its spelling.

    Mail reaches it nevertheless (foundation.mail_address.mailable), and the partner may delete either.
    """
    customers = apps.get_model("customers", "Customer").objects
    for customer in customers.filter(email__regex=RESPELLED).order_by("pk"):
        try:
            with transaction.atomic():
                customers.filter(pk=customer.pk).update(email=mailable(customer.email))
        except IntegrityError:
            continue


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_anchored_periods_and_held_prices")]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
