"""Indexes for the filters of the history. Made concurrently: charges go on meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("credits", "0003_monthly_prices")]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("customer_id", ""), _negated=True),
                fields=["customer_id", "sequence"],
                name="entry_of_customer_in_order",
            ),
        ),
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(fields=["wallet", "kind", "sequence"], name="entry_of_kind"),
        ),
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("request_id", ""), _negated=True),
                fields=["request_id"],
                name="entry_of_request",
            ),
        ),
        RemoveIndexConcurrently(model_name="entry", name="entry_of_customer"),
    ]
