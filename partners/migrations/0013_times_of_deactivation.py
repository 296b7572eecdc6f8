"""Since when an account is inactive or active again. The grace of one that is inactive begins now."""

from django.db import migrations, models

BEGIN = "UPDATE partners_account SET deactivated_at = now() WHERE status = 'inactive'"


class Migration(migrations.Migration):
    dependencies = [("partners", "0012_mail_windows")]

    operations = [
        migrations.AddField("account", "deactivated_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField("account", "reactivated_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
