"""Lets SQL name the deliveries that it makes."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0003_endpoints_and_deliveries")]

    operations = [migrations.RunSQL((SQL / "delivery_id.sql").read_text(), "DROP FUNCTION webhooks_delivery_id();")]
