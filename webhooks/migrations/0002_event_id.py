"""Lets SQL name the events that it writes."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_outbox")]

    operations = [migrations.RunSQL((SQL / "event_id.sql").read_text(), "DROP FUNCTION webhooks_event_id();")]
