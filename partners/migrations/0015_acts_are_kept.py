"""The record of what staff did in the admin can't be changed or removed."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
DROP = "DROP TRIGGER act_is_append_only ON django_admin_log; DROP FUNCTION partners_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0014_marks_of_merged_requests"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [migrations.RunSQL((SQL / "acts_are_kept.sql").read_text(), DROP)]
