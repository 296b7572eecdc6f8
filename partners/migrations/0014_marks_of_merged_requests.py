"""A merged row knows its requests by their marks. Old code leaves them out: such a row is found by its time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0013_times_of_deactivation")]

    operations = [
        migrations.AddField(
            model_name="loggedrequest", name="marks", field=models.BinaryField(max_length=2000, null=True)
        ),
    ]
