"""A mailbox has one trial. Those that customers have had until now count, the first of a mailbox as its own."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

import partners.modes

#: A mailbox is an address in lower case without what follows a plus sign before the @.
HAD = r"""
INSERT INTO customers_trial (account_id, mode, mailbox, customer_id, created_at)
SELECT DISTINCT ON (account_id, mode, mailbox) account_id, mode, mailbox, id, created_at
FROM (
    SELECT c.account_id, c.mode, c.id, c.created_at,
        coalesce(nullif(substring(lower(c.email) FROM '^([^+]*)[+].*@[^@]*$'), ''),
            regexp_replace(lower(c.email), '@[^@]*$', ''))
        || substring(lower(c.email) FROM '@[^@]*$') AS mailbox
    FROM customers_customer c
    JOIN customers_subscription s ON s.customer_id = c.id
    WHERE s.trial_ends_at IS NOT NULL
) had
ORDER BY account_id, mode, mailbox, id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_suspended_at"), ("partners", "0011_bounds_of_trials")]

    operations = [
        migrations.CreateModel(
            "Trial",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(choices=partners.modes.mode_choices, editable=False, max_length=8),
                ),
                ("mailbox", models.CharField(max_length=254)),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.account",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["account", "mode", "mailbox"], name="one_trial_for_each_mailbox")
                ],
            },
        ),
        migrations.AddIndex(
            "subscription",
            models.Index(
                fields=["trial_ends_at"],
                name="subscription_trials",
                condition=models.Q(trial_ends_at__isnull=False),
            ),
        ),
        migrations.RunSQL(HAD, migrations.RunSQL.noop),
    ]
