"""When a customer was suspended. For those that are by now, the grace for reading begins with this migration."""

from django.db import migrations, models

BEGIN = "UPDATE customers_customer SET suspended_at = now() WHERE status = 'suspended'"


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_monthly_add_on_prices")]

    operations = [
        migrations.AddField("customer", "suspended_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField(
            "customer", "access_notice_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
        migrations.AddIndex(
            "customer",
            models.Index(fields=["suspended_at"], name="customer_suspended", condition=models.Q(status="suspended")),
        ),
    ]
