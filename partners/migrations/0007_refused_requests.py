"""An index of the logged requests that were refused or failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0006_what_refusals_said")]

    operations = [
        migrations.AddIndex(
            model_name="loggedrequest",
            index=models.Index(
                fields=["account", "mode", "-created_at"],
                name="logged_request_refused",
                condition=models.Q(("status__gte", 400), models.Q(("code", ""), _negated=True), _connector="OR"),
            ),
        ),
    ]
