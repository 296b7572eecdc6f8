"""An index of the logged requests of a key. Made concurrently: requests are logged meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("partners", "0008_one_spelling_of_addresses")]

    operations = [
        AddIndexConcurrently(
            model_name="loggedrequest",
            index=models.Index(fields=["key", "-created_at"], name="logged_request_of_key"),
        ),
    ]
