"""The set-based charge, and triggers that refuse to change what was written."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP_CHARGE = "DROP FUNCTION credits_charge_one, credits_charge_many;"


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_wallets_ledger_plans"), ("webhooks", "0002_event_id")]

    operations = [
        migrations.RunSQL((SQL / "routes.sql").read_text(), (SQL / "routes_reverse.sql").read_text()),
        migrations.RunSQL((SQL / "append_only.sql").read_text(), (SQL / "append_only_reverse.sql").read_text()),
        migrations.RunSQL((SQL / "balance_events.sql").read_text(), (SQL / "balance_events_reverse.sql").read_text()),
        migrations.RunSQL((SQL / "charge.sql").read_text(), DROP_CHARGE),
    ]
