"""What django-allauth keeps for a while, in a table that all processes share."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_memberships_and_invitations")]

    operations = [
        migrations.CreateModel(
            name="CachedValue",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("expires_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
