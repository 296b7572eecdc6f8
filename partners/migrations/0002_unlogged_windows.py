"""Counters of a rolling minute: not logged, and laid out for rewriting."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_accounts_and_keys")]

    operations = [
        migrations.RunSQL(
            (SQL / "unlogged_windows.sql").read_text(),
            "ALTER TABLE partners_ratewindow RESET (fillfactor, autovacuum_vacuum_scale_factor);"
            "ALTER TABLE partners_ratewindow SET LOGGED;",
        )
    ]
