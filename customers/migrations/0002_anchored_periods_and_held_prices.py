"""Periods are counted from an anchor, and prices hold still within one."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_customers_and_subscriptions")]

    operations = [
        migrations.AddField("subscription", "prices", models.JSONField(default=dict)),
        migrations.AddField("subscription", "anchor", models.DateTimeField(null=True)),
        migrations.AlterField("subscription", "anchor_day", models.PositiveSmallIntegerField(null=True)),
        migrations.RunSQL(
            (SQL / "anchors.sql").read_text(encoding="utf-8"),
            (SQL / "anchors_reverse.sql").read_text(encoding="utf-8"),
        ),
        migrations.AlterField("subscription", "anchor", models.DateTimeField()),
        migrations.RemoveField("subscription", "anchor_day"),
        migrations.AddIndex(
            "subscription",
            models.Index(fields=["customer"], name="subscription_past_due", condition=models.Q(status="past_due")),
        ),
    ]
