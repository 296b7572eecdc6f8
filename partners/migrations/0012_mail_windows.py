"""Counters of mail. Old code sends its mail uncounted until it is gone."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0011_bounds_of_trials")]

    operations = [
        migrations.CreateModel(
            name="MailWindow",
            fields=[
                ("key", models.CharField(max_length=160, primary_key=True, serialize=False)),
                ("most", models.PositiveIntegerField()),
                ("span_ms", models.BigIntegerField()),
                ("hits", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
        ),
    ]
