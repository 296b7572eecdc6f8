"""What a tier allows in the trials of a partner's customers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0010_merged_requests")]

    operations = [
        migrations.AddField(
            "tier",
            "customer_trial_days",
            models.PositiveSmallIntegerField(
                "longest trial of a customer in days",
                db_default=90,
                default=90,
                help_text="0: customers have no trials.",
                validators=[MaxValueValidator(90)],
            ),
        ),
        migrations.AddField(
            "tier",
            "customer_trial_seats",
            models.PositiveSmallIntegerField(
                "seats in a customer's trial", db_default=10, default=10, validators=[MinValueValidator(1)]
            ),
        ),
        migrations.AddField(
            "tier",
            "customer_trial_units",
            models.PositiveSmallIntegerField(
                "units of each add-on in a customer's trial",
                db_default=5,
                default=5,
                help_text="Of servers, databases and workspaces. A trial has the storage of its plan, and no more.",
            ),
        ),
        migrations.AddField(
            "tier",
            "open_customer_trials",
            models.PositiveIntegerField(
                "trials of customers that run at once", db_default=20, default=20, help_text="In each mode."
            ),
        ),
    ]
