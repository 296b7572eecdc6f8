"""Columns for the grants that a hold took from, and for the grant whose heir a grant is; 0007 fills them."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("credits", "0005_refund_rules")]

    operations = [
        migrations.AddField(
            "hold",
            "allocations",
            models.JSONField(db_default=Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            "grant",
            "heir_of",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heirs",
                to="credits.grant",
            ),
        ),
    ]
