"""The record of who read patients' data can't be changed or removed."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = "DROP TRIGGER download_is_append_only ON imaging_download; DROP FUNCTION imaging_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("imaging", "0002_judged_documents")]

    operations = [migrations.RunSQL((SQL / "append_only.sql").read_text(), DROP)]
