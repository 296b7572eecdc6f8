"""Refused requests that repeat share a row. Old code, which knows none of these columns, writes a row for each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0009_requests_of_a_key")]

    operations = [
        migrations.AddField(
            model_name="loggedrequest",
            name="count",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(model_name="loggedrequest", name="last_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="loggedrequest", name="merged_in", field=models.DateTimeField(null=True)),
        # No row has a minute yet, so this looks at each but writes nothing.
        migrations.AddConstraint(
            model_name="loggedrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_in__isnull", False)),
                fields=("key", "merged_in", "status", "code", "method", "route"),
                name="one_row_of_repeats",
            ),
        ),
    ]
